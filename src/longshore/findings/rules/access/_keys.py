"""Connection strings with keys, and references to a vault: what they name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from longshore.findings.draft import Draft

ROOT_POLICY = "RootManageSharedAccessKey"
"""The access policy that every namespace has from the start."""

_PART = re.compile(r"\s*([A-Za-z]+)\s*=\s*([^;]*)")
_SECRET_URI = re.compile(r"https://([^./]+)\.vault\.[^/]+/secrets/([^/]+)", re.IGNORECASE)
_REFERENCE = re.compile(r"\s*@Microsoft\.KeyVault\((.*)\)\s*", re.IGNORECASE)


def parts(connection_string: str) -> dict[str, str]:
    """Return the parts of a connection string, by their names in lower case."""
    return {name.casefold(): value for name, value in _PART.findall(connection_string)}


@dataclass(frozen=True, slots=True)
class SecretReference:
    """A secret that `@Microsoft.KeyVault(...)` names."""

    vault: str
    secret: str


def is_reference(text: str) -> bool:
    """Say whether a text refers to a vault."""
    return _REFERENCE.fullmatch(text) is not None


def reference(text: str) -> SecretReference | None:
    """Return the secret that a text refers to, by either way of writing it; None where it names none."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return None
    named = parts(found[1])
    uri = _SECRET_URI.match(named.get("secreturi", ""))
    if uri is not None:
        return SecretReference(uri[1], uri[2])
    vault, secret = named.get("vaultname"), named.get("secretname")
    return SecretReference(vault, secret) if vault and secret else None


def uses_of_keys(draft: Draft) -> Iterator[str]:
    """Yield what of the plan needs access keys, in words."""
    plan = draft.plan
    if plan.connection is not None and plan.connection.authentication == "connection_string":
        yield "authentication by connection string"
    if plan.connection is not None and plan.connection.fallback_connection_string:
        yield "a fallback connection string"
    if plan.access_policies:
        yield "access policies"
    service_bus = plan.application.ServiceBus
    if plan.key_vault is not None or (
        service_bus is not None and is_reference(service_bus.ConnectionString or "")
    ):
        yield "a connection string in a vault"
