"""[ASB message-deferral] A deferred message stays in the queue, and is received by its number only."""

import pytest

from longshore.engine.message import ACTIVE, DEFERRED, MAIN
from longshore.model.entities import QueueDescription
from longshore.model.refusal import Condition

from .world import LOCK_MS, SECOND_MS, Delivery, Dock, SessionDock, World, bodies, condition

TTL_MS = 10 * SECOND_MS


@pytest.fixture
def orders() -> Dock:
    return World().queue(
        description=QueueDescription(max_delivery_count=3, dead_lettering_on_message_expiration=True)
    )


@pytest.fixture
def trips() -> Dock:
    return World().queue("trips", QueueDescription(requires_session=True, max_delivery_count=3))


def deferred(dock: Dock, *texts: str, ttl_ms: int | None = None) -> Dock:
    """Send messages and defer them; returns the lane."""
    dock.send(*texts, ttl_ms=ttl_ms)
    for delivery in dock.take(len(texts)):
        dock.defer(delivery)
    return dock


def in_session(trips: Dock, *texts: str) -> SessionDock:
    trips.send(*texts, session="a")
    session = trips.accept("a")
    for delivery in session.take(len(texts)):
        session.defer(delivery)
    return session


# -- putting aside -----------------------------------------------------------------------------------


def test_a_deferred_message_is_not_received_in_the_ordinary_way(orders: Dock) -> None:
    deferred(orders, "a")
    assert orders.take() == []
    assert orders.take_away() == []


def test_a_deferred_message_is_counted_apart(orders: Dock) -> None:
    deferred(orders, "a")
    queue = orders.queue
    assert (queue.active_count, queue.count_of(DEFERRED), queue.count(MAIN)) == (0, 1, 1)


def test_deferring_counts_no_delivery(orders: Dock) -> None:
    deferred(orders, "a")
    assert orders.take_deferred(1)[0].delivery_count == 0


def test_deferring_keeps_number_and_time(orders: Dock) -> None:
    enqueued_ms = orders.world.now_ms
    deferred(orders, "a", "b")
    orders.world.pass_time(1)
    message = orders.take_deferred(2)[0].message
    assert (message.sequence_number, message.enqueued_ms) == (2, enqueued_ms)


