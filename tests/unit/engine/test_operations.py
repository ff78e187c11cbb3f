"""What operators do to messages that no receiver holds."""

import pytest

from longshore.engine.message import ACTIVE, NEVER_MS
from longshore.model.entities import EntityStatus, QueueDescription, SubscriptionDescription
from longshore.model.refusal import Condition

from .world import LOCK_MS, SECOND_MS, Dock, World, bodies, condition, draft

TTL_MS = 10 * SECOND_MS
AFTER_MS = 30 * SECOND_MS


@pytest.fixture
def orders() -> Dock:
    return World().queue()


@pytest.fixture
def trips() -> Dock:
    return World().queue("trips", QueueDescription(requires_session=True))


def bury(dock: Dock, *texts: str, ttl_ms: int | None = None) -> None:
    dock.send(*texts, ttl_ms=ttl_ms)
    for delivery in dock.take(len(texts)):
        dock.dead_letter(delivery, "broken", "no address", {"colour": "red"})


# -- deleting by number ------------------------------------------------------------------------------


def test_a_waiting_message_is_deleted(orders: Dock) -> None:
    orders.send("a", "b", "c")
    assert orders.delete(2) is None
    assert orders.waiting() == ["a", "c"]
    assert len(orders.world.disk.rows) == 2


def test_a_deferred_message_is_deleted(orders: Dock) -> None:
    orders.send("a")
    orders.defer(orders.one())
    assert orders.delete(1) is None
    assert orders.queue.messages == {}


def test_a_scheduled_message_is_deleted(orders: Dock) -> None:
    assert orders.delete(orders.schedule("a", AFTER_MS)) is None
    orders.world.pass_time(AFTER_MS)
    assert orders.waiting() == []


def test_a_resting_message_is_deleted(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one(), delay_ms=AFTER_MS)
    assert orders.delete(1) is None
    orders.world.pass_time(AFTER_MS)
    assert orders.waiting() == []


def test_a_dead_letter_is_deleted_from_the_dead_letters(orders: Dock) -> None:
    bury(orders, "a", "b")
    assert orders.dead_letters.delete(1) is None
    assert orders.queue.dead_letter_count == 1


def test_a_locked_message_belongs_to_its_receiver(orders: Dock) -> None:
    orders.send("a", "b")
    delivery = orders.take()[0]
    refusal = orders.delete(2, 1)
    assert condition(refusal) is Condition.NOT_ALLOWED
    assert refusal is not None
    assert refusal.description == "Message 1 of 'orders' is locked by a receiver."
    assert orders.waiting() == ["b"]
    assert orders.complete(delivery) is None


def test_a_message_on_its_way_out_is_left_to_go(orders: Dock) -> None:
    orders.send("a")
    with orders.world.one_commit():
        orders.delete(1)
        refusal = orders.delete(1)
        assert condition(refusal) is Condition.NOT_ALLOWED
        assert refusal is not None
        assert refusal.description == "Message 1 of 'orders' is on its way out."


@pytest.mark.parametrize("number", [0, 3, 99])
def test_with_an_unknown_number_nothing_is_deleted(orders: Dock, number: int) -> None:
    orders.send("a", "b")
    refusal = orders.delete(1, number)
    assert condition(refusal) is Condition.MESSAGE_NOT_FOUND
    assert refusal is not None
    assert refusal.description == f"'orders' has no message {number} there."
    assert orders.waiting() == ["a", "b"]


def test_a_message_is_not_found_in_another_sub_queue(orders: Dock) -> None:
    bury(orders, "a")
    assert condition(orders.delete(1)) is Condition.MESSAGE_NOT_FOUND


def test_a_number_may_be_named_twice(orders: Dock) -> None:
    orders.send("a")
    assert orders.delete(1, 1) is None
    assert orders.queue.messages == {}


def test_a_session_is_available_no_more_when_its_only_message_is_deleted(trips: Dock) -> None:
    trips.send("a1", session="a")
    trips.delete(1)
    assert not trips.queue.sessions.has_available
    assert trips.queue.sessions.by_id == {}


def test_a_resting_message_that_is_deleted_holds_up_its_session_no_more(trips: Dock) -> None:
    trips.send("a1", "a2", session="a")
    session = trips.accept("a")
    session.abandon(session.take()[0], delay_ms=AFTER_MS)
    session.delete(1)
    assert bodies(session.take()) == ["a2"]


