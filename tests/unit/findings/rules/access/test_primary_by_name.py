import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled

from .plans import PAIR, connection, string

HOST = "demo-namespace.servicebus.windows.net"
ALIAS = "demo-alias.servicebus.windows.net"


def test_clients_move_to_the_alias_with_whatever_key_they_have() -> None:
    plan = settled(connection(f"sb://{HOST}:5671/", string("p", "Demo-Namespace" + HOST[14:]), PAIR), "LS411")

    assert plan.connection is not None
    assert plan.connection.connection_endpoint == f"sb://{ALIAS}:5671/"
    assert plan.connection.fallback_connection_string == string("p", ALIAS)


def test_the_application_moves_too() -> None:
    text = f'{PAIR}application: {{ServiceBus: {{Namespace: {HOST}, ConnectionString: "{string("p")}"}}}}\n'
    service_bus = settled(text, "LS411").application.ServiceBus

    assert service_bus is not None
    assert (service_bus.Namespace, service_bus.ConnectionString) == (ALIAS, string("p", ALIAS))


def test_keys_come_from_the_alias_as_well() -> None:
    findings = findings_of(connection(HOST, string("p"), PAIR), "LS411")

    assert ["aliasPrimaryConnectionString" in finding.fix for finding in findings] == [False, True]


@pytest.mark.parametrize("host", [f"my-{HOST}", ALIAS, "demo-secondary.servicebus.windows.net"])
def test_other_names_stay(host: str) -> None:
    assert findings_of(connection(host, head=PAIR), "LS411") == ()


def test_without_an_alias_the_primary_is_the_address() -> None:
    assert findings_of(connection(HOST, head=HEAD), "LS411") == ()


def test_an_alias_that_will_be_renamed_is_waited_for() -> None:
    (finding,) = findings_of(connection(HOST, head=PAIR.replace("demo-alias", "a")), "LS411")

    assert finding.edits == ()
