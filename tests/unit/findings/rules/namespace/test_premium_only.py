import pytest

from tests.unit.findings.plans import findings_of, settled

GEO_DR = "geo_dr: {alias: demo-alias, secondary: {name: demo-secondary, location: x}}\n"
ENDPOINT = "private_endpoint: {name: e, subnet: s, vnet: v, private_dns_zone: z}\n"
SUBNETS = "network_access: {default_action: Deny, virtual_network_rules: [{vnet: v, subnet: s}]}\n"
AUTOSCALE = "autoscale: {minimum: 1, maximum: 2}\n"


def plan(sku: str, more: str, namespace: str = "") -> str:
    return f"plan: 1\nnamespace: {{name: demo-namespace, sku: {sku}, tier: {sku}{namespace}}}\n{more}"


@pytest.mark.parametrize("sku", ["Basic", "Standard"])
@pytest.mark.parametrize("feature", [GEO_DR, ENDPOINT, SUBNETS, AUTOSCALE])
def test_what_only_premium_has_makes_it_a_plan_for_premium(sku: str, feature: str) -> None:
    namespace = settled(plan(sku, feature), "LS207").namespace

    assert (namespace.sku, namespace.tier) == ("Premium", "Premium")


def test_each_is_found_at_its_key() -> None:
    lines = [finding.line for finding in findings_of(plan("Standard", GEO_DR + ENDPOINT), "LS207")]

    assert lines == [3, 4]


@pytest.mark.parametrize(("partitions", "found"), [(1, 0), (2, 1)])
def test_one_partition_is_none(partitions: int, found: int) -> None:
    text = plan("Standard", "", f", messaging_partitions: {partitions}")

    assert len(findings_of(text, "LS207")) == found


def test_rules_for_addresses_are_for_every_tier() -> None:
    assert findings_of(plan("Standard", "network_access: {default_action: Deny}\n"), "LS207") == ()
