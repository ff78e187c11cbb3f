import pytest

from longshore.plan import Plan
from tests.unit.findings.plans import findings_of, settled

from .plans import ENDPOINT, access, ip_rules

DENY = "default_action: Deny"


def of(plan: Plan) -> tuple[list[str], str | None]:
    """Return the addresses that are let in, and whether anybody is."""
    network = plan.network_access
    assert network is not None
    return [rule.ip_mask for rule in network.ip_rules], network.public_network_access


@pytest.mark.parametrize(
    "mask", ["10.0.0.0/16", "172.31.0.1", "192.168.1.0/24", "100.64.0.0/10", "127.0.0.1"]
)
def test_addresses_inside_networks_are_never_seen(mask: str) -> None:
    assert len(findings_of(access(DENY, ip_rules(mask)), "LS301")) == 1


@pytest.mark.parametrize("mask", ["20.41.0.0/16", "172.32.0.1", "8.0.0.0/6", "0.0.0.0/0", "fd00::/8"])
def test_addresses_of_the_internet_are(mask: str) -> None:
    assert findings_of(access(DENY, ip_rules(mask)), "LS301") == ()


def test_with_the_last_rule_goes_the_public_endpoint() -> None:
    plan = settled(access(DENY, ip_rules("10.0.0.0/8")) + ENDPOINT, "LS301")

    assert of(plan) == ([], "Disabled")


def test_rules_that_matter_stay_and_keep_the_public_endpoint() -> None:
    plan = settled(access(DENY, ip_rules("10.0.0.0/8", "20.41.0.7")) + ENDPOINT, "LS301")

    assert of(plan) == (["20.41.0.7"], None)


def test_without_a_private_endpoint_nobody_is_shut_out_or_let_in_by_a_machine() -> None:
    (finding,) = findings_of(access(DENY, ip_rules("10.0.0.0/8")), "LS301")

    assert finding.edits == ()


@pytest.mark.parametrize("setting", ["default_action: Allow", f"{DENY}, public_network_access: Disabled"])
def test_where_deny_does_not_hang_on_it_the_rule_just_goes(setting: str) -> None:
    rules, _ = of(settled(access(setting, ip_rules("10.0.0.0/8")), "LS301"))

    assert rules == []
