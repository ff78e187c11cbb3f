"""What a role is for: a resource of the deployment's group, or the group itself.

A template reaches no further: roles on a subscription, or in another group, need a deployment of their own.
"""

from dataclasses import dataclass

from longshore.azure.arm.expressions import RESOURCE_GROUP, SUBSCRIPTION, Call, Expression, Member, Term
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
        case [subscriptions, subscription, groups, group, *rest] if (
            subscriptions.casefold(),
            groups.casefold(),
        ) == ("subscriptions", "resourcegroups") and _is_own(plan, subscription, group):
            return _resource(rest)
    return None


def _is_own(plan: Plan, subscription: str, group: str) -> bool:
    deployment = plan.deployment
    subscriptions = {f"{{{SUBSCRIPTION}}}", deployment.subscription_id if deployment else None}
    groups = {f"{{{RESOURCE_GROUP}}}", deployment.resource_group if deployment else None}
    return subscription in subscriptions and group in groups


def _resource(steps: list[str]) -> Scope | None:
    match steps:
        case []:
            return Scope("", ())
        case [providers, provider, *pairs] if (
            providers.casefold() == "providers" and pairs and not len(pairs) % 2
        ):
            return Scope("/".join([provider, *pairs[::2]]), tuple(pairs[1::2]))
    return None
