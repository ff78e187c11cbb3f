"""Who may manage may also send and listen; Azure wants all three said.

A policy with Manage alone is refused, and so is one that allows nothing, or says a right twice. `az` does not
look: it sends what it is given.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._policies import ALL_RIGHTS, CLIENT_RIGHTS
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield every policy whose rights Azure does not take."""
    for index, policy in enumerate(draft.plan.access_policies):
        wanted = _wanted(policy.rights)
        if sorted(wanted) != sorted(policy.rights):
            path = ("access_policies", index, "rights")
            yield Found(
                path=path,
                message=f"{policy.name} has {_said(policy.rights)}",
                fix=f"rights: [{', '.join(wanted)}]",
                edits=(Put(path, wanted),),
            )


def _wanted(rights: tuple[str, ...]) -> tuple[str, ...]:
    if "Manage" in rights:
        return ALL_RIGHTS
    return tuple(right for right in ALL_RIGHTS if right in rights) or CLIENT_RIGHTS


def _said(rights: tuple[str, ...]) -> str:
    if not rights:
        return "no rights at all"
    if len(set(rights)) < len(rights):
        return "a right that is said twice"
    return "Manage without Send and Listen, which it includes"


RULE = Rule(
    code="LS408",
    name="manage-needs-both",
    severity=Severity.ERROR,
    on_azure="refused: a policy with Manage needs Send and Listen, and every policy at least one right",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus access control with shared access signatures; the real `az`, which sends it",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
access_policies:
  - {name: operators, rights: [Manage]}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
access_policies:
  - {name: operators, rights: [Send, Listen, Manage]}
""",
)