def test_a_deletion_that_failed_changes_nothing(orders: Dock) -> None:
    orders.send("ready", "deferred", "resting")
    _first, second, third = orders.take(3)
    orders.defer(second)
    orders.abandon(third, delay_ms=AFTER_MS)
    orders.release(_first)
    scheduled = orders.schedule("scheduled", AFTER_MS)
    with orders.world.failing_commit():
        assert orders.delete(1, 2, 3, scheduled) is None
        assert orders.waiting() == []
    assert orders.browsed() == ["ready", "deferred", "resting", "scheduled"]
    assert orders.delete(1, 2, 3, scheduled) is None
    assert orders.world.disk.rows == {}


def test_a_session_is_not_forgotten_when_the_deletion_of_its_message_fails(trips: Dock) -> None:
    trips.send("a1", session="a")
    with trips.world.failing_commit():
        trips.delete(1)
        trips.send("a2", session="a")
    assert trips.accept("a").waiting() == ["a1"]


# -- deleting what is old ----------------------------------------------------------------------------


def test_messages_enqueued_before_a_time_are_deleted(orders: Dock) -> None:
    for text in "abc":
        orders.send(text)
        orders.world.pass_time(SECOND_MS)
    before_ms = orders.queue.messages[3].enqueued_ms
    assert orders.delete_older(before_ms) == 2
    assert orders.waiting() == ["c"]


def test_no_more_are_deleted_than_was_asked_for_and_the_first_ones_go(orders: Dock) -> None:
    orders.send("a", "b", "c")
    assert orders.delete_older(NEVER_MS, 2) == 2
    assert orders.waiting() == ["c"]


def test_only_what_waits_is_old(orders: Dock) -> None:
    orders.send("locked", "deferred", "waits")
    orders.schedule("scheduled", AFTER_MS)
    orders.defer(orders.take(2)[1])
    assert orders.delete_older(NEVER_MS) == 1
    assert orders.browsed() == ["locked", "deferred", "scheduled"]


def test_old_dead_letters_are_deleted_among_the_dead_letters(orders: Dock) -> None:
    bury(orders, "a", "b")
    orders.send("c")
    assert orders.dead_letters.delete_older(NEVER_MS) == 2
    assert orders.waiting() == ["c"]


def test_the_old_messages_of_one_session_are_deleted(trips: Dock) -> None:
    for text in ("a1", "b1", "a2"):
        trips.send(text, session=text[0])
    assert trips.delete_older(NEVER_MS, session="a") == 2
    assert trips.browsed() == ["b1"]


def test_where_nothing_is_old_nothing_is_deleted(orders: Dock) -> None:
    orders.send("a")
    assert orders.delete_older(orders.world.now_ms) == 0


def test_a_deletion_of_old_messages_that_failed_is_tried_again(orders: Dock) -> None:
    orders.send("a", "b")
    with orders.world.failing_commit():
        assert orders.delete_older(NEVER_MS) == 2
        assert orders.delete_older(NEVER_MS) == 0
    assert orders.delete_older(NEVER_MS) == 2
    assert orders.world.disk.rows == {}


# -- moving dead letters back ------------------------------------------------------------------------


def test_a_dead_letter_is_moved_back_without_what_told_of_its_death(orders: Dock) -> None:
    bury(orders, "a")
    assert orders.dead_letters.move_back(1) is None
    assert orders.waiting() == ["a|colour=red"]
    assert orders.queue.dead_letter_count == 0


def test_it_is_as_if_it_were_sent_anew(orders: Dock) -> None:
    orders.send("a", ttl_ms=TTL_MS)
    orders.abandon(orders.one())
    orders.dead_letter(orders.one())
    orders.world.pass_time(2 * TTL_MS)
    orders.dead_letters.move_back(1)
    message = orders.one().message
    assert (message.sequence_number, message.delivery_count) == (2, 0)
    assert (message.enqueued_ms, message.expires_ms) == (orders.world.now_ms, orders.world.now_ms + TTL_MS)
    assert (message.kind, message.dead_letter_source) == (ACTIVE, None)


