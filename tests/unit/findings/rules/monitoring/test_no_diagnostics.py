import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled

LOGS = "monitoring: {log_analytics_workspace: logs}\n"


@pytest.mark.parametrize(("sku", "count"), [("Premium", 4), ("Standard", 1), ("Basic", 1)])
def test_a_setting_sends_what_the_tier_has(sku: str, count: int) -> None:
    plan = settled(f"plan: 1\nnamespace: {{name: demo-namespace, sku: {sku}, tier: {sku}}}\n{LOGS}", "LS612")

    assert plan.monitoring is not None
    (setting,) = plan.monitoring.diagnostic_settings
    assert (setting.name, len(setting.logs), setting.metrics) == ("logs", count, ("AllMetrics",))


def test_without_a_workspace_nothing_is_expected() -> None:
    assert findings_of(HEAD, "LS612") == ()
