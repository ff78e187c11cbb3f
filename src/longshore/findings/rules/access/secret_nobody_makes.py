"""A reference to a secret makes no secret.

Something has to write the connection string into the vault, and let the application's identity read it:
`key_vault` says both. The string is made of an access policy's key, that of the fallback where there is one.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._keys import SecretReference, parts, reference
from longshore.findings.rules.access._namespaces import APPLICATION
from longshore.findings.rules.access._policies import NEW_POLICY, is_policy_name
from longshore.plan.edits import Put
from longshore.plan.source import Tree


def find(draft: Draft) -> Iterator[Found]:
    """Yield a reference to a secret that the plan does not put there."""
    service_bus = draft.plan.application.ServiceBus
    wanted = reference(service_bus.ConnectionString or "") if service_bus is not None else None
    made = draft.plan.key_vault
    if wanted is None or (made is not None and SecretReference(made.name, made.secret_name) == wanted):
        return
    yield Found(
        path=(*APPLICATION, "ConnectionString"),
        message=f"nothing puts the secret {wanted.secret} into the vault {wanted.vault}",
        fix="a `key_vault` with the vault, the secret, its access policy and its readers"
        if made is None
        else f"one name for the secret: key_vault makes {made.secret_name} in {made.name}",
        edits=(Put(("key_vault",), _vault(draft, wanted)),) if made is None else (),
    )


def _vault(draft: Draft, wanted: SecretReference) -> Tree:
    readers = dict.fromkeys(each.principal_id for each in draft.plan.role_assignments)
    vault: dict[str, Tree] = {
        "name": wanted.vault,
        "secret_name": wanted.secret,
        "access_policy": _policy(draft),
    }
    return {**vault, "readers": tuple(readers)} if readers else vault


def _policy(draft: Draft) -> str:
    """Return the policy whose key the secret holds: the fallback's, else one that can send and listen."""
    connection = draft.plan.connection
    fallback = connection.fallback_connection_string if connection is not None else None
    named = parts(fallback or "").get("sharedaccesskeyname", "")
    if is_policy_name(named):
        return named
    able = (each.name for each in draft.plan.access_policies if {"Send", "Listen"} <= set(each.rights))
    return next(able, NEW_POLICY)


RULE = Rule(
    code="LS413",
    name="secret-nobody-makes",
    severity=Severity.WARNING,
    on_azure="a reference that cannot be resolved is used as it stands: the application connects to the text",
    evidence=Evidence.DOCUMENTED,
    reference="Use Key Vault references as app settings in App Service and Functions",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
access_policies:
  - {name: application, rights: [Send, Listen]}
application:
  ServiceBus:
    Namespace: demo-namespace.servicebus.windows.net
    ConnectionString: "@Microsoft.KeyVault(SecretUri=https://demo.vault.azure.net/secrets/bus/)"
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
access_policies:
  - {name: application, rights: [Send, Listen]}
key_vault:
  name: demo
  secret_name: bus
  access_policy: application
application:
  ServiceBus:
    Namespace: demo-namespace.servicebus.windows.net
    ConnectionString: "@Microsoft.KeyVault(SecretUri=https://demo.vault.azure.net/secrets/bus/)"
""",
)
