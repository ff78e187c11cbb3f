from tests.unit.findings.plans import HEAD, findings_of, settled

ENDPOINT = "{name: e, subnet: s, vnet: v, private_dns_zone: z, connection_name: c}"
GEO_DR = "geo_dr:\n  alias: demo-alias\n  secondary:\n    name: demo-secondary\n    location: There\n"


def test_the_secondary_gets_an_endpoint_like_the_primarys() -> None:
    plan = settled(f"{HEAD}private_endpoint: {ENDPOINT}\n{GEO_DR}", "LS306")

    assert plan.geo_dr is not None
    twin = plan.geo_dr.secondary.private_endpoint
    assert twin is not None
    assert (twin.name, twin.connection_name) == ("e-secondary", "c-secondary")
    assert (twin.vnet, twin.subnet, twin.private_dns_zone) == ("v", "s", "z")


def test_and_the_primary_one_like_the_secondarys() -> None:
    plan = settled(f"{HEAD}{GEO_DR}    private_endpoint: {ENDPOINT}\n", "LS306")

    assert plan.private_endpoint is not None
    assert (plan.private_endpoint.name, plan.private_endpoint.location) == ("e-primary", "There")


def test_a_namespace_alone_needs_no_twin() -> None:
    assert findings_of(f"{HEAD}private_endpoint: {ENDPOINT}\n", "LS306") == ()
