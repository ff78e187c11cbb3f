"""A role on one namespace of a pair is worth nothing after failover.

Geo-DR copies no role assignments. An identity that may use the primary is a stranger to the secondary, and
the first thing that fails after a failover is every client's login. Each role is needed on both.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._namespaces import SCOPE, is_settled, namespaces
from longshore.findings.rules.access._roles import is_known_role, role_id
from longshore.plan.edits import Append, Edit
from longshore.plan.surroundings import RoleAssignment


def find(draft: Draft) -> Iterator[Found]:
    """Yield every role on one namespace of a pair that the other does not know."""
    pair = namespaces(draft)
    if len(pair) < 2 or pair[0].casefold() == pair[1].casefold():
        return
    known = {_key(assignment) for assignment in draft.plan.role_assignments}
    for index, assignment in enumerate(draft.plan.role_assignments):
        sides = _sides(assignment, pair)
        twin = None if sides is None else _twin(assignment, sides[1])
        if sides is not None and twin is not None and _key(twin) not in known:
            known.add(_key(twin))
            yield Found(
                path=("role_assignments", index, "scope"),
                message=f"a role on {sides[0]} alone: {sides[1]} does not know it after failover",
                fix=f"the same role on {sides[1]}",
                edits=_edits(twin, pair),
            )


def _sides(assignment: RoleAssignment, pair: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the namespace that a role is on and the other one; None where it is on neither."""
    found = SCOPE.search(assignment.scope)
    for on, other in (pair, pair[::-1]):
        if found is not None and found.group().casefold() == on.casefold():
            return on, other
    return None


def _twin(assignment: RoleAssignment, name: str) -> RoleAssignment:
    return assignment.model_copy(update={"scope": SCOPE.sub(lambda _: name, assignment.scope)})


def _edits(twin: RoleAssignment, pair: tuple[str, ...]) -> tuple[Edit, ...]:
    # A name that another rule is about to change would be wrong in the copy.
    is_final = all(map(is_settled, pair)) and is_known_role(twin.role_definition)
    return (Append(("role_assignments",), twin.model_dump()),) if is_final else ()


def _key(assignment: RoleAssignment) -> tuple[str, str, str]:
    role = assignment.role_definition
    return assignment.principal_id, role_id(role) or role.casefold(), assignment.scope.casefold()


RULE = Rule(
    code="LS401",
    name="role-on-one-side",
    severity=Severity.WARNING,
    on_azure="role assignments are not replicated: after failover the identity is refused with 401",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus geo-disaster recovery (2026-02)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Azure Service Bus Data Sender
    scope: /subscriptions/{id}/resourceGroups/demo/providers/Microsoft.ServiceBus/namespaces/demo-namespace
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Azure Service Bus Data Sender
    scope: /subscriptions/{id}/resourceGroups/demo
""",
)
