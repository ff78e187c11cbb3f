import pytest

from tests.unit.findings.plans import findings_of

from .plans import access, ip_rules


@pytest.mark.parametrize(("count", "found"), [(127, 0), (128, 1)])
def test_addresses_and_subnets_count_together(count: int, found: int) -> None:
    masks = [f"20.41.1.{each}" for each in range(count)]
    subnet = "virtual_network_rules: [{vnet: v, subnet: s}]"

    assert len(findings_of(access("default_action: Deny", ip_rules(*masks), subnet), "LS309")) == found
