import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled


def plan(zone: str) -> str:
    return f"{HEAD}private_endpoint: {{name: e, subnet: s, vnet: v, private_dns_zone: {zone}}}\n"


@pytest.mark.parametrize(
    ("zone", "found"),
    [
        ("privatelink.servicebus.windows.net", 0),
        ("PrivateLink.servicebus.windows.net", 0),
        ("servicebus.windows.net", 1),
        ("privatelink.blob.core.windows.net", 1),
    ],
)
def test_only_one_zone_is_asked(zone: str, found: int) -> None:
    assert len(findings_of(plan(zone), "LS307")) == found


def test_the_zone_gets_its_name() -> None:
    endpoint = settled(plan("elsewhere"), "LS307").private_endpoint

    assert endpoint is not None
    assert endpoint.private_dns_zone == "privatelink.servicebus.windows.net"
