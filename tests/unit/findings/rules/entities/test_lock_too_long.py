import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled


@pytest.mark.parametrize(("lock", "found"), [("PT5M", 0), ("PT5M1S", 1), ("PT300.001S", 1)])
def test_five_minutes_are_the_longest_lock(lock: str, found: int) -> None:
    text = HEAD + f"queues: [{{queue_name: jobs, properties: {{lock_duration: {lock}}}}}]\n"

    assert len(findings_of(text, "LS101")) == found


def test_the_time_for_a_job_moves_to_its_worker() -> None:
    plan = settled(HEAD + "queues: [{queue_name: jobs, properties: {lock_duration: PT2H}}]\n", "LS101")

    assert plan.queues[0].properties.lock_duration.text == "PT5M"
    assert str(plan.workers["jobs"].max_processing_time) == "PT2H"


def test_what_is_said_of_the_worker_stays_whatever_the_case_of_its_name() -> None:
    text = (
        HEAD + "queues: [{queue_name: jobs, properties: {lock_duration: PT2H}}]\n"
        "workers: {Jobs: {max_processing_time: PT3H, concurrency: 2}}\n"
    )

    assert str(settled(text, "LS101").workers["Jobs"].max_processing_time) == "PT3H"


def test_a_worker_without_a_limit_gets_one_beside_what_it_says() -> None:
    text = (
        HEAD + "queues: [{queue_name: jobs, properties: {lock_duration: PT2H}}]\n"
        "workers: {Jobs: {concurrency: 2}}\n"
    )

    (worker,) = settled(text, "LS101").workers.values()
    assert (str(worker.max_processing_time), worker.concurrency) == ("PT2H", 2)


def test_with_sessions_it_is_their_lock_that_is_renewed() -> None:
    text = HEAD + "queues: [{queue_name: jobs, properties: {lock_duration: PT2H, enable_sessions: true}}]\n"

    (finding,) = findings_of(text, "LS101")
    assert "renew the session lock for up to PT2H" in finding.fix
