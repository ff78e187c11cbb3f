"""[ASB topic-filters] One send, and a copy for every subscription whose rules let it through."""

import pytest

from longshore.engine.topic import queue_settings
from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import (
    DEFAULT_RULE,
    CorrelationFilter,
    EntityStatus,
    FalseFilter,
    RetryPolicy,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.model.limits import MEBIBYTE
from longshore.model.refusal import Condition

from .world import SECOND_MS, Podium, World, condition, draft

TTL_MS = 10 * SECOND_MS

RED = RuleDescription("red", SqlFilter("colour = 'red'"))
BIG = RuleDescription("big", SqlFilter("size > 10"))
URGENT = RuleDescription("urgent", CorrelationFilter(properties={"urgent": True}))
NOTHING = RuleDescription("nothing", FalseFilter())


def topic_with(**rules: RuleDescription | tuple[RuleDescription, ...]) -> Podium:
    return World().topic(
        {
            name: SubscriptionDescription(rules=wanted if isinstance(wanted, tuple) else (wanted,))
            for name, wanted in rules.items()
        }
    )


def test_a_new_subscription_gets_everything() -> None:
    events = World().topic({"all": SubscriptionDescription()})
    events.send(draft("a"), draft("b"))
    assert events.subscription("all").waiting() == ["a", "b"]


def test_every_subscription_gets_its_own_copy() -> None:
    events = topic_with(first=DEFAULT_RULE, second=DEFAULT_RULE)
    events.send(draft("a"))
    first, second = events.subscription("first"), events.subscription("second")
    first.complete(first.one())
    assert second.waiting() == ["a"]


def test_a_subscription_gets_what_its_filter_lets_through() -> None:
    events = topic_with(red=RED, urgent=URGENT)
    events.send(
        draft("a", properties={"colour": "red"}),
        draft("b", properties={"colour": "blue", "urgent": True}),
        draft("c"),
    )
    assert events.subscription("red").waiting() == ["a"]
    assert events.subscription("urgent").waiting() == ["b"]


def test_several_rules_let_a_message_through_once_if_any_of_them_does() -> None:
    # [ASB topic-filters] rules without actions are combined with OR, "only one message is delivered".
    events = topic_with(some=(RED, URGENT))
    events.send(
        draft("both", properties={"colour": "red", "urgent": True}),
        draft("one", properties={"urgent": True}),
        draft("none"),
    )
    assert events.subscription("some").waiting() == ["both", "one"]


def test_a_subscription_without_rules_gets_nothing() -> None:
    events = topic_with(none=(), never=NOTHING)
    events.send(draft("a"))
    assert events.subscription("none").waiting() == []
    assert events.subscription("never").waiting() == []


def test_a_message_that_nobody_wants_is_accepted_and_gone() -> None:
    events = topic_with(red=RED)
    assert events.send(draft("a")) is None
    assert events.world.disk.rows == {}


def test_the_number_in_the_topic_travels_with_every_copy() -> None:
    # [ASB messages-payloads] EnqueuedSequenceNumber: "the sequence number assigned at the original point".
    events = topic_with(red=RED, all=DEFAULT_RULE)
    events.send(draft("a"), draft("b", properties={"colour": "red"}))
    red = events.subscription("red").one().message
    assert (red.sequence_number, red.enqueued_sequence_number) == (1, 2)
    assert [copy.message.enqueued_sequence_number for copy in events.subscription("all").take(2)] == [1, 2]


def test_duplicates_are_found_in_the_topic() -> None:
    events = World().topic(
        {"all": SubscriptionDescription()}, TopicDescription(requires_duplicate_detection=True)
    )
    assert events.send(draft("a", "1")) is None
    assert events.send(draft("again", "1")) is None
    assert events.subscription("all").waiting() == ["a"]


def test_a_topics_window_is_swept_too() -> None:
    window_ms = TopicDescription().duplicate_detection_history_time_window_ms
    events = World().topic({}, TopicDescription(requires_duplicate_detection=True))
    events.send(draft("a", "1"))
    events.world.pass_time(window_ms)
    assert events.world.disk.ids == {}
    assert len(events.topic.intake.history) == 0


def test_a_send_that_failed_reached_nobody() -> None:
    events = topic_with(first=DEFAULT_RULE, second=DEFAULT_RULE)
    with events.world.failing_commit():
        events.send(draft("a"))
    assert events.subscription("first").waiting() == []
    assert events.topic.size_bytes == 0


def test_a_topic_is_as_large_as_what_its_subscriptions_hold() -> None:
    events = World().topic(
        {"all": SubscriptionDescription(), "red": SubscriptionDescription(rules=(RED,))},
        TopicDescription(max_size_in_megabytes=1),
    )
    events.send(draft("x" * MEBIBYTE))
    assert events.topic.size_bytes == MEBIBYTE
    assert condition(events.send(draft("x"))) is Condition.RESOURCE_LIMIT_EXCEEDED
    held = events.subscription("all")
    held.complete(held.one())
    assert events.send(draft("x")) is None


# -- sessions ----------------------------------------------------------------------------------------


@pytest.fixture
def chat() -> Podium:
    return World().topic({"rooms": SubscriptionDescription(requires_session=True)})


def test_a_session_subscription_takes_messages_by_session(chat: Podium) -> None:
    chat.send(draft("a", session_id="kitchen"))
    assert chat.subscription("rooms").accept("kitchen").waiting() == ["a"]


def test_a_message_without_session_id_is_dead_lettered_by_a_session_subscription(chat: Podium) -> None:
    # [ASB dead-letter-queues] DeadLetterReason "Session ID is null."
    assert chat.send(draft("a", ttl_ms=TTL_MS)) is None
    dead = chat.subscription("rooms").dead_letters
    assert dead.waiting() == ["a|DeadLetterReason=Session ID is null."]
    message = dead.one().message
    assert message.dead_letter_source == "events/Subscriptions/rooms"
    assert message.enqueued_sequence_number == 1


def test_such_a_dead_letter_does_not_expire(chat: Podium) -> None:
    chat.send(draft("a", ttl_ms=TTL_MS))
    chat.world.pass_time(TTL_MS)
    assert chat.subscription("rooms").queue.dead_letter_count == 1


def test_such_a_dead_letter_that_failed_was_never_there(chat: Podium) -> None:
    with chat.world.failing_commit():
        chat.send(draft("a"))
    assert chat.subscription("rooms").queue.dead_letter_count == 0
    assert chat.topic.size_bytes == 0


# -- changes of the description ----------------------------------------------------------------------


def test_a_topic_follows_its_new_status() -> None:
    events = topic_with(all=DEFAULT_RULE)
    for status, refused in ((EntityStatus.DISABLED, True), (EntityStatus.ACTIVE, False)):
        events.world.namespace.put_topic(0, "events", TopicDescription(status=status))
        assert (events.send(draft("a")) is not None) is refused


def test_a_topic_follows_its_new_window() -> None:
    events = World().topic({}, TopicDescription(requires_duplicate_detection=True))
    events.send(draft("a", "1"))
    events.topic.describe(
        TopicDescription(
            requires_duplicate_detection=True, duplicate_detection_history_time_window_ms=SECOND_MS
        )
    )
    events.world.pass_time(SECOND_MS)
    assert len(events.topic.intake.history) == 0


# -- settings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subscription_ms", "topic_ms", "lives_ms"),
    [
        (TTL_MS, UNLIMITED_MS, TTL_MS),
        (UNLIMITED_MS, TTL_MS, TTL_MS),
        (2 * TTL_MS, TTL_MS, TTL_MS),
        (UNLIMITED_MS, UNLIMITED_MS, UNLIMITED_MS),
    ],
)
def test_messages_live_for_the_shorter_of_topics_and_subscriptions_time(
    subscription_ms: int, topic_ms: int, lives_ms: int
) -> None:
    settings = queue_settings(
        SubscriptionDescription(default_message_time_to_live_ms=subscription_ms),
        TopicDescription(default_message_time_to_live_ms=topic_ms),
    )
    assert settings.default_message_time_to_live_ms == lives_ms


