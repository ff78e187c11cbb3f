"""What a role is on is named by a resource id, and should be something of this plan.

A scope begins with a slash: a subscription, a resource group in it, a resource in that. A bare name is
refused. The id of another namespace is accepted where that namespace exists, and the application is still
not let into this one.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._namespaces import SCOPE, is_one_of, is_settled, namespaces
from longshore.plan.edits import Put
from longshore.plan.placeholders import placeholders
from longshore.plan.source import TreePath
from longshore.plan.suggest import either

_ROOTS = ("/subscriptions/", "/providers/", "/{")


def find(draft: Draft) -> Iterator[Found]:
    """Yield every scope that is no resource id, or the id of a namespace that is not the plan's."""
    for index, assignment in enumerate(draft.plan.role_assignments):
        path: TreePath = ("role_assignments", index, "scope")
        scope = assignment.scope
        if scope == "/" or scope.casefold().startswith(_ROOTS):
            yield from _stranger(draft, path, scope)
        elif not placeholders(scope):
            yield _no_id(draft, path, scope)


def _no_id(draft: Draft, path: TreePath, scope: str) -> Found:
    names = namespaces(draft)
    name = next((each for each in names if each.casefold() == scope.casefold()), names[0])
    wanted = f"{_group(draft)}/providers/Microsoft.ServiceBus/namespaces/{name}"
    return Found(
        path=path,
        severity=Severity.ERROR,
        message=f"{scope!r} is no resource id, which begins with /subscriptions/",
        on_azure="refused: the scope is not valid",
        fix=wanted,
        edits=(Put(path, wanted),) if is_settled(name) else (),
    )


def _group(draft: Draft) -> str:
    deployment = draft.plan.deployment
    subscription = deployment.subscription_id if deployment is not None else None
    group = deployment.resource_group if deployment is not None else "{rg-name}"
    return f"/subscriptions/{subscription or '{subscription-id}'}/resourceGroups/{group}"


def _stranger(draft: Draft, path: TreePath, scope: str) -> Iterator[Found]:
    names, found = namespaces(draft), SCOPE.search(scope)
    if found is None or is_one_of(found.group(), names) or placeholders(found.group()):
        return
    near = get_close_matches(found.group(), names, n=1)
    wanted = scope[: found.start()] + near[0] + scope[found.end() :] if near else ""
    yield Found(
        path=path,
        message=f"{found.group()} is no namespace of this plan, whose role this should be",
        fix=wanted or f"the id of {either(names)}",
        edits=(Put(path, wanted),) if wanted and all(map(is_settled, names)) else (),
    )


RULE = Rule(
    code="LS407",
    name="scope-of-stranger",
    severity=Severity.WARNING,
    on_azure="it is accepted where such a namespace exists, and gives no right on this one",
    evidence=Evidence.INFERRED,
    reference="Microsoft.Authorization/roleAssignments: scope",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Azure Service Bus Data Sender
    scope: /subscriptions/{id}/resourceGroups/demo/providers/Microsoft.ServiceBus/namespaces/demo-namespac
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Azure Service Bus Data Receiver
    scope: demo-namespace
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Azure Service Bus Data Sender
    scope: /subscriptions/{id}/resourceGroups/demo/providers/Microsoft.ServiceBus/namespaces/demo-namespace
""",
)
