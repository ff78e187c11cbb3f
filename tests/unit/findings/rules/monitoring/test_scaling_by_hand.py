import pytest

from tests.unit.findings.plans import findings_of, settled

SCALING = "scaling: [{name: Throughput, threshold: 5, operator: GreaterThan, unit: msg/s}]\n"


def plan(namespace: str) -> str:
    return f"plan: 1\nnamespace: {{name: demo-namespace, {namespace}}}\n{SCALING}"


@pytest.mark.parametrize(
    ("namespace", "bounds"),
    [
        ("capacity: 1", (1, 2)),
        ("capacity: 3", (4, 8)),
        ("capacity: 16", (16, 16)),
        ("capacity: 4, messaging_partitions: 4", (4, 8)),
        ("capacity: 2, messaging_partitions: 4", (4, 8)),
    ],
)
def test_the_next_step_is_the_upper_bound(namespace: str, bounds: tuple[int, int]) -> None:
    autoscale = settled(plan(namespace), "LS614").autoscale

    assert autoscale is not None
    assert (autoscale.minimum, autoscale.maximum) == bounds


def test_standard_has_no_units_to_add() -> None:
    assert findings_of(plan("sku: Standard, tier: Standard"), "LS614") == ()
