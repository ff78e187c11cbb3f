"""An action group has a short name, of twelve characters at most, and somebody to write to.

The short name stands in text messages and subjects of mails. A group without a receiver is created, and every
alert that names it goes nowhere.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._groups import RECEIVERS, short_name
from longshore.model.azure_rules import MAX_SHORT_NAME_CHARACTERS
from longshore.plan.edits import Put
from longshore.plan.source import TreePath


def find(draft: Draft) -> Iterator[Found]:
    """Yield every short name that is none or too long, and every group without a receiver."""
    for index, group in enumerate(draft.plan.action_groups):
        path: TreePath = ("action_groups", index)
        if not 0 < len(group.short_name) <= MAX_SHORT_NAME_CHARACTERS:
            short = short_name(group.short_name or group.name)
            length = len(group.short_name)
            yield Found(
                path=(*path, "short_name"),
                message=f"the short name {group.short_name!r} has {length} characters, where Azure takes 1 to"
                f" {MAX_SHORT_NAME_CHARACTERS}",
                fix=short,
                edits=(Put((*path, "short_name"), short),),
            )
        if not group.email_receivers:
            yield Found(
                path=(*path, "name"),
                severity=Severity.WARNING,
                message=f"{group.name} reaches nobody: it has no receiver",
                on_azure="it is created, and alerts that name it go nowhere",
                fix="email_receivers with somebody's address, {alert-email} until it is known",
                edits=(Put((*path, "email_receivers"), RECEIVERS),),
            )


RULE = Rule(
    code="LS611",
    name="action-group-incomplete",
    severity=Severity.ERROR,
    on_azure="refused: groupShortName has 1 to 12 characters",
    evidence=Evidence.SOURCE,
    reference="azure-mgmt-monitor: ActionGroupResource.group_short_name",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
action_groups:
  - name: people
    short_name: people-on-call
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
action_groups:
  - name: people
    short_name: people
    email_receivers:
      - {name: operators, email_address: operators@example.com}
""",
)
