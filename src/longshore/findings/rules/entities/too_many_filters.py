"""The subscriptions of a topic have two thousand SQL filters together, and a hundred thousand others.

SQL filters that only compare for equality can become correlation filters (LS116), and those are the others.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.entities._filters import filters_of
from longshore.model.azure_rules import MAX_CORRELATION_FILTERS, MAX_SQL_FILTERS


def find(draft: Draft) -> Iterator[Found]:
    """Yield every topic with too many filters of a kind."""
    for index, topic in enumerate(draft.plan.topics):
        found = list(filters_of(index, topic))
        sql = sum(each.sql is not None for each in found)
        for count, kind, limit in (
            (sql, "SQL", MAX_SQL_FILTERS),
            (len(found) - sql, "correlation", MAX_CORRELATION_FILTERS),
        ):
            if count > limit:
                yield Found(
                    path=("topics", index, "topic_name"),
                    message=f"{count:,} {kind} filters on {topic.topic_name}, where a topic has {limit:,}"
                    " at most",
                    fix="correlation filters where equality will do, or several topics",
                )


RULE = Rule(
    code="LS122",
    name="too-many-filters",
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
      - name: reader
        properties:
          rules:
"""
    + "".join(
        f"            - {{name: place-{number}, filter: Place = {number}}}\n" for number in range(2_001)
    ),
    passing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: news
    subscriptions:
      - name: reader
        properties:
          rules:
            - {name: place-1, filter: {correlation: {properties: {Place: 1}}}}
""",
)
