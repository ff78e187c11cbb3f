"""The accounts of a queue: acknowledged sends are the least, unknown ones the most that may be there."""

import pytest
from examples.tripgen.audit_queues import audit_queue
from examples.tripgen.ledger import What
from examples.tripgen.scenario import QueueFacts

from .stories import ANN, BOB, LOOSE_QUEUE, QUEUE, Story, job


def stored(story: Story, copies: int) -> Story:
    for number in range(1, copies + 1):
        story.completes(job(), number=number)
    return story


def test_the_numbers_of_a_quiet_day() -> None:
    one, two = job("one"), job("two", dies_of="MalformedRequest")
    story = Story(one, two)
    story.sends(one)
    story.sends(two)
    story.sends(one)
    story.completes(one, number=1)
    story.delivers(two, BOB, What.DEAD_LETTERED, number=2)
    story.finds(two, dead=True, reason="MalformedRequest", number=2)
    row = audit_queue(QUEUE, story.evidence)
    assert (row.sent, row.unknown, row.dropped, row.stored) == (3, 0, 1, 2)
    assert (row.completed, row.in_doubt, row.redelivered, row.dead, row.left) == (1, 0, 0, 1, 0)
    assert row.problems == ()


def test_a_completion_in_doubt_is_counted_and_shown() -> None:
    story = Story(job())
    story.sends(job())
    story.delivers(job(), ANN, What.ABANDONED)
    story.delivers(job(), ANN, What.COMPLETION_UNKNOWN, count=1)
    row = audit_queue(QUEUE, story.evidence)
    assert (row.completed, row.in_doubt, row.redelivered, row.problems) == (1, 1, 1, ())


def test_an_acknowledged_send_that_is_nowhere_is_lost() -> None:
    story = Story(job())
    story.sends(job())
    [problem] = audit_queue(QUEUE, story.evidence).problems
    assert problem.startswith("jobs: job: lost or doubled: 1 acknowledged and 0 unknown sends")
    assert problem.endswith("should leave 1 in the queue, the broker had 0")


@pytest.mark.parametrize("queue", [QUEUE, LOOSE_QUEUE])
def test_an_unknown_send_beside_an_acknowledged_one_does_not_hide_a_loss(queue: QueueFacts) -> None:
    story = Story(job())
    story.sends(job(), What.SEND_UNKNOWN)
    story.sends(job())
    assert len(audit_queue(queue, story.evidence).problems) == 1


def test_a_duplicate_must_not_be_kept() -> None:
    story = Story(job())
    story.sends(job())
    story.sends(job())
    [problem] = audit_queue(QUEUE, stored(story, copies=2).evidence).problems
    assert problem.startswith("jobs: job: lost or doubled: 2 acknowledged and 0 unknown sends")
    assert problem.endswith("should leave 1 in the queue, the broker had 2")


@pytest.mark.parametrize(("copies", "adds_up"), [(1, False), (2, True), (3, True), (4, False)])
def test_without_duplicate_detection_every_unknown_send_may_be_there(copies: int, adds_up: bool) -> None:
    story = Story(job())
    story.sends(job())
    story.sends(job(), What.SEND_UNKNOWN)
    story.sends(job())
    row = audit_queue(LOOSE_QUEUE, stored(story, copies).evidence)
    assert (row.problems == ()) is adds_up
    assert (row.unknown, row.dropped) == (1, 0)


def test_a_job_that_was_never_acknowledged_is_noticed() -> None:
    story = Story(job())
    story.sends(job(), What.SEND_UNKNOWN)
    assert audit_queue(QUEUE, story.evidence).problems == (
        "jobs: job: was never acknowledged, though its producer should have insisted",
    )


def test_a_message_that_nobody_sent_is_noticed() -> None:
    story = Story()
    story.completes(job("ghost"))
    assert audit_queue(QUEUE, story.evidence).problems == ("jobs: ghost: nobody sent this",)


def test_a_completion_that_was_forgotten_is_noticed() -> None:
    story = Story(job())
    story.sends(job())
    story.completes(job())
    del story.entries[-1]
    assert audit_queue(QUEUE, story.evidence).problems == (
        "jobs: job: lost: its last delivery was cut short, and it is nowhere",
        "jobs: job: was received by ann, which never said what became of it",
    )
