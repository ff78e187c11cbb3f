import pytest

from longshore.plan.surroundings import KeyVault
from tests.unit.findings.plans import HEAD, findings_of, settled

from .plans import connection, role, string

URI = "@Microsoft.KeyVault(SecretUri=https://demo-vault.vault.azure.net/secrets/bus/)"
NAMES = "@Microsoft.KeyVault(VaultName=demo-vault;SecretName=bus)"
HOST = "demo-namespace.servicebus.windows.net"


def application(reference: str) -> str:
    return f'application: {{ServiceBus: {{Namespace: {HOST}, ConnectionString: "{reference}"}}}}\n'


def vault(text: str) -> KeyVault:
    made = settled(text, "LS413").key_vault
    assert made is not None
    return made


@pytest.mark.parametrize("reference", [URI, NAMES, URI.replace("bus/", "bus/0123456789abcdef")])
def test_the_reference_says_where_the_secret_has_to_be(reference: str) -> None:
    made = vault(HEAD + application(reference))

    assert (made.name, made.secret_name) == ("demo-vault", "bus")


@pytest.mark.parametrize(
    ("more", "policy"),
    [
        ("", "application"),
        ("access_policies: [{name: in, rights: [Send]}, {name: both, rights: [Listen, Send]}]\n", "both"),
        ("access_policies: [{name: in, rights: [Send]}]\n", "application"),
    ],
)
def test_its_key_is_of_a_policy_that_can_send_and_listen(more: str, policy: str) -> None:
    assert vault(HEAD + more + application(URI)).access_policy == policy


def test_or_of_the_policy_that_the_fallback_names() -> None:
    assert vault(connection(HOST, string("mine")) + application(URI)).access_policy == "mine"


def test_who_has_a_role_may_read_it() -> None:
    assignments = f"role_assignments:\n{role('/', principal='a')}{role('/', principal='b')}{role('/')}"

    assert vault(HEAD + assignments + application(URI)).readers == ("a", "b", "p")


def test_a_vault_with_another_secret_is_for_a_person_to_judge() -> None:
    other = "key_vault: {name: demo-vault, secret_name: other, access_policy: p}\n"
    (finding,) = findings_of(HEAD + other + application(URI), "LS413")

    assert finding.edits == ()
    assert finding.fix == "one name for the secret: key_vault makes other in demo-vault"


@pytest.mark.parametrize("text", ["@Microsoft.KeyVault(whatever)", "Endpoint=sb://x/"])
def test_what_names_no_secret_wants_none(text: str) -> None:
    assert findings_of(HEAD + application(text), "LS413") == ()
