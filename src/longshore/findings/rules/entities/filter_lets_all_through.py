"""A filter that is true of every message does what no filter does.

A subscription without a filter receives every message: its rule `$Default` is TRUE. `1=1` says the same, but
has to be read and judged for each message.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.entities._filters import always_true, filters


def find(draft: Draft) -> Iterator[Found]:
    """Yield every filter that is true whatever the message."""
    for each in filters(draft):
        if each.condition is not None and always_true(each.condition):
            yield Found(
                path=each.path,
                message=f"`{each.sql}` lets every message into {each.subscription}, as no filter would",
                fix="leave the filter out",
            )


RULE = Rule(
    code="LS113",
    name="filter-lets-all-through",
    severity=Severity.NOTE,
    on_azure="it works, and equals the rule that a subscription has anyway, but is judged anew for each"
    " message",
    evidence=Evidence.DOCUMENTED,
    reference="Topic filters and actions (2026-02)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: archive
        properties:
          default_rule: {filter: 1=1}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: archive
""",
)
