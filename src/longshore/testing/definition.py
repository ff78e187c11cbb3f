"""Which entities a broker is to have: a plan, as a file or as values, and queues and topics in few words.

    queues=["orders", "audit"]                              with Service Bus's defaults
    queues={"orders": {"lock_duration": "PT30S"}}           with a plan's properties
    topics={"events": {"subscriptions": ["all"]}}           what is not `subscriptions` is a property
    topics={"events": {"subscriptions": {"eu": {"default_rule": {"filter": "region = 'eu'"}}}}}

Everything is put together as one plan and read as a plan file is, so that what is wrong is said in the same
words. Durations may also be a `timedelta`.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from longshore.model.durations import format_duration
from longshore.model.entities import Topology
from longshore.plan import parse_plan, topology
from longshore.plan.load import plan_in, read
from longshore.plan.source import Source
from longshore.plan.text import decode

Properties = Mapping[str, Any]
"""An entity's properties by the names they have in a plan."""

Entities = Iterable[str] | Mapping[str, Properties]
"""Names, or properties by name."""

Plan = Mapping[str, Any] | str | Path
"""A plan's values, or where its file is."""

NAMESPACE: Final = "test"
"""What the namespace is called where no plan says otherwise."""

_FILE: Final = "<servicebus>"
"""How positions name a plan that is in no file."""


class Definition:
    """A plan that grows. Each step raises PlanError and leaves the plan as it was when it is wrong."""

    def __init__(self, plan: Plan | None, queues: Entities, topics: Entities) -> None:
        base = {"plan": 1, "namespace": {"name": NAMESPACE}} if plan is None else _values(plan)
        self._plan: Mapping[str, Any] = {}
        self._become({"plan": 1, **base}, queues, topics)

    def add(self, queues: Entities = (), topics: Entities = ()) -> None:
        """Take in more entities; one of a name that is there already replaces it."""
        self._become(self._plan, queues, topics)

    def add_subscription(self, topic: str, name: str, properties: Properties) -> None:
        """Take in one more subscription. Raises LookupError when there is no such topic."""
        there = [known for known in self._plan.get("topics", ()) if _same(known["topic_name"], topic)]
        if not there:
            raise LookupError(f"there is no topic '{topic}'")
        others = [each for each in there[0].get("subscriptions", ()) if not _same(each["name"], name)]
        grown = {**there[0], "subscriptions": [*others, {"name": name, "properties": properties}]}
        self._adopt({**self._plan, "topics": _merged(self._plan.get("topics", ()), [grown], "topic_name")})

    def _become(self, plan: Mapping[str, Any], queues: Entities, topics: Entities) -> None:
        new_queues = [_queue(name, properties) for name, properties in _named(queues).items()]
        new_topics = [_topic(name, properties) for name, properties in _named(topics).items()]
        self._adopt(
            {
                **plan,
                "queues": _merged(plan.get("queues", ()), new_queues, "queue_name"),
                "topics": _merged(plan.get("topics", ()), new_topics, "topic_name"),
            }
        )

    def _adopt(self, plan: Mapping[str, Any]) -> None:
        self.namespace, self.topology = _read(json.dumps(plan, indent=2, default=_written))
        self._plan = plan


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[str, Topology]:
    """Return a plan's namespace and entities; the tests of a module mostly want the same."""
    plan = parse_plan(text.encode(), _FILE)
    return plan.namespace.name, topology(plan)


def _values(plan: Plan) -> Mapping[str, Any]:
    """Return a plan's values; a file is checked on its own first, for its own lines to be named."""
    if isinstance(plan, Mapping):
        return plan
    source = Source(decode(str(plan), read(Path(plan))))
    plan_in(source)
    values: Any = source.data
    return dict(values)


def _named(entities: Entities) -> Mapping[str, Properties]:
    if isinstance(entities, str):
        raise TypeError(f"a list of names or a mapping is wanted, not the text {entities!r}")
    return entities if isinstance(entities, Mapping) else {name: {} for name in entities}


def _queue(name: str, properties: Properties) -> Properties:
    return {"queue_name": name, "properties": properties}


def _topic(name: str, properties: Properties) -> Properties:
    subscriptions = _named(properties.get("subscriptions", ()))
    return {
        "topic_name": name,
        "properties": {key: value for key, value in properties.items() if key != "subscriptions"},
        "subscriptions": [{"name": each, "properties": value} for each, value in subscriptions.items()],
    }


def _merged(old: Iterable[Properties], new: list[Properties], key: str) -> list[Properties]:
    """Return entities without those that have been given anew."""
    return [each for each in old if not any(_same(each[key], other[key]) for other in new)] + new


def _same(name: object, other: object) -> bool:
    return str(name).lower() == str(other).lower()


def _written(value: object) -> str:
    """Return what JSON has no word for as a plan writes it."""
    if isinstance(value, timedelta):
        return format_duration(value // timedelta(milliseconds=1))
    raise TypeError(f"a plan holds text, numbers, lists and mappings, not {type(value).__name__}")