def test_its_forwarding_counts_from_nothing(orders: Dock) -> None:
    forwarded = draft("a")
    forwarded.hops = 4
    orders.send_drafts(forwarded)
    orders.dead_letter(orders.one())
    orders.dead_letters.move_back(1)
    assert orders.one().message.hops == 0


def test_properties_change_on_the_way(orders: Dock) -> None:
    bury(orders, "a")
    orders.dead_letters.move_back(1, properties={"size": 9}, removed={"colour"})
    assert orders.waiting() == ["a|size=9"]


def test_several_are_moved_in_the_order_asked_for(orders: Dock) -> None:
    bury(orders, "a", "b", "c")
    orders.dead_letters.move_back(3, 1)
    assert orders.waiting() == ["c|colour=red", "a|colour=red"]
    assert orders.queue.dead_letter_count == 1


def test_a_dead_letter_named_twice_is_moved_once(orders: Dock) -> None:
    bury(orders, "a")
    orders.dead_letters.move_back(1, 1)
    assert orders.waiting() == ["a|colour=red"]


def test_a_deferred_dead_letter_is_moved_back_too(orders: Dock) -> None:
    orders.send("a")
    orders.dead_letter(orders.one())
    orders.dead_letters.defer(orders.dead_letters.one())
    orders.dead_letters.move_back(1)
    assert orders.waiting() == ["a"]


def test_a_dead_letter_goes_back_into_its_session(trips: Dock) -> None:
    trips.send("a1", session="a")
    session = trips.accept("a")
    session.dead_letter(session.one())
    trips.dead_letters.move_back(1)
    assert session.waiting() == ["a1"]


def test_what_died_because_it_has_no_session_cannot_go_back() -> None:
    chat = World().topic({"rooms": SubscriptionDescription(requires_session=True)})
    chat.send(draft("a"))
    dead = chat.subscription("rooms").dead_letters
    assert condition(dead.move_back(1)) is Condition.NOT_ALLOWED
    assert dead.queue.dead_letter_count == 1


def test_ids_do_not_matter_on_the_way_back() -> None:
    orders = World().queue(description=QueueDescription(requires_duplicate_detection=True))
    orders.send_id("a")
    orders.dead_letter(orders.one())
    assert orders.dead_letters.move_back(1) is None
    assert orders.waiting() == ["a"]


def test_dead_letters_go_back_into_a_disabled_queue(orders: Dock) -> None:
    orders.send("a")
    orders.dead_letter(orders.one())
    orders.queue.describe(QueueDescription(status=EntityStatus.DISABLED))
    assert orders.dead_letters.move_back(1) is None
    assert orders.browsed() == ["a"]


def test_only_dead_letters_are_moved_back(orders: Dock) -> None:
    orders.send("a")
    assert condition(orders.move_back(1)) is Condition.NOT_ALLOWED


@pytest.mark.parametrize("wrong", ["unknown", "locked"])
def test_with_one_that_cannot_go_none_goes(orders: Dock, wrong: str) -> None:
    bury(orders, "a", "b")
    if wrong == "locked":
        orders.dead_letters.take()
    refusal = orders.dead_letters.move_back(2, 99 if wrong == "unknown" else 1)
    assert refusal is not None
    assert orders.waiting() == []
    orders.world.pass_time(LOCK_MS)
    assert orders.queue.dead_letter_count == 2


def test_it_is_in_neither_place_before_that_is_on_disk(orders: Dock) -> None:
    bury(orders, "a")
    with orders.world.one_commit():
        orders.dead_letters.move_back(1)
        assert orders.waiting() == []
        assert orders.dead_letters.waiting() == []
    assert orders.waiting() == ["a|colour=red"]


def test_a_move_that_failed_leaves_the_dead_letter_as_it_was(orders: Dock) -> None:
    bury(orders, "a")
    before = orders.dead_letters.browsed()
    with orders.world.failing_commit():
        orders.dead_letters.move_back(1, properties={"size": 9})
    assert orders.waiting() == []
    assert orders.dead_letters.browsed() == before
    assert orders.dead_letters.move_back(1) is None
    assert orders.waiting() == ["a|colour=red"]


def test_a_dead_letter_whose_body_is_on_disk_only_is_moved_back() -> None:
    orders = World(body_budget_bytes=0).queue()
    bury(orders, "a")
    orders.dead_letters.move_back(1)
    assert orders.waiting() == ["a|colour=red"]
