import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import ENDPOINT, access, ip_rules

DENY = "default_action: Deny"


@pytest.mark.parametrize(
    "settings",
    [
        (DENY, ip_rules("10.0.0.0/8")),
        (DENY, "virtual_network_rules: [{vnet: v, subnet: s}]"),
        (DENY, "public_network_access: Disabled"),
        ("default_action: Allow",),
    ],
)
def test_a_rule_makes_deny_count(settings: tuple[str, ...]) -> None:
    assert findings_of(access(*settings), "LS303") == ()


def test_a_private_endpoint_lets_the_public_one_be_closed() -> None:
    network = settled(access(DENY) + ENDPOINT, "LS303").network_access

    assert network is not None
    assert network.public_network_access == "Disabled"


def test_without_one_only_a_person_can_say_who_may_come_in() -> None:
    (finding,) = findings_of(access(DENY), "LS303")

    assert finding.edits == ()
