import pytest

from tests.unit.findings.plans import findings_of

BOTH = "enable_duplicate_detection: true, enable_sessions: true"


def plan(namespace: str, properties: str, more: str = "") -> str:
    return (
        f"plan: 1\nnamespace: {{name: demo-namespace, {namespace}}}\n"
        f"queues: [{{queue_name: jobs, properties: {{{properties}}}}}]\n{more}"
    )


@pytest.mark.parametrize(
    ("namespace", "properties"),
    [
        ("messaging_partitions: 2", BOTH),
        ("messaging_partitions: 1", f"{BOTH}, enable_partitioning: true"),
        ("sku: Standard", f"{BOTH}, enable_partitioning: true"),
    ],
)
def test_sessions_and_partitions_hide_duplicates(namespace: str, properties: str) -> None:
    assert len(findings_of(plan(namespace, properties), "LS118")) == 1


@pytest.mark.parametrize(
    ("namespace", "properties"),
    [
        ("messaging_partitions: 1", BOTH),
        ("messaging_partitions: 2", "enable_sessions: true"),
        ("messaging_partitions: 2", "enable_duplicate_detection: true"),
        ("sku: Standard", BOTH),
    ],
)
def test_one_without_the_other_does_not(namespace: str, properties: str) -> None:
    assert findings_of(plan(namespace, properties), "LS118") == ()


def test_the_partitions_that_resolve_wants_count() -> None:
    assert len(findings_of(plan("capacity: 2", BOTH, "resolve: {partitions: 2}\n"), "LS118")) == 1
