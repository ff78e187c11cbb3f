import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import ENDPOINT, access, ip_rules


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        (access("default_action: Deny") + ENDPOINT, "Disabled"),
        (access("default_action: Deny", ip_rules("10.0.0.0/8")) + ENDPOINT, "Disabled"),
        (access("default_action: Deny", ip_rules("20.41.0.7")) + ENDPOINT, "Enabled"),
        (access("default_action: Allow") + ENDPOINT, "Enabled"),
        (access("default_action: Deny"), "Enabled"),
    ],
)
def test_the_public_endpoint_is_closed_where_the_private_one_is_the_only_way_in(
    text: str, chosen: str
) -> None:
    network = settled(text, "LS302").network_access

    assert network is not None
    assert network.public_network_access == chosen


def test_what_is_said_is_left() -> None:
    assert findings_of(access("default_action: Deny", "public_network_access: Enabled"), "LS302") == ()
