"""Shared access keys, roles, and the secret with the connection string."""

from collections.abc import Iterator

from longshore.azure.cli.names import GROUP
from longshore.azure.cli.shell import Shell
from longshore.model.azure_rules import ROLE_DEFINITIONS, VAULT_READER
from longshore.plan.document import Plan
from longshore.plan.surroundings import KeyVault

_VAULT_ID = '"$vault_id"'


def key_vault_check(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the command that looks for the vault, which the plan uses but does not make."""
    if plan.key_vault:
        show = shell.az("keyvault show", name=plan.key_vault.name, query="id", output="tsv")
        message = f"There is no key vault {plan.key_vault.name} yet; the plan needs it."
        yield f"vault_id=$({show}) || fail {shell.word(message)}"


def access_policies(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for shared access keys; Azure generates them, and pairing copies them."""
    for policy in plan.access_policies:
        yield shell.az(
            "servicebus namespace authorization-rule create",
            resource_group=GROUP,
            namespace_name=plan.namespace.name,
            name=policy.name,
            rights=policy.rights,
        )


def role_assignments(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for roles."""
    for assignment in plan.role_assignments:
        role = ROLE_DEFINITIONS.get(assignment.role_definition, assignment.role_definition)
        yield _assign(shell, role, assignment.principal_id, shell.word(assignment.scope))


def secret(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for the connection string in the vault, and for those who may read it.

    The value goes by a pipe, for what is an argument every user of the machine can read; and only when it
    changed, for each `set` makes another version of the secret.
    """
    vault = plan.key_vault
    if not vault:
        return
    show = shell.az(
        "keyvault secret show", vault_name=vault.name, name=vault.secret_name, query="value", output="tsv"
    )
    store = shell.az(
        "keyvault secret set",
        vault_name=vault.name,
        name=vault.secret_name,
        file="/dev/stdin",
        encoding="utf-8",
    )
    yield f"connection_string=$({_connection_string(shell, plan, vault)})"
    yield f'[ "$({show} 2>/dev/null)" = "$connection_string" ] ||\nprintf %s "$connection_string" | {store}'
    role = ROLE_DEFINITIONS[VAULT_READER]
    scope = f"{_VAULT_ID}{shell.word(f'/secrets/{vault.secret_name}')}"
    for reader in vault.readers:
        yield _assign(shell, role, reader, scope)


def _connection_string(shell: Shell, plan: Plan, vault: KeyVault) -> str:
    """Return the command that asks for it: by the alias if there is one, so that it outlives a failover."""
    if plan.geo_dr:
        return shell.az(
            "servicebus georecovery-alias authorization-rule keys list",
            resource_group=GROUP,
            namespace_name=plan.namespace.name,
            alias=plan.geo_dr.alias,
            name=vault.access_policy,
            query="aliasPrimaryConnectionString",
            output="tsv",
        )
    return shell.az(
        "servicebus namespace authorization-rule keys list",
        resource_group=GROUP,
        namespace_name=plan.namespace.name,
        name=vault.access_policy,
        query="primaryConnectionString",
        output="tsv",
    )


def _assign(shell: Shell, role: str, principal: str, scope: str) -> str:
    return f"assign {shell.word(role)} {shell.word(principal)} \\\n    {scope}"
