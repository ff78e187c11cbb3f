"""The order within a session."""

from examples.tripgen.audit_sessions import SessionRow, audit_sessions
from examples.tripgen.ledger import What
from examples.tripgen.scenario import Job

from .stories import ANN, BOB, SESSION_QUEUE, Story, job

FIRST, SECOND, THIRD = (job(each, session="fast") for each in ("first", "second", "third"))


def sent(*jobs: Job) -> Story:
    story = Story(*jobs)
    for each in jobs:
        story.sends(each)
    return story


def row_of(story: Story) -> SessionRow:
    [row] = audit_sessions(SESSION_QUEUE, story.evidence)
    return row


def test_jobs_are_finished_as_they_were_sent() -> None:
    story = sent(FIRST, SECOND, THIRD)
    story.completes(FIRST, ANN, 1)
    story.delivers(SECOND, BOB, What.DEAD_LETTERED, 2)
    story.completes(THIRD, ANN, 3)
    row = row_of(story)
    assert (row.sent, row.finished) == (("first", "second", "third"),) * 2
    assert (row.workers, row.problems) == ((ANN, BOB), ())


def test_a_job_must_not_overtake_another() -> None:
    story = sent(FIRST, SECOND)
    story.completes(SECOND, number=2)
    story.completes(FIRST, number=1)
    assert row_of(story).problems == ("jobs: session fast: sent first, second, but finished second, first",)


def test_a_repeated_send_does_not_change_the_order() -> None:
    story = sent(FIRST, SECOND, FIRST)
    story.completes(FIRST, number=1)
    story.completes(SECOND, number=2)
    assert (row_of(story).sent, row_of(story).problems) == (("first", "second"), ())


def test_a_completion_without_answer_has_no_place_in_the_order() -> None:
    story = sent(FIRST, SECOND)
    story.completes(SECOND, number=2)
    story.delivers(FIRST, ANN, What.COMPLETION_UNKNOWN, 1)
    assert (row_of(story).finished, row_of(story).problems) == (("second",), ())


def test_the_broker_must_number_the_jobs_as_they_were_sent() -> None:
    story = sent(FIRST, SECOND)
    story.completes(FIRST, number=2)
    story.completes(SECOND, number=1)
    assert row_of(story).problems == ("jobs: session fast: the sequence numbers of first, second are [2, 1]",)


def test_sessions_are_independent_of_each_other() -> None:
    slow = job("slow", session="slow")
    story = sent(FIRST, slow)
    story.completes(slow, number=2)
    story.completes(FIRST, number=1)
    assert [row.problems for row in audit_sessions(SESSION_QUEUE, story.evidence)] == [(), ()]