def test_a_message_is_not_deferred_before_that_is_on_disk(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.one_commit():
        orders.defer(delivery)
        assert condition(orders.try_take_deferred(1)) is Condition.MESSAGE_NOT_FOUND
        assert orders.queue.count_of(DEFERRED) == 0
    assert bodies(orders.take_deferred(1)) == ["a"]


def test_deferring_needs_a_lock(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    orders.world.pass_time(LOCK_MS)
    assert condition(orders.defer(delivery)) is Condition.MESSAGE_LOCK_LOST


def test_a_dead_letter_can_be_deferred(orders: Dock) -> None:
    orders.send("a")
    orders.dead_letter(orders.one())
    dead = orders.dead_letters
    dead.defer(dead.one())
    assert dead.take() == []
    assert (orders.queue.active_count, orders.queue.dead_letter_count) == (0, 1)
    assert bodies(dead.take_deferred(1)) == ["a"]


# -- receiving by number -----------------------------------------------------------------------------


def test_deferred_messages_are_received_by_number_in_any_order(orders: Dock) -> None:
    deferred(orders, "a", "b", "c")
    assert bodies(orders.take_deferred(3, 1)) == ["c", "a"]


def test_a_message_received_by_number_is_locked(orders: Dock) -> None:
    deferred(orders, "a")
    delivery = orders.take_deferred(1)[0]
    assert delivery.locked_until_ms == orders.world.now_ms + LOCK_MS
    assert condition(orders.try_take_deferred(1)) is Condition.MESSAGE_NOT_FOUND
    assert orders.complete(delivery) is None
    assert orders.queue.messages == {}


def test_the_lock_of_a_message_received_by_number_can_be_renewed(orders: Dock) -> None:
    deferred(orders, "a")
    delivery = orders.take_deferred(1)[0]
    orders.world.now_ms += LOCK_MS - 1
    assert orders.renew(delivery) == orders.world.now_ms + LOCK_MS


def test_a_number_may_be_asked_for_twice(orders: Dock) -> None:
    deferred(orders, "a")
    assert bodies(orders.take_deferred(1, 1)) == ["a"]


@pytest.mark.parametrize("number", [0, 1, 2, 99, -1])
def test_an_unknown_number_gives_nothing_at_all(orders: Dock, number: int) -> None:
    orders.send("active", "b")
    orders.defer(orders.take(2)[1])
    orders.schedule("later", SECOND_MS)
    asked = (2, 3) if number == 2 else (2, number)
    refusal = orders.try_take_deferred(*asked)
    assert condition(refusal) is Condition.MESSAGE_NOT_FOUND
    assert bodies(orders.take_deferred(2)) == ["b"]


def test_deferred_dead_letters_are_not_received_from_the_queue(orders: Dock) -> None:
    orders.send("a")
    orders.dead_letter(orders.one())
    orders.dead_letters.defer(orders.dead_letters.one())
    assert condition(orders.try_take_deferred(1)) is Condition.MESSAGE_NOT_FOUND


def test_deferred_messages_can_be_taken_away(orders: Dock) -> None:
    deferred(orders, "a", "b")
    delivery = orders.take_deferred(1, delete=True)[0]
    assert (delivery.body, delivery.locked_until_ms) == ("a", 0)
    assert orders.browsed() == ["b"]
    assert condition(orders.complete(delivery)) is Condition.MESSAGE_LOCK_LOST


# -- and then ----------------------------------------------------------------------------------------


def test_an_abandoned_one_is_deferred_again_and_counted(orders: Dock) -> None:
    deferred(orders, "a")
    orders.abandon(orders.take_deferred(1)[0])
    assert orders.take() == []
    assert orders.take_deferred(1)[0].delivery_count == 1


def test_one_whose_lock_ran_out_is_deferred_again_and_counted(orders: Dock) -> None:
    deferred(orders, "a")
    orders.take_deferred(1)
    orders.world.pass_time(LOCK_MS)
    assert orders.take() == []
    assert orders.take_deferred(1)[0].delivery_count == 1


def test_a_released_one_is_deferred_again_and_not_counted(orders: Dock) -> None:
    deferred(orders, "a")
    orders.release(orders.take_deferred(1)[0])
    assert orders.take() == []
    assert orders.take_deferred(1)[0].delivery_count == 0


def test_one_that_is_deferred_again_stays_deferred(orders: Dock) -> None:
    deferred(orders, "a")
    orders.defer(orders.take_deferred(1)[0])
    assert bodies(orders.take_deferred(1)) == ["a"]


def test_one_can_be_dead_lettered_and_is_received_from_there_in_the_ordinary_way(orders: Dock) -> None:
    deferred(orders, "a")
    orders.dead_letter(orders.take_deferred(1)[0], "why")
    assert orders.queue.messages[1].kind is ACTIVE
    assert orders.dead_letters.waiting() == ["a|DeadLetterReason=why"]


def test_the_last_delivery_allowed_dead_letters_it(orders: Dock) -> None:
    deferred(orders, "a")
    for _ in range(3):
        orders.abandon(orders.take_deferred(1)[0])
    assert orders.queue.count_of(DEFERRED) == 0
    assert "MaxDeliveryCountExceeded" in orders.dead_letters.one().body


# -- time to live ------------------------------------------------------------------------------------


# [ASB message-deferral] "Deferred messages aren't expired and automatically moved to a dead-letter queue
# until a client app attempts to receive them using an API and the sequence number."


def test_a_deferred_message_does_not_expire_by_itself(orders: Dock) -> None:
    deferred(orders, "a", ttl_ms=TTL_MS)
    orders.world.pass_time(10 * TTL_MS)
    assert orders.queue.dead_letter_count == 0
    assert orders.browsed() == ["a"]


@pytest.mark.parametrize("delete", [False, True])
def test_an_expired_one_becomes_a_dead_letter_when_somebody_asks_for_it(orders: Dock, delete: bool) -> None:
    deferred(orders, "a", ttl_ms=TTL_MS)
    orders.world.pass_time(TTL_MS)
    assert condition(orders.try_take_deferred(1, delete=delete)) is Condition.MESSAGE_NOT_FOUND
    assert orders.queue.count_of(DEFERRED) == 0
    assert "TTLExpiredException" in orders.dead_letters.one().body


def test_without_dead_lettering_it_is_gone_when_somebody_asks_for_it() -> None:
    orders = deferred(World().queue(), "a", ttl_ms=TTL_MS)
    orders.world.pass_time(TTL_MS)
    assert condition(orders.try_take_deferred(1)) is Condition.MESSAGE_NOT_FOUND
    assert orders.queue.messages == {}


def test_others_that_are_asked_for_with_it_stay_deferred(orders: Dock) -> None:
    deferred(orders, "a", ttl_ms=TTL_MS)
    deferred(orders, "b")
    orders.world.pass_time(TTL_MS)
    assert condition(orders.try_take_deferred(2, 1)) is Condition.MESSAGE_NOT_FOUND
    assert bodies(orders.take_deferred(2)) == ["b"]


def test_one_that_expires_under_its_lock_is_deferred_again(orders: Dock) -> None:
    deferred(orders, "a", ttl_ms=TTL_MS)
    delivery = orders.take_deferred(1)[0]
    orders.world.pass_time(TTL_MS)
    orders.abandon(delivery)
    assert orders.queue.count_of(DEFERRED) == 1


def test_the_expiry_of_one_that_was_asked_for_that_failed_is_tried_again(orders: Dock) -> None:
    deferred(orders, "a", ttl_ms=TTL_MS)
    orders.world.pass_time(TTL_MS)
    with orders.world.failing_commit():
        orders.try_take_deferred(1)
    assert orders.queue.count_of(DEFERRED) == 1
    orders.try_take_deferred(1)
    assert orders.queue.dead_letter_count == 1


# -- sessions ----------------------------------------------------------------------------------------


def test_a_sessions_deferred_messages_are_received_by_its_holder(trips: Dock) -> None:
    session = in_session(trips, "a1")
    delivery = session.take_deferred(1)[0]
    assert delivery.locked_until_ms == session.session.locked_until_ms
    assert session.complete(delivery) is None


def test_a_sessions_deferred_messages_are_not_received_from_another(trips: Dock) -> None:
    in_session(trips, "a1")
    assert condition(trips.accept("b").try_take_deferred(1)) is Condition.MESSAGE_NOT_FOUND
    assert condition(trips.try_take_deferred(1)) is Condition.MESSAGE_NOT_FOUND


def test_a_deferred_message_does_not_hold_up_its_session(trips: Dock) -> None:
    session = in_session(trips, "a1")
    trips.send("a2", session="a")
    assert bodies(session.take(2)) == ["a2"]


def test_a_session_with_deferred_messages_only_is_kept_and_not_available(trips: Dock) -> None:
    in_session(trips, "a1").close()
    assert trips.accept_next() is None
    assert bodies(trips.accept("a").take_deferred(1)) == ["a1"]


def test_closing_a_session_gives_its_deferred_messages_back_as_such(trips: Dock) -> None:
    session = in_session(trips, "a1")
    session.take_deferred(1)
    session.close()
    again = trips.accept("a")
    assert again.take() == []
    assert again.take_deferred(1)[0].delivery_count == 0


def test_a_sessions_lock_that_runs_out_counts_for_its_deferred_messages(trips: Dock) -> None:
    in_session(trips, "a1").take_deferred(1)
    trips.world.pass_time(LOCK_MS)
    assert trips.accept("a").take_deferred(1)[0].delivery_count == 1


def test_a_session_is_forgotten_when_its_deferred_message_is_taken_away(trips: Dock) -> None:
    session = in_session(trips, "a1")
    session.take_deferred(1, delete=True)
    session.close()
    assert trips.queue.sessions.by_id == {}


# -- failing commits ---------------------------------------------------------------------------------


def test_a_message_that_failed_to_be_deferred_is_received_as_before(orders: Dock) -> None:
    orders.send("a")
    for commit in (orders.world.failing_commit, orders.world.one_commit):
        delivery = orders.one()
        with commit():
            orders.defer(delivery, {"note": 1})
    assert bodies(orders.take_deferred(1)) == ["a|note=1"]


def settle(dock: Dock, how: str, delivery: Delivery) -> None:
    {
        "complete": dock.complete,
        "abandon": dock.abandon,
        "dead-letter": dock.dead_letter,
        "defer": dock.defer,
    }[how](delivery)


@pytest.mark.parametrize("how", ["complete", "abandon", "dead-letter", "defer"])
def test_a_settlement_of_a_deferred_message_that_failed_leaves_it_deferred(orders: Dock, how: str) -> None:
    deferred(orders, "a")
    delivery = orders.take_deferred(1)[0]
    with orders.world.failing_commit():
        settle(orders, how, delivery)
    assert orders.take() == []
    again = orders.take_deferred(1)[0]
    assert (again.body, again.delivery_count) == ("a", 0)
    settle(orders, how, again)


@pytest.mark.parametrize("how", ["complete", "abandon", "dead-letter", "defer"])
def test_so_it_is_in_a_session(trips: Dock, how: str) -> None:
    session = in_session(trips, "a1")
    delivery = session.take_deferred(1)[0]
    with trips.world.failing_commit():
        settle(session, how, delivery)
        session.close()
    assert bodies(trips.accept("a").take_deferred(1)) == ["a1"]


def test_after_a_failed_taking_away_the_deferred_messages_are_still_there(orders: Dock) -> None:
    deferred(orders, "a", "b")
    with orders.world.failing_commit():
        orders.take_deferred(1, 2, delete=True)
        assert condition(orders.try_take_deferred(1)) is Condition.MESSAGE_NOT_FOUND
    assert bodies(orders.take_deferred(1, 2, delete=True)) == ["a", "b"]
    assert orders.world.disk.rows == {}


def test_the_end_of_a_lock_that_failed_leaves_the_message_deferred_and_uncounted(orders: Dock) -> None:
    deferred(orders, "a")
    orders.take_deferred(1)
    with orders.world.failing_commit():
        orders.world.pass_time(LOCK_MS)
    assert orders.take_deferred(1)[0].delivery_count == 0
