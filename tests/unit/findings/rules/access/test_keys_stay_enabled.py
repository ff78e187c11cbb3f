import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import connection, string

HOST = "demo-namespace.servicebus.windows.net"
VAULT = "key_vault: {name: v, secret_name: s, access_policy: p}\n"
POLICIES = "access_policies: [{name: p, rights: [Send]}]\n"


@pytest.mark.parametrize(
    ("text", "disabled"),
    [
        (connection(HOST), True),
        (connection(HOST, string("p")), False),
        (connection(HOST) + POLICIES, False),
        (connection(HOST) + VAULT, False),
    ],
)
def test_keys_are_switched_off_where_nothing_needs_one(text: str, disabled: bool) -> None:
    assert settled(text, "LS404").namespace.disable_local_auth is disabled


def test_what_is_said_is_left() -> None:
    head = "plan: 1\nnamespace: {name: demo-namespace, disable_local_auth: false}\n"

    assert findings_of(connection(HOST, head=head), "LS404") == ()


def test_who_connects_with_keys_wants_them() -> None:
    text = connection(HOST).replace("managed_identity", "connection_string")

    assert findings_of(text, "LS404") == ()
