from tests.unit.findings.plans import findings_of, settled


def plan(namespace: str, count: int, size: int = 81_920, more: str = "") -> str:
    properties = f"{{max_size_in_megabytes: {size}}}"
    queues = ", ".join(f"{{queue_name: q{number}, properties: {properties}}}" for number in range(count))
    return f"plan: 1\nnamespace: {{name: demo-namespace, {namespace}}}\nqueues: [{queues}]\n{more}"


def test_twelve_of_the_largest_fit_into_one_unit_and_thirteen_do_not() -> None:
    assert findings_of(plan("capacity: 1", 12), "LS119") == ()
    assert len(findings_of(plan("capacity: 1", 13), "LS119")) == 1


def test_the_next_number_of_units_that_is_enough_is_taken() -> None:
    settled_plan = settled(plan("capacity: 1", 30), "LS119")

    assert settled_plan.namespace.capacity == 4
    assert settled_plan.queues[0].properties.max_size_in_megabytes == 81_920


def test_where_no_number_is_enough_sizes_shrink_until_all_fit() -> None:
    settled_plan = settled(plan("capacity: 8", 300), "LS119")

    assert settled_plan.namespace.capacity == 16
    assert {queue.properties.max_size_in_megabytes for queue in settled_plan.queues} == {40_960}


def test_the_secondary_has_to_hold_as_much() -> None:
    geo_dr = "geo_dr: {alias: demo-alias, secondary: {name: demo-other, location: x, capacity: 1}}\n"

    (finding,) = findings_of(plan("capacity: 2", 13, more=geo_dr), "LS119")
    assert "of the secondary namespace" in finding.message


def test_on_standard_sizes_are_not_added_up() -> None:
    assert findings_of(plan("sku: Standard", 100, 5_120), "LS119") == ()


def test_more_entities_than_any_namespace_takes_are_another_finding() -> None:
    assert findings_of(plan("capacity: 16", 16_001, 1_024), "LS119") == ()
