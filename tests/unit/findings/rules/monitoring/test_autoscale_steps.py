import pytest

from tests.unit.findings.plans import findings_of, settled


def plan(capacity: int, minimum: int, maximum: int, more: str = "") -> str:
    return (
        f"plan: 1\nnamespace: {{name: demo-namespace, capacity: {capacity}{more}}}\n"
        f"autoscale: {{minimum: {minimum}, maximum: {maximum}}}\n"
    )


@pytest.mark.parametrize(
    ("capacity", "written", "right"),
    [
        (4, (3, 6), (4, 8)),
        (4, (8, 16), (4, 16)),
        (8, (1, 4), (1, 8)),
        (4, (8, 2), (4, 4)),
        (16, (16, 40), (16, 16)),
        (3, (4, 4), (4, 4)),
    ],
)
def test_bounds_become_steps_around_what_the_namespace_begins_with(
    capacity: int, written: tuple[int, int], right: tuple[int, int]
) -> None:
    autoscale = settled(plan(capacity, *written), "LS615").autoscale

    assert autoscale is not None
    assert (autoscale.minimum, autoscale.maximum) == right


def test_partitions_multiply_the_steps() -> None:
    assert findings_of(plan(4, 4, 64, ", messaging_partitions: 4"), "LS615") == ()
    assert len(findings_of(plan(4, 2, 64, ", messaging_partitions: 4"), "LS615")) == 1


def test_each_bound_is_found_where_it_stands() -> None:
    findings = findings_of(plan(4, 3, 6), "LS615")

    assert [finding.column for finding in findings] == [22, 34]
