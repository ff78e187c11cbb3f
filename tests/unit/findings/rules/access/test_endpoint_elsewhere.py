import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled

from .plans import PAIR, connection, string

DOMAIN = "servicebus.windows.net"


@pytest.mark.parametrize(
    "host",
    [
        f"demo-namespace.{DOMAIN}",
        f"DEMO-alias.{DOMAIN}",
        f"demo-secondary.{DOMAIN}",
        f"sb://demo-alias.{DOMAIN}/",
        f"{{name}}.{DOMAIN}",
        "{endpoint}",
    ],
)
def test_the_plans_own_addresses_are_known(host: str) -> None:
    assert findings_of(connection(host, head=PAIR), "LS415") == ()


def test_a_misspelled_one_is_put_right_wherever_it_is() -> None:
    host = f"demo-namspace.{DOMAIN}"
    text = connection(host, string("p", host)) + f"application: {{ServiceBus: {{Namespace: {host}}}}}\n"
    plan = settled(text, "LS415")

    assert plan.connection is not None
    assert plan.application.ServiceBus is not None
    assert plan.connection.connection_endpoint == f"demo-namespace.{DOMAIN}"
    assert plan.connection.fallback_connection_string == string("p", f"demo-namespace.{DOMAIN}")
    assert plan.application.ServiceBus.Namespace == f"demo-namespace.{DOMAIN}"


@pytest.mark.parametrize("host", [f"warehouse.{DOMAIN}", "localhost", "demo-namespace.example.com"])
def test_a_stranger_is_for_a_person_to_judge(host: str) -> None:
    (finding,) = findings_of(connection(host, head=HEAD), "LS415")

    assert finding.edits == ()
    assert finding.fix == f"demo-namespace.{DOMAIN}"
