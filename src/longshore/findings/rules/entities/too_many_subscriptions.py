"""A topic has two thousand subscriptions at most.

Whoever needs more forwards from subscriptions of one topic to others, and how to divide them is for the
plan's author to say.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import MAX_SUBSCRIPTIONS


def find(draft: Draft) -> Iterator[Found]:
    """Yield every topic with too many subscriptions."""
    for index, topic in enumerate(draft.plan.topics):
        if len(topic.subscriptions) > MAX_SUBSCRIPTIONS:
            yield Found(
                path=("topics", index, "topic_name"),
                message=f"{len(topic.subscriptions):,} subscriptions of {topic.topic_name}, where a topic has"
                " 2,000 at most",
                fix="several topics, each with some of the subscriptions",
            )


RULE = Rule(
    code="LS121",
    name="too-many-subscriptions",
    severity=Severity.ERROR,
    on_azure="what is created beyond the limit is refused",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus quotas and limits (2026-07)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: news
    subscriptions:
"""
    + "".join(f"      - {{name: reader-{number}}}\n" for number in range(2_001)),
    passing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: news
    subscriptions:
      - {name: readers}
""",
)
