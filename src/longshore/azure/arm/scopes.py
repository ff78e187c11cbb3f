"""What a role is for: a resource of the deployment's group, or the group itself.

A template reaches no further: roles on a subscription, or in another group, need a deployment of their own.
"""

from dataclasses import dataclass

from longshore.azure.arm.expressions import RESOURCE_GROUP, SUBSCRIPTION, Call, Expression, Member, Term
from longshore.azure.arm.kinds import NAMESPACE
from longshore.azure.arm.resource import relative_path, resource_id
from longshore.plan.document import Plan

GROUP = f"/subscriptions/{{{SUBSCRIPTION}}}/resourceGroups/{{{RESOURCE_GROUP}}}"
"""The deployment's own group, as plans write its id."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A resource by its type and names, or the group, which has neither."""

    resource_type: str
    names: tuple[str, ...]

    @property
    def id(self) -> Expression:
        """The scope's ARM id."""
        if not self.resource_type:
            return Member(Call("resourceGroup"), "id")
        return resource_id(self.resource_type, *self.names)

    @property
    def path(self) -> Term | None:
        """The scope as a template says it; of the group it says nothing."""
        return relative_path(self.resource_type, *self.names) if self.resource_type else None


def scope_of(plan: Plan, scope_id: str) -> Scope | None:
    """Return the scope of an id in the plan, None where a template for the group cannot reach it."""
    match scope_id.strip("/").split("/"):
        case ["subscriptions", subscription, ("resourceGroups" | "resourcegroups"), group, *rest]:
            scope = _resource(rest)
            is_reached = scope and (_is_own(plan, subscription, group) or _is_made(plan, scope))
            return scope if is_reached else None
    return None


def _is_own(plan: Plan, subscription: str, group: str) -> bool:
    deployment = plan.deployment
    subscriptions = {f"{{{SUBSCRIPTION}}}", deployment.subscription_id if deployment else None}
    groups = {f"{{{RESOURCE_GROUP}}}", deployment.resource_group if deployment else None}
    return subscription in subscriptions and group in groups


def _is_made(plan: Plan, scope: Scope) -> bool:
    """Say whether a scope is in a namespace of the plan, which the deployment's group has in any case."""
    own = {plan.namespace.name, plan.geo_dr.secondary.name if plan.geo_dr else ""}
    is_inside = f"{scope.resource_type}/".casefold().startswith(f"{NAMESPACE.type}/".casefold())
    return is_inside and scope.names[0] in own


def _resource(steps: list[str]) -> Scope | None:
    match steps:
        case []:
            return Scope("", ())
        case ["providers", provider, *pairs] if pairs and len(pairs) % 2 == 0:
            return Scope("/".join([provider, *pairs[::2]]), tuple(pairs[1::2]))
    return None
