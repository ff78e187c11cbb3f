import pytest

from longshore.findings.finding import Target
from tests.unit.findings.plans import HEAD, findings_of, settled


def plan(properties: str, application: str = "", workers: str = "") -> str:
    return f"{HEAD}queues: [{{queue_name: jobs, properties: {{{properties}}}}}]\n{application}{workers}"


def limit(duration: str) -> str:
    return f"application: {{Queues: {{Jobs: JOBS}}, AI: {{MaxProcessingTime: {duration}}}}}\n"


@pytest.mark.parametrize(
    ("properties", "application", "found"),
    [
        ("lock_duration: PT15M, max_delivery_count: 3", "", 0),
        ("lock_duration: PT15M1S, max_delivery_count: 3", "", 1),
        ("lock_duration: PT5M, max_delivery_count: 1", "", 0),
        ("lock_duration: PT5M, max_delivery_count: 6", limit("PT30M"), 0),
        ("lock_duration: PT5M, max_delivery_count: 5", limit("PT30M"), 1),
        ("lock_duration: PT1M, max_delivery_count: 10", limit("PT10M"), 0),
    ],
)
def test_a_job_may_take_as_long_as_all_its_deliveries_on_azure(
    properties: str, application: str, found: int
) -> None:
    assert len(findings_of(plan(properties, application), "LS502")) == found


def test_the_embedded_broker_keeps_locks_as_they_are_written() -> None:
    text = plan("lock_duration: PT30M, max_delivery_count: 3")

    assert len(findings_of(text, "LS502")) == 1
    assert findings_of(text, "LS502", Target.LOCAL) == ()
    assert len(findings_of(plan("max_delivery_count: 3", limit("PT30M")), "LS502", Target.LOCAL)) == 1


def test_the_application_s_limit_is_for_its_own_queues_only() -> None:
    others = "application: {AI: {MaxProcessingTime: PT30M}}\n"

    assert findings_of(plan("max_delivery_count: 1", others), "LS502") == ()


def test_workers_that_renew_locks_settle_it() -> None:
    workers = "workers: {JOBS: {max_processing_time: PT30M}}\n"

    assert findings_of(plan("max_delivery_count: 1", limit("PT30M"), workers), "LS502") == ()


@pytest.mark.parametrize("worker", ["concurrency: 2", "max_processing_time: null"])
def test_a_worker_without_a_limit_does_not(worker: str) -> None:
    workers = f"workers: {{jobs: {{{worker}}}}}\n"

    assert len(findings_of(plan("max_delivery_count: 1", limit("PT30M"), workers), "LS502")) == 1


@pytest.mark.parametrize(
    ("properties", "taken"),
    [("lock_duration: PT2M, max_delivery_count: 1", "PT2M"), ("max_delivery_count: 1", "PT30M")],
)
def test_the_lock_as_written_is_a_worker_s_limit_or_else_the_application_s(
    properties: str, taken: str
) -> None:
    workers = settled(plan(properties, limit("PT30M")), "LS502").workers

    assert str(workers["jobs"].max_processing_time) == taken


def test_the_message_counts_the_deliveries() -> None:
    (finding,) = findings_of(plan("lock_duration: PT2H, max_delivery_count: 2"), "LS502")

    assert (
        finding.message
        == "a job of jobs may take PT2H, and is dead-lettered after PT10M: 2 deliveries of PT5M"
    )
