"""Topics whose filters the rules look at."""

import json

from tests.unit.findings.plans import HEAD


def topic(*filters: object, events: tuple[str, ...] = ()) -> str:
    """Return a plan with one topic, and a subscription with a default rule for each filter."""
    subscriptions = [
        {"name": f"s{number}", "properties": {"default_rule": {"filter": each}}}
        for number, each in enumerate(filters)
    ]
    news = {"topic_name": "news", "events": list(events), "subscriptions": subscriptions}
    return f"{HEAD}topics: {json.dumps([news])}\n"
