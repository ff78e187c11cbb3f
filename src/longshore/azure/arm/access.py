"""Shared access keys, roles, and the connection string in the vault.

Access policies are made on the primary, after the pairing, which copies them [ASB Geo-DR]; roles it does not
copy, so that the plan names each namespace. The keys themselves Azure makes, and no template shows them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from longshore.azure.arm.expressions import Call, Member, Term, bracketed
from longshore.azure.arm.kinds import ACCESS_POLICY, ROLE_ASSIGNMENT, ROLE_DEFINITION, SECRET
from longshore.azure.arm.resource import Resource
from longshore.azure.arm.scopes import Scope, scope_of
from longshore.model.azure_rules import ROLE_DEFINITIONS
from longshore.plan.document import Plan
from longshore.plan.placeholders import placeholders
from longshore.plan.source import TreePath

READER: Final = "Key Vault Secrets User"
"""The role of those who may read the secret."""

_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def access_policies(plan: Plan, namespace: Resource, foundation: Sequence[Resource]) -> Iterator[Resource]:
    """Yield the shared access keys."""
    for index, policy in enumerate(plan.access_policies):
        origin = ("access_policies", index)
        names = (*namespace.names, policy.name)
        yield Resource(ACCESS_POLICY, names, {"rights": policy.rights}, origin, after=tuple(foundation))


def role_assignments(plan: Plan, made: Sequence[Resource]) -> Iterator[Resource]:
    """Yield the roles, each after the resource that it is for, if the template makes it."""
    targets = {bracketed(resource.path).casefold(): resource for resource in made if resource.scope is None}
    for index, assignment in enumerate(plan.role_assignments):
        scope = scope_of(plan, assignment.scope)
        if scope is None:
            raise AssertionError("a plan with a role out of reach is refused")
        target = targets.get(bracketed(scope.path or "").casefold())
        role, origin = assignment.role_definition, ("role_assignments", index)
        yield _assignment(scope, assignment.principal_id, role, origin, (target,) if target else ())


def vault(plan: Plan, policies: Sequence[Resource]) -> Iterator[Resource]:
    """Yield the secret with the connection string, and the roles of those who may read it."""
    if plan.key_vault is None:
        return
    wanted = plan.key_vault.access_policy.casefold()
    policy = next(each for each in policies if bracketed(each.names[-1]).casefold() == wanted)
    names = (plan.key_vault.name, plan.key_vault.secret_name)
    value = _connection_string(plan, policy)
    secret = Resource(SECRET, names, {"value": value}, ("key_vault",), after=(policy,))
    yield secret
    for index, reader in enumerate(plan.key_vault.readers):
        # On the secret and not on the vault, which may hold secrets of others.
        yield _assignment(
            Scope(SECRET.type, names), reader, READER, ("key_vault", "readers", index), (secret,)
        )


def role_id(role: str) -> Term | None:
    """Return the id of a role by its name or id, or one that is given at deployment; None for others."""
    if role.startswith("/"):
        return role
    if placeholders(role):
        # Who fills it in may take a role's id for it, or the GUID at the end of that.
        guid: Term = Call("last", (Call("split", (role, "/")),))
    else:
        guid = ROLE_DEFINITIONS.get(role, role)
        if not _GUID.fullmatch(guid):
            return None
    return Call("subscriptionResourceId", (ROLE_DEFINITION, guid))


def _connection_string(plan: Plan, policy: Resource) -> Member:
    """Return what the deployment reads of a policy: the alias outlives a failover, a namespace does not."""
    keys = Call("listKeys", (policy.id, policy.kind.version))
    return Member(keys, "aliasPrimaryConnectionString" if plan.geo_dr else "primaryConnectionString")


def _assignment(
    scope: Scope, principal: str, role: str, origin: TreePath, after: tuple[Resource, ...]
) -> Resource:
    role_definition = role_id(role)
    return Resource(
        ROLE_ASSIGNMENT,
        # The name of a role assignment is a GUID, and the same one each time, or a second deployment fails.
        (Call("guid", (scope.id, principal, ROLE_DEFINITIONS.get(role, role))),),
        {
            "roleDefinitionId": role_definition,
            "principalId": principal,
            # Without it Azure looks the principal up, and a new identity is not found yet [role assignments].
            "principalType": "ServicePrincipal",
        },
        origin,
        scope=scope.path,
        after=after,
    )
