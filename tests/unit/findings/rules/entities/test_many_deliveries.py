import pytest

from tests.unit.findings.plans import HEAD, findings_of


@pytest.mark.parametrize(("count", "found"), [(2_000, 0), (2_001, 1)])
def test_more_than_two_thousand_deliveries_are_advised_against(count: int, found: int) -> None:
    text = HEAD + f"queues: [{{queue_name: jobs, properties: {{max_delivery_count: {count}}}}}]\n"

    assert len(findings_of(text, "LS108")) == found


def test_nothing_is_changed_for_the_bound_is_documented_nowhere() -> None:
    text = HEAD + "queues: [{queue_name: jobs, properties: {max_delivery_count: 2147483647}}]\n"

    (finding,) = findings_of(text, "LS108")
    assert finding.edits == ()
    assert "no upper bound is documented" in finding.on_azure
