import pytest

from longshore.findings.finding import Severity
from tests.unit.findings.plans import HEAD, findings_of, settled

from .plans import connection, policies, string

HOST = "demo-namespace.servicebus.windows.net"
VAULT = "key_vault: {name: v, secret_name: s, access_policy: clients}\n"


def test_the_policy_is_added_with_what_clients_need() -> None:
    (policy,) = settled(connection(HOST, string("clients")), "LS414").access_policies

    assert (policy.name, policy.rights) == ("clients", ("Send", "Listen"))


def test_a_policy_that_two_places_name_is_added_once() -> None:
    text = connection(HOST, string("Clients")) + VAULT

    assert len(settled(text, "LS414").access_policies) == 1


def test_a_vaults_missing_policy_ends_the_deployment() -> None:
    (finding,) = findings_of(HEAD + VAULT, "LS414")

    assert (finding.severity, finding.line) == (Severity.ERROR, 3)


def test_the_root_policy_keeps_all_its_rights_where_a_vault_needs_it() -> None:
    text = HEAD + VAULT.replace("clients", "RootManageSharedAccessKey")
    (policy,) = settled(text, "LS414").access_policies

    assert policy.rights == ("Send", "Listen", "Manage")


@pytest.mark.parametrize("policy", ["clients", "CLIENTS", "RootManageSharedAccessKey", "{policy}"])
def test_a_policy_that_exists_is_enough(policy: str) -> None:
    head = policies("{name: clients, rights: [Send]}")

    assert findings_of(connection(HOST, string(policy), head), "LS414") == ()


@pytest.mark.parametrize("fallback", ["nonsense", string("no/name"), string("x" * 51)])
def test_what_cannot_be_a_policy_is_for_a_person_to_judge(fallback: str) -> None:
    (finding,) = findings_of(connection(HOST, fallback), "LS414")

    assert (finding.severity, finding.edits) == (Severity.WARNING, ())
