"""[ASB message-sequencing] A scheduled message is enqueued at its time, as if it were sent then."""

import pytest

from longshore.engine.message import ACTIVE, MAIN, NEVER_MS, SCHEDULED
from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import (
    QueueDescription,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.model.keys import message_key
from longshore.model.refusal import Condition

from .world import LOCK_MS, SECOND_MS, Dock, Podium, World, bodies, condition, draft, numbers

AFTER_MS = 30 * SECOND_MS
TTL_MS = 10 * SECOND_MS

RED = RuleDescription("red", SqlFilter("colour = 'red'"))


@pytest.fixture
def orders() -> Dock:
    return World().queue()


@pytest.fixture
def trips() -> Dock:
    return World().queue("trips", QueueDescription(requires_session=True))


@pytest.fixture
def events() -> Podium:
    return World().topic({"all": SubscriptionDescription(), "red": SubscriptionDescription(rules=(RED,))})


# -- until its time ----------------------------------------------------------------------------------


def test_a_scheduled_message_waits_for_its_time(orders: Dock) -> None:
    orders.schedule("a", AFTER_MS)
    orders.world.pass_time(AFTER_MS - 1)
    assert orders.waiting() == []
    orders.world.pass_time(1)
    assert orders.waiting() == ["a"]


def test_a_message_whose_time_has_come_is_not_scheduled(orders: Dock) -> None:
    orders.schedule("now", 0)
    orders.schedule("late", -AFTER_MS)
    assert orders.waiting() == ["now", "late"]


def test_a_message_sent_with_a_time_is_scheduled(orders: Dock) -> None:
    assert orders.send_drafts(draft("a", due_ms=orders.world.now_ms + AFTER_MS), draft("b")) is None
    assert orders.waiting() == ["b"]
    orders.world.pass_time(AFTER_MS)
    assert orders.waiting() == ["b", "a"]


def test_a_scheduled_message_is_counted_apart(orders: Dock) -> None:
    orders.schedule("a", AFTER_MS)
    queue = orders.queue
    assert (queue.active_count, queue.count_of(SCHEDULED), queue.count(MAIN)) == (0, 1, 1)
    orders.world.pass_time(AFTER_MS)
    assert (queue.active_count, queue.count_of(SCHEDULED), queue.count(MAIN)) == (1, 0, 1)


def test_a_scheduled_message_is_not_there_before_it_is_on_disk(orders: Dock) -> None:
    with orders.world.one_commit():
        number = orders.schedule("a", AFTER_MS)
        assert orders.browse() == []
        assert condition(orders.cancel(number)) is Condition.MESSAGE_NOT_FOUND
    assert orders.browsed() == ["a"]


def test_a_scheduled_message_is_stored_with_its_time(orders: Dock) -> None:
    number = orders.schedule("a", AFTER_MS, ttl_ms=TTL_MS)
    row = orders.world.disk.rows[message_key(orders.queue.entity_id, number)]
    due_ms = orders.world.now_ms + AFTER_MS
    assert (row.kind, row.due_ms, row.expires_ms) == (SCHEDULED, due_ms, due_ms + TTL_MS)
    assert row.enqueued_ms == orders.world.now_ms


def test_a_scheduled_message_counts_towards_the_size(orders: Dock) -> None:
    orders.schedule("12345", AFTER_MS)
    assert orders.queue.size_bytes == 5
    orders.world.pass_time(AFTER_MS)
    assert orders.queue.size_bytes == 5


def test_the_id_of_a_scheduled_message_counts_from_when_it_is_scheduled() -> None:
    orders = World().queue(description=QueueDescription(requires_duplicate_detection=True))
    orders.send_drafts(draft("a", "1", due_ms=orders.world.now_ms + AFTER_MS))
    orders.send_drafts(draft("again", "1"))
    orders.world.pass_time(AFTER_MS)
    assert orders.waiting() == ["a"]


# -- at its time -------------------------------------------------------------------------------------


def test_an_enqueued_message_has_a_new_number_and_a_new_time(orders: Dock) -> None:
    number = orders.schedule("a", AFTER_MS)
    orders.send("b")
    orders.world.pass_time(AFTER_MS + 5)
    message = orders.take(2)[1].message
    assert number == 1
    assert (message.sequence_number, message.enqueued_ms) == (3, orders.world.now_ms)
    assert (message.kind, message.due_ms) == (ACTIVE, 0)


def test_messages_are_enqueued_in_the_order_of_their_times(orders: Dock) -> None:
    orders.schedule("late", 2 * AFTER_MS)
    orders.schedule("early", AFTER_MS)
    orders.send("sent")
    orders.world.pass_time(2 * AFTER_MS)
    assert orders.waiting() == ["sent", "early", "late"]


def test_messages_for_the_same_time_are_enqueued_in_the_order_in_which_they_came(orders: Dock) -> None:
    for text in "abc":
        orders.schedule(text, AFTER_MS)
    orders.world.pass_time(AFTER_MS)
    assert orders.waiting() == ["a", "b", "c"]


def test_the_life_of_a_scheduled_message_begins_when_it_is_enqueued(orders: Dock) -> None:
    orders.schedule("a", AFTER_MS, ttl_ms=TTL_MS)
    orders.world.pass_time(AFTER_MS + 5)
    orders.world.pass_time(TTL_MS - 1)
    assert orders.waiting() == ["a"]
    orders.world.pass_time(1)
    assert orders.waiting() == []


def test_a_scheduled_message_does_not_expire_while_it_waits(orders: Dock) -> None:
    orders.schedule("a", AFTER_MS, ttl_ms=1)
    orders.world.pass_time(AFTER_MS - 1)
    assert orders.browsed() == ["a"]


def test_the_queues_default_limits_the_life_of_a_scheduled_message() -> None:
    orders = World().queue(description=QueueDescription(default_message_time_to_live_ms=TTL_MS))
    orders.schedule("a", AFTER_MS)
    orders.world.pass_time(AFTER_MS)
    orders.world.pass_time(TTL_MS - 1)
    assert orders.waiting() == ["a"]
    orders.world.pass_time(1)
    assert orders.waiting() == []


def test_a_message_without_an_end_has_none_after_it_was_scheduled(orders: Dock) -> None:
    orders.schedule("a", AFTER_MS, ttl_ms=UNLIMITED_MS)
    orders.world.pass_time(AFTER_MS)
    assert orders.one().message.expires_ms == NEVER_MS


def test_a_message_for_the_end_of_time_fits_on_the_disk(orders: Dock) -> None:
    orders.schedule("a", NEVER_MS - orders.world.now_ms, ttl_ms=TTL_MS)
    (row,) = orders.world.disk.rows.values()
    assert (row.due_ms, row.expires_ms) == (NEVER_MS, NEVER_MS)


def test_an_enqueued_message_is_not_there_before_that_is_on_disk(orders: Dock) -> None:
    orders.schedule("a", AFTER_MS)
    with orders.world.one_commit():
        orders.world.pass_time(AFTER_MS)
        assert orders.waiting() == []
        assert orders.browse() == []
    assert orders.waiting() == ["a"]


def test_an_enqueued_message_keeps_what_it_was(orders: Dock) -> None:
    scheduled = draft("a", "1", "s", due_ms=orders.world.now_ms + AFTER_MS)
    scheduled.hops, scheduled.enqueued_sequence_number, scheduled.dead_letter_source = 2, 7, "invoices"
    orders.send_drafts(scheduled)
    orders.world.pass_time(AFTER_MS)
    message = orders.one().message
    assert (message.session_id, message.hops) == ("s", 2)
    assert (message.enqueued_sequence_number, message.dead_letter_source) == (7, "invoices")


def test_the_body_of_a_scheduled_message_may_be_on_disk_only() -> None:
    world = World(body_budget_bytes=0)
    orders = world.queue()
    orders.schedule("a", AFTER_MS)
    world.pass_time(AFTER_MS)
    assert world.disk.reads == []
    assert orders.waiting() == ["a"]


def test_a_body_is_in_memory_once_after_it_was_scheduled(orders: Dock) -> None:
    orders.schedule("12345", AFTER_MS)
    orders.world.pass_time(AFTER_MS)
    assert orders.world.context.resident_bytes == 5


# -- cancelling --------------------------------------------------------------------------------------


def test_a_cancelled_message_never_comes(orders: Dock) -> None:
    number = orders.schedule("a", AFTER_MS)
    assert orders.cancel(number) is None
    assert orders.world.disk.rows == {}
    orders.world.pass_time(AFTER_MS)
    assert orders.waiting() == []


def test_several_messages_are_cancelled_together(orders: Dock) -> None:
    first, _second, third = (orders.schedule(text, AFTER_MS) for text in "abc")
    assert orders.cancel(first, third) is None
    assert orders.browsed() == ["b"]


def test_a_number_may_be_named_twice(orders: Dock) -> None:
    number = orders.schedule("a", AFTER_MS)
    assert orders.cancel(number, number) is None
    assert orders.browse() == []


def test_an_unknown_number_cancels_nothing(orders: Dock) -> None:
    number = orders.schedule("a", AFTER_MS)
    refusal = orders.cancel(number, 99)
    assert condition(refusal) is Condition.MESSAGE_NOT_FOUND
    assert refusal is not None
    assert "no free scheduled message under every one of the numbers 1, 99" in refusal.description
    assert orders.browsed() == ["a"]


def test_what_is_enqueued_cannot_be_cancelled_any_more(orders: Dock) -> None:
    number = orders.schedule("a", AFTER_MS)
    orders.world.pass_time(AFTER_MS)
    enqueued = orders.browse()[0].sequence_number
    assert condition(orders.cancel(number)) is Condition.MESSAGE_NOT_FOUND
    assert condition(orders.cancel(enqueued)) is Condition.MESSAGE_NOT_FOUND


def test_what_is_deferred_cannot_be_cancelled(orders: Dock) -> None:
    orders.send("a")
    orders.defer(orders.one())
    assert condition(orders.cancel(1)) is Condition.MESSAGE_NOT_FOUND


def test_what_is_on_its_way_out_cannot_be_cancelled_again(orders: Dock) -> None:
    number = orders.schedule("a", AFTER_MS)
    with orders.world.one_commit():
        orders.cancel(number)
        assert condition(orders.cancel(number)) is Condition.MESSAGE_NOT_FOUND


# -- sessions ----------------------------------------------------------------------------------------


def test_a_scheduled_message_comes_in_its_session(trips: Dock) -> None:
    trips.schedule("a1", AFTER_MS, session="a")
    session = trips.accept("a")
    assert session.take() == []
    trips.world.pass_time(AFTER_MS)
    assert bodies(session.take()) == ["a1"]


def test_a_scheduled_message_makes_its_session_available_at_its_time(trips: Dock) -> None:
    trips.schedule("a1", AFTER_MS, session="a")
    assert trips.accept_next() is None
    trips.world.pass_time(AFTER_MS)
    assert trips.accept_next() is not None


def test_a_scheduled_message_does_not_hold_up_its_session(trips: Dock) -> None:
    trips.schedule("later", AFTER_MS, session="a")
    trips.send("a1", session="a")
    assert bodies(trips.accept("a").take()) == ["a1"]


def test_a_session_is_forgotten_when_its_only_scheduled_message_is_cancelled(trips: Dock) -> None:
    number = trips.schedule("a1", AFTER_MS, session="a")
    trips.cancel(number)
    assert trips.queue.sessions.by_id == {}


def test_a_scheduled_message_needs_a_session_where_every_message_does(trips: Dock) -> None:
    assert condition(trips.send_drafts(draft("a", due_ms=trips.world.now_ms + 1))) is Condition.NOT_ALLOWED


# -- topics ------------------------------------------------------------------------------------------


def test_a_message_to_a_topic_waits_in_the_topic(events: Podium) -> None:
    events.schedule(draft("a"), AFTER_MS)
    assert events.waiting_room.browsed() == ["a"]
    assert events.subscription("all").browse() == []


def test_at_its_time_it_goes_to_the_subscriptions_and_leaves_the_topic(events: Podium) -> None:
    events.schedule(draft("a", properties={"colour": "red"}), AFTER_MS)
    events.schedule(draft("b"), AFTER_MS)
    events.world.pass_time(AFTER_MS)
    assert events.subscription("all").waiting() == ["a", "b"]
    assert events.subscription("red").waiting() == ["a"]
    assert events.waiting_room.browse() == []


def test_the_rules_that_count_are_those_at_its_time(events: Podium) -> None:
    events.schedule(draft("a", properties={"colour": "red"}), AFTER_MS)
    events.world.namespace.put_subscription(0, events.topic, "red", SubscriptionDescription(rules=()))
    events.world.pass_time(AFTER_MS)
    assert events.subscription("red").waiting() == []


def test_copies_carry_the_number_that_the_topic_gives_at_its_time(events: Podium) -> None:
    scheduled = events.schedule(draft("a"), AFTER_MS)
    events.send(draft("b"))
    events.world.pass_time(AFTER_MS)
    copies = [delivery.message for delivery in events.subscription("all").take(2)]
    assert scheduled == 1
    assert [copy.enqueued_sequence_number for copy in copies] == [2, 3]


def test_its_life_in_the_subscription_begins_at_its_time(events: Podium) -> None:
    events.schedule(draft("a", ttl_ms=TTL_MS), AFTER_MS)
    events.world.pass_time(AFTER_MS)
    events.world.pass_time(TTL_MS - 1)
    assert events.subscription("all").waiting() == ["a"]
    events.world.pass_time(1)
    assert events.subscription("all").waiting() == []


def test_what_waits_in_a_topic_tells_when_it_would_expire_there(events: Podium) -> None:
    events.world.namespace.put_topic(0, "events", TopicDescription(default_message_time_to_live_ms=TTL_MS))
    events.schedule(draft("a"), AFTER_MS)
    (message,) = events.waiting_room.browse()
    assert message.expires_ms == events.world.now_ms + AFTER_MS + TTL_MS


def test_a_message_that_waits_in_a_topic_can_be_cancelled(events: Podium) -> None:
    number = events.schedule(draft("a"), AFTER_MS)
    assert events.waiting_room.cancel(number) is None
    events.world.pass_time(AFTER_MS)
    assert events.subscription("all").waiting() == []


def test_what_waits_in_a_topic_counts_towards_its_size(events: Podium) -> None:
    events.schedule(draft("12345"), AFTER_MS)
    assert events.topic.size_bytes == 5


def test_a_topic_counts_on_behind_the_numbers_of_what_it_scheduled(events: Podium) -> None:
    events.schedule(draft("a"), AFTER_MS)
    events.send(draft("b"))
    assert events.subscription("all").one().message.enqueued_sequence_number == 2


def test_the_ids_of_what_waits_in_a_topic_are_known() -> None:
    events = World().topic(
        {"all": SubscriptionDescription()}, TopicDescription(requires_duplicate_detection=True)
    )
    events.send(draft("a", "1", due_ms=events.world.now_ms + AFTER_MS))
    events.send(draft("again", "1"))
    events.world.pass_time(AFTER_MS)
    assert events.subscription("all").waiting() == ["a"]


# -- failing commits ---------------------------------------------------------------------------------


def test_a_message_that_failed_to_be_scheduled_never_comes(orders: Dock) -> None:
    with orders.world.failing_commit():
        orders.schedule("a", AFTER_MS)
        assert orders.queue.size_bytes == 1
    orders.world.pass_time(AFTER_MS)
    assert orders.queue.size_bytes == 0
    assert orders.waiting() == []


def test_an_activation_that_failed_is_tried_again(orders: Dock) -> None:
    orders.schedule("a", AFTER_MS)
    for _ in range(3):
        with orders.world.failing_commit():
            orders.world.pass_time(AFTER_MS)
        assert orders.queue.count_of(SCHEDULED) == 1
    orders.world.pass_time(0)
    assert orders.waiting() == ["a"]


def test_after_a_failed_activation_the_message_can_be_cancelled(orders: Dock) -> None:
    number = orders.schedule("a", AFTER_MS)
    with orders.world.failing_commit():
        orders.world.pass_time(AFTER_MS)
    assert orders.cancel(number) is None
    orders.world.pass_time(1)
    assert orders.waiting() == []


def test_a_cancellation_that_failed_changes_nothing(orders: Dock) -> None:
    number = orders.schedule("a", AFTER_MS)
    with orders.world.failing_commit():
        orders.cancel(number)
    assert numbers(orders.browse()) == [number]
    orders.world.pass_time(AFTER_MS)
    assert orders.waiting() == ["a"]


def test_a_message_is_enqueued_once_after_a_cancellation_that_failed(orders: Dock) -> None:
    number = orders.schedule("a", AFTER_MS)
    for _ in range(3):
        with orders.world.failing_commit():
            orders.cancel(number)
    orders.world.pass_time(AFTER_MS)
    orders.world.pass_time(LOCK_MS)
    assert orders.waiting() == ["a"]


def test_a_topics_activation_that_failed_is_tried_again(events: Podium) -> None:
    events.schedule(draft("a"), AFTER_MS)
    with events.world.failing_commit():
        events.world.pass_time(AFTER_MS)
    assert events.waiting_room.browsed() == ["a"]
    assert events.subscription("all").browse() == []
    events.world.pass_time(0)
    assert events.subscription("all").waiting() == ["a"]


def test_a_session_is_not_forgotten_when_an_activation_in_it_fails(trips: Dock) -> None:
    trips.schedule("a1", AFTER_MS, session="a")
    with trips.world.failing_commit():
        trips.world.pass_time(AFTER_MS)
    trips.world.pass_time(0)
    assert trips.accept("a").waiting() == ["a1"]
