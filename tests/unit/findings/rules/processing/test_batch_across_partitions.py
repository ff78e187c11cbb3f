import pytest

from tests.unit.findings.plans import findings_of


def plan(namespace: str, partitioned: str, size: int = 100) -> str:
    return (
        f"plan: 1\nnamespace: {{name: demo-namespace, {namespace}}}\n"
        f"queues: [{{queue_name: jobs, properties: {{enable_partitioning: {partitioned}}}}}]\n"
        f"application: {{AI: {{BatchSize: {size}}}}}\n"
    )


@pytest.mark.parametrize(
    ("namespace", "partitioned"),
    [
        ("messaging_partitions: 2", "false"),
        ("messaging_partitions: 1", "true"),
        ("sku: Standard", "true"),
    ],
)
def test_batches_and_partitions_do_not_go_together(namespace: str, partitioned: str) -> None:
    (finding,) = findings_of(plan(namespace, partitioned), "LS501")

    assert finding.line == 4


def test_without_partitions_batches_are_fine() -> None:
    assert findings_of(plan("messaging_partitions: 1", "false"), "LS501") == ()


def test_one_message_is_no_batch() -> None:
    assert findings_of(plan("messaging_partitions: 2", "true", size=1), "LS501") == ()
