"""What became of a message: the allowed ends, and everything that must be noticed."""

from dataclasses import replace

import pytest
from examples.tripgen.audit_copies import TOO_MANY_DELIVERIES, Fate, copies_of, copy_problems
from examples.tripgen.ledger import Entry, What

from .stories import ANN, BOB, QUEUE, Story, job


def fate_of(story: Story) -> Fate:
    [copy] = copies_of(QUEUE.name, story.evidence)
    return copy.fate


def problems_of(story: Story) -> list[str]:
    [copy] = copies_of(QUEUE.name, story.evidence)
    return [*copy_problems(copy, story.jobs[0], QUEUE, story.evidence.killed)]


def test_a_completed_message_is_fine() -> None:
    story = Story(job())
    story.completes(job())
    assert (fate_of(story), problems_of(story)) == (Fate.COMPLETED, [])


def test_a_message_of_another_queue_is_none_of_our_business() -> None:
    story = Story(job())
    story.completes(replace(job(), queue="other"))
    assert copies_of(QUEUE.name, story.evidence) == []


def test_a_killed_worker_s_message_may_be_done_by_another() -> None:
    story = Story(job())
    story.delivers(job(), ANN, None)
    story.kills(ANN)
    story.completes(job(), BOB)
    assert (fate_of(story), problems_of(story)) == (Fate.COMPLETED, [])


def test_a_killed_worker_s_message_that_nobody_did_is_lost() -> None:
    story = Story(job())
    story.delivers(job(), ANN, None)
    story.kills(ANN)
    assert problems_of(story) == ["lost: its last delivery was cut short, and it is nowhere"]


def test_a_living_worker_must_say_what_became_of_a_message() -> None:
    story = Story(job())
    story.delivers(job(), ANN, None)
    story.completes(job(), BOB)
    assert problems_of(story) == ["was received by ann, which never said what became of it"]


def test_a_worker_that_receives_a_message_again_has_not_settled_the_first_delivery() -> None:
    story = Story(job())
    story.delivers(job(), ANN, None)
    story.completes(job(), ANN)
    assert problems_of(story) == ["was received by ann, which never said what became of it"]


def test_a_completion_without_answer_is_in_doubt_when_the_message_is_gone() -> None:
    story = Story(job())
    story.delivers(job(), ANN, What.COMPLETION_UNKNOWN)
    assert (fate_of(story), problems_of(story)) == (Fate.IN_DOUBT, [])


def test_a_message_that_was_never_received_cannot_be_completed() -> None:
    story = Story(job())
    story.completes(job())
    del story.entries[0]
    assert problems_of(story) == ["was settled by a worker that never received it"]


def test_an_answer_that_is_missed_late_belongs_to_its_own_delivery() -> None:
    story = Story(job())
    story.delivers(job(), ANN, None)
    story.completes(job(), BOB)
    story.tell(Entry(What.COMPLETION_UNKNOWN, QUEUE.name, "job", sequence_number=1, who=ANN))
    assert (fate_of(story), problems_of(story)) == (Fate.COMPLETED, [])


def test_an_old_doubt_does_not_hide_a_loss() -> None:
    story = Story(job())
    story.delivers(job(), ANN, What.COMPLETION_UNKNOWN)
    story.delivers(job(), BOB, What.ABANDONED)
    assert fate_of(story) is Fate.LOST
    assert problems_of(story) == ["lost: its last delivery was abandoned, and it is nowhere"]


def test_an_acknowledged_dead_lettering_that_is_not_there_is_a_loss() -> None:
    story = Story(job(dies_of="MalformedRequest"))
    story.delivers(job(), ANN, What.DEAD_LETTERED)
    assert problems_of(story) == ["lost: its last delivery was dead-lettered, and it is nowhere"]


def test_a_message_must_not_come_back_after_its_completion() -> None:
    story = Story(job())
    story.completes(job(), ANN)
    story.completes(job(), BOB)
    assert problems_of(story) == ["came back to bob after its completion had been acknowledged"]


