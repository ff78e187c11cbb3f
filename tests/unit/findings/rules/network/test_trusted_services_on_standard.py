import pytest

from tests.unit.findings.plans import findings_of

TRUST = "network_access: {default_action: Deny, trusted_services_allowed: true}\n"


@pytest.mark.parametrize(("sku", "found"), [("Basic", 1), ("Standard", 1), ("Premium", 0)])
def test_only_premium_trusts(sku: str, found: int) -> None:
    text = f"plan: 1\nnamespace: {{name: demo-namespace, sku: {sku}, tier: {sku}}}\n{TRUST}"

    assert len(findings_of(text, "LS312")) == found


def test_ip_rules_are_for_every_tier() -> None:
    text = (
        "plan: 1\nnamespace: {name: demo-namespace, sku: Standard, tier: Standard}\n"
        "network_access: {default_action: Deny, ip_rules: [{action: Allow, ip_mask: 20.41.0.7}]}\n"
    )

    assert findings_of(text, "LS312") == ()
