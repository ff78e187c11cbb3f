"""The accounts of topics and subscriptions: every wanted event once, and nothing else."""

import pytest
from examples.tripgen.audit_topics import audit_subscription, audit_topic
from examples.tripgen.events import AI_EVENTS, EVENTS, Subscription, event_id
from examples.tripgen.evidence import Found
from examples.tripgen.ledger import Entry, What
from examples.tripgen.scenario import RECOMMENDATIONS

from .stories import Story

SUBSCRIPTION = Subscription(AI_EVENTS, "trips", frozenset({"TripGenerated"}))
TRIP = event_id("trip-01", "TripGenerated")


def publishes(
    story: Story, what: What = What.SEND_ACKNOWLEDGED, kind: str = "TripGenerated", job_id: str = "trip-01"
) -> None:
    for each in (What.SEND_ATTEMPTED, what):
        story.tell(Entry(each, AI_EVENTS, event_id(job_id, kind), event_type=kind))


def hears(story: Story, message_id: str = TRIP, kind: str = "TripGenerated", *, dead: bool = False) -> None:
    story.found.append(Found(SUBSCRIPTION.path, dead, message_id, 1, event_type=kind, reason="Expired"))


def test_a_wanted_event_comes_and_another_does_not() -> None:
    story = Story()
    publishes(story)
    publishes(story, kind="PreferenceAnalyzed")
    hears(story)
    row = audit_subscription(SUBSCRIPTION, story.evidence)
    assert (row.expected, row.possible, row.received, row.problems) == (1, 0, {"TripGenerated": 1}, ())


def test_a_wanted_event_that_never_came_is_noticed() -> None:
    story = Story()
    publishes(story)
    problems = audit_subscription(SUBSCRIPTION, story.evidence).problems
    assert problems == ("ai-events/trips: trip-01/TripGenerated: was acknowledged and never came",)


@pytest.mark.parametrize("came", [False, True])
def test_an_event_without_answer_may_come_or_not(came: bool) -> None:
    story = Story()
    publishes(story, What.SEND_UNKNOWN)
    if came:
        hears(story)
    row = audit_subscription(SUBSCRIPTION, story.evidence)
    assert (row.expected, row.possible, row.problems) == (0, 1, ())


def test_an_event_must_not_come_twice() -> None:
    story = Story()
    publishes(story, What.SEND_UNKNOWN)
    publishes(story)
    hears(story)
    hears(story)
    problems = audit_subscription(SUBSCRIPTION, story.evidence).problems
    assert problems == ("ai-events/trips: trip-01/TripGenerated: came 2 times",)


def test_an_event_that_the_filter_should_have_kept_out_is_noticed() -> None:
    story = Story()
    publishes(story, kind="PreferenceAnalyzed")
    hears(story, event_id("trip-01", "PreferenceAnalyzed"), "PreferenceAnalyzed")
    problems = audit_subscription(SUBSCRIPTION, story.evidence).problems
    assert problems == (
        "ai-events/trips: trip-01/PreferenceAnalyzed: the filter should not let 'PreferenceAnalyzed' through",
    )


def test_an_event_that_nobody_published_is_noticed() -> None:
    story = Story()
    hears(story)
    problems = audit_subscription(SUBSCRIPTION, story.evidence).problems
    assert problems == ("ai-events/trips: trip-01/TripGenerated: nobody published this",)


def test_an_event_must_not_die() -> None:
    story = Story()
    publishes(story)
    hears(story)
    hears(story, dead=True)
    problems = audit_subscription(SUBSCRIPTION, story.evidence).problems
    assert problems == ("ai-events/trips: trip-01/TripGenerated: was dead-lettered with 'Expired'",)


def test_repetitions_of_an_event_are_counted_as_dropped() -> None:
    story = Story()
    publishes(story, What.SEND_UNKNOWN)
    publishes(story)
    publishes(story)
    row = audit_topic(AI_EVENTS, story.evidence)
    assert (row.published, row.unknown, row.dropped, row.problems) == (2, 1, 1, ())


def test_a_completed_job_must_have_published_all_its_events() -> None:
    story = Story()
    first, second = (kind.name for kind in EVENTS[RECOMMENDATIONS])
    publishes(story, kind=first, job_id="recommend-01")
    story.tell(Entry(What.COMPLETED, RECOMMENDATIONS, "recommend-01"))
    problems = audit_topic(AI_EVENTS, story.evidence).problems
    assert problems == (f"ai-events: recommend-01 was completed without {second} having been published",)
