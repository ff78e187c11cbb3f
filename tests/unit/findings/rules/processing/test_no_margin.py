import pytest

from longshore.findings.finding import Target
from tests.unit.findings.plans import HEAD, findings_of


def plan(lock: str, limit: str, more: str = "") -> str:
    return (
        HEAD
        + f"queues: [{{queue_name: jobs, properties: {{lock_duration: {lock}}}}}, {{queue_name: other}}]\n"
        f"application: {{AI: {{MaxProcessingTime: {limit}}}}}\n{more}"
    )


@pytest.mark.parametrize(("lock", "limit"), [("PT30M", "PT30M"), ("PT5M", "PT300S")])
def test_a_limit_that_is_all_of_a_lock_leaves_no_time_to_settle(lock: str, limit: str) -> None:
    (finding,) = findings_of(plan(lock, limit), "LS503")

    assert finding.line == 4
    assert finding.message == f"a job may take {limit}, which is all of the lock of jobs"


def test_a_limit_below_the_lock_does_and_one_above_is_another_finding() -> None:
    assert findings_of(plan("PT5M", "PT4M"), "LS503") == ()
    assert findings_of(plan("PT5M", "PT30M"), "LS503") == ()


def test_a_lock_that_is_renewed_has_no_end() -> None:
    workers = "workers: {jobs: {max_processing_time: PT5M}}\n"

    assert findings_of(plan("PT5M", "PT5M", workers), "LS503") == ()


def test_several_queues_are_one_finding() -> None:
    (finding,) = findings_of(plan("PT1M", "PT1M"), "LS503", Target.LOCAL)

    assert finding.message.endswith("the lock of jobs and 1 more")
