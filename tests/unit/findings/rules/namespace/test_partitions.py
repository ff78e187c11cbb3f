import pytest

from tests.unit.findings.plans import findings_of, settled


def plan(namespace: str, more: str = "") -> str:
    return f"plan: 1\nnamespace: {{name: demo-namespace, {namespace}}}\n{more}"


@pytest.mark.parametrize("namespace", ["capacity: 1", *(f"messaging_partitions: {n}" for n in (1, 2, 4))])
def test_one_two_and_four_are_fine(namespace: str) -> None:
    assert findings_of(plan(namespace), "LS204") == ()


@pytest.mark.parametrize(("count", "nearest"), [(3, 4), (5, 4)])
def test_the_next_number_up_is_taken_or_the_largest(count: int, nearest: int) -> None:
    assert settled(plan(f"messaging_partitions: {count}"), "LS204").namespace.messaging_partitions == nearest


@pytest.mark.parametrize(
    "more",
    [
        "deployment: {resource_group: demo, location: westindia}\n",
        "geo_dr: {alias: demo-alias, secondary: {name: demo-other, location: Qatar Central}}\n",
    ],
)
def test_some_regions_have_no_partitions(more: str) -> None:
    assert settled(plan("messaging_partitions: 2", more), "LS204").namespace.messaging_partitions == 1


def test_what_resolve_wants_is_said_of_the_namespace() -> None:
    assert (
        settled(plan("capacity: 2", "resolve: {partitions: 2}\n"), "LS204").namespace.messaging_partitions
        == 2
    )


def test_what_resolve_wants_is_judged_too() -> None:
    assert settled(plan("capacity: 4", "resolve: {partitions: 3}\n"), "LS204").resolve.partitions == 4


def test_the_namespace_has_the_last_word() -> None:
    assert findings_of(plan("messaging_partitions: 1", "resolve: {partitions: 3}\n"), "LS204") == ()


def test_other_tiers_have_none_to_judge() -> None:
    assert findings_of(plan("sku: Standard, messaging_partitions: 3"), "LS204") == ()
