"""A reference to a vault is resolved in one place only.

App Service and Functions look at their application settings, and put the secret in the place of
`@Microsoft.KeyVault(...)`. In a settings file that is deployed with the application, and anywhere else, the
text stays as it is, and is taken for a connection string.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._keys import is_reference
from longshore.findings.rules.access._namespaces import APPLICATION


def find(draft: Draft) -> Iterator[Found]:
    """Yield a connection string that refers to a vault."""
    service_bus = draft.plan.application.ServiceBus
    if service_bus is not None and is_reference(service_bus.ConnectionString or ""):
        yield Found(
            path=(*APPLICATION, "ConnectionString"),
            message="this reference to a vault is resolved in application settings of App Service and"
            " Functions, and nowhere else",
            fix="the setting ServiceBus__ConnectionString of the app, as `longshore export` writes it; not"
            " appsettings.json",
        )


RULE = Rule(
    code="LS412",
    name="vault-reference",
    severity=Severity.NOTE,
    on_azure="in a file it stays a literal text; in application settings too, where the identity may not read"
    " the secret",
    evidence=Evidence.DOCUMENTED,
    reference="Use Key Vault references as app settings in App Service and Functions",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
application:
  ServiceBus:
    Namespace: demo-namespace.servicebus.windows.net
    ConnectionString: "@Microsoft.KeyVault(SecretUri=https://demo.vault.azure.net/secrets/bus/)"
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
application:
  ServiceBus:
    Namespace: demo-namespace.servicebus.windows.net
    UseManagedIdentity: true
""",
)
