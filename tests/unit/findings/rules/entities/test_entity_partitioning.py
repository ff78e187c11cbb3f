import pytest

from tests.unit.findings.plans import findings_of, settled


def plan(namespace: str, partitioned: str, more: str = "") -> str:
    queues = f"queues: [{{queue_name: jobs, properties: {{enable_partitioning: {partitioned}}}}}]\n"
    return f"plan: 1\nnamespace: {{name: demo-namespace, {namespace}}}\n{queues}{more}"


@pytest.mark.parametrize(
    ("namespace", "partitioned", "becomes"),
    [
        ("messaging_partitions: 1", "true", False),
        ("messaging_partitions: 2", "false", True),
        ("capacity: 1", "true", False),
    ],
)
def test_an_entity_follows_its_premium_namespace(namespace: str, partitioned: str, becomes: bool) -> None:
    settled_plan = settled(plan(namespace, partitioned), "LS104")

    assert settled_plan.queues[0].properties.enable_partitioning is becomes


def test_what_nothing_says_of_an_entity_counts_as_false() -> None:
    text = "plan: 1\nnamespace: {name: demo, messaging_partitions: 2}\nqueues: [{queue_name: jobs}]\n"

    assert settled(text, "LS104").queues[0].properties.enable_partitioning is True


def test_resolve_decides_where_the_namespace_leaves_it_open_and_the_decision_is_written_down() -> None:
    settled_plan = settled(plan("capacity: 2", "false", "resolve: {partitions: 2}\n"), "LS104")

    assert settled_plan.queues[0].properties.enable_partitioning is True
    assert settled_plan.namespace.messaging_partitions == 2


def test_each_direction_has_its_own_error() -> None:
    (whole,) = findings_of(plan("messaging_partitions: 1", "true"), "LS104")
    (partitioned,) = findings_of(plan("messaging_partitions: 2", "false"), "LS104")

    assert "stored `false` in silence" in whole.on_azure
    assert "non-partitioned entities are not allowed in partitioned namespace" in partitioned.on_azure


def test_on_standard_each_entity_chooses() -> None:
    assert findings_of(plan("sku: Standard", "true"), "LS104") == ()
