"""Access policies, roles and the secret, read back."""

from typing import Final

from longshore.azure.arm.access import READER
from longshore.azure.arm.expressions import SUBSCRIPTION
from longshore.azure.arm.kinds import ACCESS_POLICY, ROLE_ASSIGNMENT, ROLE_DEFINITION, SECRET
from longshore.azure.arm.reading.functions import KEYS_OF
from longshore.azure.arm.reading.ids import ResourceId
from longshore.azure.arm.reading.namespaces import Namespaces
from longshore.azure.arm.reading.resources import Found, Resources
from longshore.model.azure_rules import ROLE_DEFINITIONS
from longshore.plan.source import Tree

_ROLE_NAMES: Final = {guid: name for name, guid in ROLE_DEFINITIONS.items()}


def access_policies(resources: Resources, namespaces: Namespaces) -> list[Tree]:
    """Return the shared access keys of the primary namespace."""
    found = resources.inside(ACCESS_POLICY, namespaces.primary.names)
    return [{"name": policy.name, "rights": policy.read().texts("rights")} for policy in found]


def key_vault(resources: Resources, namespaces: Namespaces) -> dict[str, Tree] | None:
    """Return the secret that holds a connection string of the primary namespace, and who may read it."""
    for secret in resources.of(SECRET):
        value = secret.fields.inside("properties").peek("value")
        source = ResourceId.parse(value.removeprefix(KEYS_OF)) if isinstance(value, str) else None
        if source and source.is_a(ACCESS_POLICY.type) and source.names[:-1] == namespaces.primary.names:
            secret.read()
            vault, name = secret.id.names
            section: dict[str, Tree] = {"name": vault, "secret_name": name, "access_policy": source.names[-1]}
            readers = _readers(resources, secret.id)
            return {**section, "readers": readers} if readers else section
    return None


def role_assignments(resources: Resources) -> list[Tree]:
    """Return the roles, those of the secret's readers aside."""
    return [
        {
            "principal_id": _principal(found),
            "role_definition": _role(found),
            "scope": str(found.scope),
        }
        for found in resources.of(ROLE_ASSIGNMENT)
    ]


def _readers(resources: Resources, secret: ResourceId) -> tuple[str, ...]:
    own = [each for each in resources.of(ROLE_ASSIGNMENT) if each.scope.is_same(secret)]
    return tuple(_principal(each) for each in own if _role(each) == READER)


def _principal(found: Found) -> str:
    fields = found.read()
    fields.drop("principalType", "ServicePrincipal")
    return fields.text("principalId")


def _role(found: Found) -> str:
    """Return a role by its name if it is one of those that are known, by its GUID or its id otherwise."""
    text = str(found.fields.inside("properties").peek("roleDefinitionId"))
    role = ResourceId.parse(text)
    if role is None or not role.is_a(ROLE_DEFINITION):
        return text
    (guid,) = role.names
    is_own = role.base.casefold() == f"/subscriptions/{{{SUBSCRIPTION}}}"
    return _ROLE_NAMES.get(guid.casefold(), guid if is_own else text)
