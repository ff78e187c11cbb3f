"""Plans with roles, keys and connections, as the rules of this folder look at them."""

from tests.unit.findings.plans import HEAD

PAIR = (
    "plan: 1\nnamespace: {name: demo-namespace}\n"
    "geo_dr: {alias: demo-alias, secondary: {name: demo-secondary, location: x}}\n"
)
NAMESPACES = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ServiceBus/namespaces"


def role(scope: str, definition: str = "Azure Service Bus Data Sender", principal: str = "p") -> str:
    """Return a role assignment, one line of a list."""
    return f"  - {{principal_id: {principal}, role_definition: '{definition}', scope: '{scope}'}}\n"


def roles(*lines: str, head: str = HEAD) -> str:
    return f"{head}role_assignments:\n{''.join(lines)}"


def connection(endpoint: str, fallback: str | None = None, head: str = HEAD) -> str:
    more = "" if fallback is None else f'  fallback_connection_string: "{fallback}"\n'
    return (
        f'{head}connection:\n  connection_endpoint: "{endpoint}"\n  authentication: managed_identity\n{more}'
    )


def string(policy: str, host: str = "demo-namespace.servicebus.windows.net", key: str = "{key}") -> str:
    return f"Endpoint=sb://{host}/;SharedAccessKeyName={policy};SharedAccessKey={key}"


def policies(*lines: str, head: str = HEAD) -> str:
    return f"{head}access_policies:\n" + "".join(f"  - {line}\n" for line in lines)
