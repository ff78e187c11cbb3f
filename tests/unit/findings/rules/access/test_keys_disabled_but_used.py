import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import connection, string

HEAD = "plan: 1\nnamespace: {name: demo-namespace, disable_local_auth: true}\n"
HOST = "demo-namespace.servicebus.windows.net"
REFERENCE = "@Microsoft.KeyVault(VaultName=v;SecretName=s)"


@pytest.mark.parametrize(
    "text",
    [
        connection(HOST, string("p"), head=HEAD),
        connection(HOST, head=HEAD).replace("managed_identity", "connection_string"),
        f"{HEAD}access_policies: [{{name: p, rights: [Send]}}]\n",
        f'{HEAD}application: {{ServiceBus: {{Namespace: {HOST}, ConnectionString: "{REFERENCE}"}}}}\n',
    ],
)
def test_whatever_needs_a_key_switches_keys_on(text: str) -> None:
    assert settled(text, "LS405").namespace.disable_local_auth is False


def test_an_identity_needs_none() -> None:
    assert findings_of(connection(HOST, head=HEAD), "LS405") == ()
