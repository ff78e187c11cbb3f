"""A pattern that begins with `%` makes Azure search every message's property from end to end.

Equality is found in a table; a pattern with a beginning is decided by its first letters. `LIKE '%Completed%'`
has to look at all of the text, for each message and each such filter of the topic.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.entities._filters import filters, patterns


def find(draft: Draft) -> Iterator[Found]:
    """Yield every filter with a pattern that begins with `%`."""
    for each in filters(draft):
        slow = [text for text in patterns(each.condition) if text.startswith("%") and text != "%"]
        if slow:
            named = " and ".join(f"'{text}'" for text in slow)
            yield Found(
                path=each.path,
                message=f"{each.subscription} looks for {named} in every message of its topic",
                fix="name the events: `EventType IN ('…', '…')`, or give them a property of their own to be"
                " equal to",
            )


RULE = Rule(
    code="LS114",
    name="leading-wildcard",
    severity=Severity.NOTE,
    on_azure="it works; filters of this kind cost the most",
    evidence=Evidence.INFERRED,
    reference="Topic filters and actions (2026-02), which recommends correlation filters for equality",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: reports
        properties:
          default_rule: {filter: EventType LIKE '%Completed'}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: reports
        properties:
          default_rule: {filter: EventType LIKE 'Order%'}
""",
)
