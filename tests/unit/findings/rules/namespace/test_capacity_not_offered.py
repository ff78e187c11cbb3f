import pytest

from tests.unit.findings.plans import findings_of, settled


def plan(namespace: str, secondary: str = "") -> str:
    geo_dr = f"geo_dr: {{alias: demo-alias, secondary: {{name: other, location: x, {secondary}}}}}\n"
    return f"plan: 1\nnamespace: {{name: demo-namespace, {namespace}}}\n{geo_dr if secondary else ''}"


@pytest.mark.parametrize("units", [1, 2, 4, 8, 16])
def test_what_azure_offers_is_fine(units: int) -> None:
    assert findings_of(plan(f"capacity: {units}"), "LS203") == ()


@pytest.mark.parametrize(("units", "nearest"), [(3, 4), (5, 8), (15, 16), (17, 16)])
def test_the_next_number_up_is_taken_or_the_largest(units: int, nearest: int) -> None:
    assert settled(plan(f"capacity: {units}"), "LS203").namespace.capacity == nearest


@pytest.mark.parametrize(("partitions", "units", "nearest"), [(2, 1, 2), (4, 1, 4), (4, 9, 16), (4, 99, 64)])
def test_each_partition_has_as_many(partitions: int, units: int, nearest: int) -> None:
    text = plan(f"capacity: {units}, messaging_partitions: {partitions}")

    assert settled(text, "LS203").namespace.capacity == nearest


def test_the_secondary_is_judged_by_itself() -> None:
    text = plan("capacity: 4", "capacity: 3")

    (finding,) = findings_of(text, "LS203")
    assert "the secondary namespace" in finding.message
    geo_dr = settled(text, "LS203").geo_dr
    assert geo_dr is not None
    assert geo_dr.secondary.capacity == 4


def test_other_tiers_have_no_messaging_units() -> None:
    assert findings_of(plan("sku: Standard, capacity: 3"), "LS203") == ()
