import pytest

from longshore.plan import Plan
from longshore.plan.surroundings import PrivateEndpoint
from tests.unit.findings.plans import HEAD, findings_of, settled

ENDPOINT = "{name: e, subnet: s, vnet: %s, private_dns_zone: z}"


def pair(own: str, other: str) -> str:
    return (
        "plan: 1\nnamespace: {name: demo-namespace, location: Here}\n"
        f"private_endpoint: {ENDPOINT % own}\n"
        "geo_dr:\n  alias: demo-alias\n  secondary:\n    name: demo-secondary\n    location: There\n"
        f"    private_endpoint: {ENDPOINT % other}\n"
    )


def both(plan: Plan) -> tuple[PrivateEndpoint, PrivateEndpoint]:
    assert plan.private_endpoint is not None
    assert plan.geo_dr is not None
    assert plan.geo_dr.secondary.private_endpoint is not None
    return plan.private_endpoint, plan.geo_dr.secondary.private_endpoint


def test_the_zone_is_linked_to_the_network_and_knows_the_endpoint() -> None:
    first, second = both(settled(pair("net", "net"), "LS305"))

    assert (first.dns_zone_link, first.dns_zone_group) == ("net-link", "default")
    assert (second.dns_zone_link, second.dns_zone_group) == ("net-link", "default")


@pytest.mark.parametrize(("other", "region"), [("net", "Here"), ("other-net", "There")])
def test_an_endpoint_is_in_the_region_of_its_network(other: str, region: str) -> None:
    first, second = both(settled(pair("net", other), "LS305"))

    assert (first.location, second.location) == ("Here", region)


def test_a_region_that_nothing_says_is_left_open() -> None:
    endpoint = settled(f"{HEAD}private_endpoint: {ENDPOINT % 'net'}\n", "LS305").private_endpoint

    assert endpoint is not None
    assert endpoint.location is None


def test_the_deployment_may_say_the_region() -> None:
    text = f"{HEAD}private_endpoint: {ENDPOINT % 'net'}\ndeployment: {{resource_group: g, location: x}}\n"
    endpoint = settled(text, "LS305").private_endpoint

    assert endpoint is not None
    assert endpoint.location == "x"


def test_what_is_missing_is_named() -> None:
    text = f"{HEAD}private_endpoint: {ENDPOINT[:-1] % 'net'}, dns_zone_link: mine}}\n"
    (finding,) = findings_of(text, "LS305")

    assert finding.message == "the zone of the namespace's private endpoint has no `dns_zone_group`"
