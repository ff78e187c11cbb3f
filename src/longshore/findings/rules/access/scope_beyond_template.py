"""A template for a resource group reaches that group; az reaches whatever its user may.

A role on a subscription, on another resource group or on something in one cannot be in the template that
`longshore export` writes. The script assigns it. The group itself is meant where its names are those under
`deployment`, or the placeholders {subscription-id} and {rg-name}.
"""

from collections.abc import Iterator

from longshore.azure.arm.scopes import GROUP, scope_of
from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.plan.placeholders import placeholders


def find(draft: Draft) -> Iterator[Found]:
    """Yield every scope that is an id, or becomes one, and is not in the deployment's own group."""
    for index, assignment in enumerate(draft.plan.role_assignments):
        scope = assignment.scope
        is_id = scope.startswith("/") or bool(placeholders(scope))
        if is_id and scope_of(draft.plan, scope) is None:
            yield Found(
                path=("role_assignments", index, "scope"),
                message=f"{scope} is beyond the resource group of the deployment, as far as the plan says",
                fix=f"an id that begins with {GROUP} where that group is meant; otherwise the script, by"
                " `longshore export --to az`",
            )


RULE = Rule(
    code="LS416",
    name="scope-beyond-template",
    severity=Severity.NOTE,
    on_azure="az assigns the role; a plan with it cannot be exported as a template, which takes a deployment"
    " of its own for each resource group",
    evidence=Evidence.DOCUMENTED,
    reference="Deploy resources with ARM templates: resource group deployments; scope of extension resources",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
deployment: {resource_group: demo}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Reader
    scope: /subscriptions/{subscription-id}/resourceGroups/other
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
deployment: {resource_group: demo}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Reader
    scope: /subscriptions/{subscription-id}/resourceGroups/demo
""",
)