def test_a_subscription_delivers_by_its_own_settings_and_its_topics_size() -> None:
    settings = queue_settings(
        SubscriptionDescription(
            lock_duration_ms=5 * SECOND_MS,
            max_delivery_count=7,
            dead_lettering_on_message_expiration=True,
            requires_session=True,
            status=EntityStatus.RECEIVE_DISABLED,
            forward_to="archive",
            forward_dead_lettered_messages_to="morgue",
            auto_delete_on_idle_ms=300 * SECOND_MS,
            retry=RetryPolicy(1, 2),
        ),
        TopicDescription(
            max_size_in_megabytes=2_048,
            max_message_size_in_kilobytes=1_024,
            status=EntityStatus.SEND_DISABLED,
            auto_delete_on_idle_ms=600 * SECOND_MS,
        ),
    )
    assert settings.lock_duration_ms == 5 * SECOND_MS
    assert settings.max_delivery_count == 7
    assert settings.dead_lettering_on_message_expiration
    assert settings.requires_session
    assert settings.max_size_in_megabytes == 2_048
    assert settings.max_message_size_in_kilobytes == 1_024
    assert not settings.requires_duplicate_detection
    assert settings.status is EntityStatus.RECEIVE_DISABLED
    assert (settings.forward_to, settings.forward_dead_lettered_messages_to) == ("archive", "morgue")
    assert settings.auto_delete_on_idle_ms == 300 * SECOND_MS
    assert settings.retry == RetryPolicy(1, 2)
