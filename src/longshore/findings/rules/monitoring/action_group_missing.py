"""An alert that reaches nobody.

An alert names an action group, and the group names people. Where nothing in the plan creates the group, it
either exists already or the deployment fails. It is added with one receiver, whose address is asked for when
the plan is deployed.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._groups import RECEIVERS, short_name
from longshore.plan.edits import Append
from longshore.plan.placeholders import placeholders


def find(draft: Draft) -> Iterator[Found]:
    """Yield every action group that is named and missing, where it is named first."""
    known = {group.name.casefold() for group in draft.plan.action_groups}
    for index, alert in enumerate(draft.plan.alerts):
        name = alert.action_group
        if name.casefold() in known or name.startswith("/") or placeholders(name):
            continue
        known.add(name.casefold())
        group = {"name": name, "short_name": short_name(name), "email_receivers": RECEIVERS}
        yield Found(
            path=("alerts", index, "action_group"),
            message=f"nothing creates the action group {name}",
            fix=f"{name} among action_groups, {short_name(name)!r} for short, with somebody's address",
            edits=(Append(("action_groups",), group),),
        )


RULE = Rule(
    code="LS610",
    name="action-group-missing",
    severity=Severity.ERROR,
    on_azure="the alert is refused: the action group that it names by its id does not exist",
    evidence=Evidence.INFERRED,
    reference="the ARM specification of Microsoft.Insights/metricAlerts: actionGroupId",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
alerts:
  - name: Backlog
    condition: queue > 500 messages
    severity: 2
    action_group: on-call
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
action_groups:
  - name: on-call
    short_name: on-call
    email_receivers:
      - {name: operators, email_address: operators@example.com}
alerts:
  - name: Backlog
    condition: queue > 500 messages
    severity: 2
    action_group: on-call
""",
)