def test_a_completed_message_must_not_be_found_at_the_end() -> None:
    story = Story(job())
    story.completes(job())
    story.finds(job())
    assert problems_of(story) == [
        "left in the queue: nobody finished it",
        "was completed and acknowledged, and yet found at the end",
    ]


def test_a_message_that_nobody_received_may_be_left_but_is_noticed() -> None:
    story = Story(job())
    story.finds(job())
    assert (fate_of(story), problems_of(story)) == (Fate.LEFT, ["left in the queue: nobody finished it"])


def test_a_message_is_found_at_most_once() -> None:
    story = Story(job(dies_of="MalformedRequest"))
    story.delivers(job(), ANN, What.DEAD_LETTERED)
    story.finds(job(), dead=True, reason="MalformedRequest")
    story.finds(job(), dead=True, reason="MalformedRequest")
    assert problems_of(story) == ["was found 2 times at the end"]


def test_a_malformed_message_dies_for_its_reason() -> None:
    story = Story(job(dies_of="MalformedRequest"))
    story.delivers(job(), ANN, What.DEAD_LETTERED)
    story.finds(job(), dead=True, reason="MalformedRequest")
    assert (fate_of(story), problems_of(story)) == (Fate.DEAD, [])


def test_a_message_must_not_die_of_something_else() -> None:
    story = Story(job())
    story.delivers(job(), ANN, What.COMPLETION_UNKNOWN)
    story.finds(job(), dead=True, reason="TTLExpiredException")
    assert problems_of(story) == [
        "was dead-lettered with 'TTLExpiredException' and should have been completed",
        "was dead-lettered though no worker asked for it",
    ]


def test_a_message_that_should_die_must_not_be_completed() -> None:
    story = Story(job(dies_of="MalformedRequest"))
    story.completes(job())
    assert problems_of(story) == ["was completed and should have been dead-lettered with MalformedRequest"]


def failing(*outcomes: What) -> Story:
    story = Story(job(dies_of=TOO_MANY_DELIVERIES))
    for count, outcome in enumerate(outcomes):
        story.delivers(job(), ANN, outcome, count=count)
    story.finds(job(), dead=True, reason=TOO_MANY_DELIVERIES)
    return story


@pytest.mark.parametrize("last", [What.ABANDONED, What.ABANDON_UNKNOWN])
def test_a_message_dies_of_as_many_failures_as_the_plan_allows(last: What) -> None:
    assert problems_of(failing(What.ABANDONED, What.ABANDONED, last)) == []


def test_a_message_must_not_die_too_early() -> None:
    assert problems_of(failing(What.ABANDONED, What.ABANDONED)) == ["died after 2 failures, not 3"]


def test_a_message_must_not_die_too_late() -> None:
    outcomes = [What.ABANDONED] * 4
    assert problems_of(failing(*outcomes)) == ["died after 4 failures, not 3"]


def test_the_delivery_count_counts_failures_only() -> None:
    story = Story(job())
    story.delivers(job(), ANN, What.COMPLETION_UNKNOWN)
    story.delivers(job(), ANN, What.COMPLETED, count=1)
    assert problems_of(story) == ["came to ann with delivery count 1 after 0 failures"]


@pytest.mark.parametrize("count", [0, 1])
def test_a_failure_without_answer_may_have_counted_or_not(count: int) -> None:
    story = Story(job())
    story.delivers(job(), ANN, What.ABANDON_UNKNOWN)
    story.delivers(job(), ANN, What.COMPLETED, count=count)
    assert problems_of(story) == []


def test_a_failure_without_answer_counts_at_most_once() -> None:
    story = Story(job())
    story.delivers(job(), ANN, What.ABANDON_UNKNOWN)
    story.delivers(job(), ANN, What.COMPLETED, count=2)
    assert problems_of(story) == ["came to ann with delivery count 2 after 0 to 1 failures"]
