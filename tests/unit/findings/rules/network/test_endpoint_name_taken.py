import pytest

from longshore.plan import Plan
from longshore.plan.surroundings import PrivateEndpoint
from tests.unit.findings.plans import HEAD, findings_of, settled

ZONE = "subnet: s, private_dns_zone: privatelink.servicebus.windows.net"


def pair(first: str, second: str) -> str:
    return (
        f"{HEAD}private_endpoint: {{{ZONE}, {first}}}\n"
        f"geo_dr:\n  alias: a\n  secondary:\n    name: b\n    location: c\n"
        f"    private_endpoint: {{{ZONE}, {second}}}\n"
    )


def second(plan: Plan) -> PrivateEndpoint:
    assert plan.geo_dr is not None
    assert plan.geo_dr.secondary.private_endpoint is not None
    return plan.geo_dr.secondary.private_endpoint


def test_the_endpoint_of_the_secondary_gets_another_name() -> None:
    plan = settled(pair("name: door, vnet: v", "name: Door, vnet: w"), "LS313")

    assert second(plan).name == "Door-secondary"


def test_two_networks_have_two_links() -> None:
    text = pair("name: one, vnet: v, dns_zone_link: link", "name: two, vnet: w, dns_zone_link: link")

    assert second(settled(text, "LS313")).dns_zone_link == "link-secondary"


@pytest.mark.parametrize(
    "other",
    [
        "name: two, vnet: v, dns_zone_link: link",
        "name: two, vnet: w, dns_zone_link: another",
        "name: two, vnet: w",
    ],
)
def test_names_of_their_own_and_the_link_of_one_network_are_no_mistake(other: str) -> None:
    assert findings_of(pair("name: one, vnet: v, dns_zone_link: link", other), "LS313") == ()
