"""Azure knows roles by id; a name has to be one that has an id everywhere.

The built-in roles have the same id in every subscription, so that a plan can name them. A role of your own
has an id that only your subscription knows: name it by that. Where no built-in role is meant, a placeholder
takes the name's place, for a wrong guess would hand out rights.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._roles import is_known_role, nearest_role
from longshore.plan.edits import Put

_ASKED = "{role-definition-id}"


def find(draft: Draft) -> Iterator[Found]:
    """Yield every role that has no known id."""
    for index, assignment in enumerate(draft.plan.role_assignments):
        role = assignment.role_definition
        if not is_known_role(role):
            near = nearest_role(role)
            path = ("role_assignments", index, "role_definition")
            yield Found(
                path=path,
                message=f"no built-in role is called {role!r}",
                fix=near or f"the id of the role, given as {_ASKED} when it is deployed",
                edits=(Put(path, near or _ASKED),),
            )


RULE = Rule(
    code="LS406",
    name="unknown-role",
    severity=Severity.ERROR,
    on_azure="refused: roleDefinitionId has to be the id of a role that exists",
    evidence=Evidence.DOCUMENTED,
    reference="Azure built-in roles; Microsoft.Authorization/roleAssignments",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Service Bus Data Sender
    scope: /subscriptions/{id}/resourceGroups/demo
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Azure Service Bus Data Sender
    scope: /subscriptions/{id}/resourceGroups/demo
""",
)
