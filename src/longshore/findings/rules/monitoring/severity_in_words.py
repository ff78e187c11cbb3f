"""Severities are numbers: 0 is critical, 4 is for the curious.

The portal shows words, Azure stores numbers, and its resource model takes nothing else.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import SEVERITIES
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield every severity in words."""
    for index, alert in enumerate(draft.plan.alerts):
        if isinstance(alert.severity, str):
            number, path = SEVERITIES[alert.severity], ("alerts", index, "severity")
            yield Found(
                path=path,
                message=f"severity {alert.severity}, where Azure takes a number from 0 to 4",
                fix=str(number),
                edits=(Put(path, number),),
            )


RULE = Rule(
    code="LS607",
    name="severity-in-words",
    severity=Severity.ERROR,
    on_azure="the alert is refused: severity is a number, 0 for critical to 4 for verbose",
    evidence=Evidence.SOURCE,
    reference="azure-mgmt-monitor; `az monitor metrics alert create --help`",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
alerts:
  - name: Backlog
    condition: queue > 500 messages
    severity: Warning
    action_group: on-call
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
alerts:
  - name: Backlog
    condition: queue > 500 messages
    severity: 2
    action_group: on-call
""",
)
