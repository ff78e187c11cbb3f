"""A new subscription has a rule that lets everything through; a filter beside it filters nothing.

Azure gives each new subscription the rule `$Default`, whose filter is TRUE. A message comes through if any of
the rules lets it. So the filter of `default_rule` has to take the place of `$Default`, or `$Default` has to
be deleted; a second rule with the filter, and the subscription receives every message of the topic.

Longshore's own exports write the filter into `$Default` itself. A script that only creates a rule does not.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.entities._filters import always_true, filters


def find(draft: Draft) -> Iterator[Found]:
    """Yield every filter that has to stand in `$Default`, but those that equal what stands there."""
    for each in filters(draft):
        if each.path[-2] == "default_rule" and not (each.condition and always_true(each.condition)):
            yield Found(
                path=each.path,
                message=f"the filter of {each.subscription} holds only if it takes the place of `$Default`",
                fix="keep it as `default_rule`: `longshore export` writes it into `$Default`; by hand, `az"
                " servicebus topic subscription rule create --name '$Default'`",
            )


RULE = Rule(
    code="LS112",
    name="default-rule",
    severity=Severity.NOTE,
    on_azure="rules are joined by OR, and a new subscription has `$Default`, which is TRUE: a filter in a"
    " second rule keeps nothing out",
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
      - name: billing
        properties:
          default_rule: {filter: EventType = 'OrderPaid'}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: billing
        properties:
          rules:
            - {name: paid, filter: EventType = 'OrderPaid'}
""",
)
