"""Peek-lock and receive-and-delete [ASB message-transfers-locks-settlement]."""

from collections.abc import Callable

import pytest

from longshore.engine.message import MAIN
from longshore.engine.queue import TAKE_BYTES
from longshore.model.entities import QueueDescription
from longshore.model.keys import split_key
from longshore.model.refusal import Condition, Refusal

from .world import LOCK_MS, SECOND_MS, Delivery, Dock, World, bodies, condition

Settle = Callable[[Dock, Delivery], Refusal | int | None]

SETTLEMENTS: dict[str, Settle] = {
    "complete": Dock.complete,
    "abandon": Dock.abandon,
    "dead-letter": Dock.dead_letter,
    "renew": Dock.renew,
}


@pytest.fixture
def orders() -> Dock:
    return World().queue()


# -- taking ------------------------------------------------------------------------------------------


def test_messages_are_taken_in_the_order_in_which_they_were_sent(orders: Dock) -> None:
    orders.send("a")
    orders.send("b", "c")
    assert bodies(orders.take(2)) == ["a", "b"]
    assert bodies(orders.take(2)) == ["c"]
    assert orders.take(2) == []


def test_a_locked_message_is_invisible_to_others(orders: Dock) -> None:
    orders.send("a")
    orders.take()
    assert orders.waiting() == []
    assert orders.queue.active_count == 1


def test_a_lock_lasts_its_duration_from_now(orders: Dock) -> None:
    orders.send("a")
    assert orders.one().locked_until_ms == orders.world.now_ms + LOCK_MS


def test_every_delivery_has_a_lock_token_of_its_own(orders: Dock) -> None:
    orders.send("a", "b")
    first, second = orders.take(2)
    orders.abandon(first)
    (again,) = orders.take(2)
    assert len({first.token, second.token, again.token}) == 3


@pytest.mark.parametrize("take", [Dock.take, Dock.take_away])
def test_one_taking_ends_with_the_message_that_makes_it_large(
    orders: Dock, take: Callable[[Dock, int], list[Delivery]]
) -> None:
    orders.send("a" * (TAKE_BYTES - 1), "b", "c")
    assert [delivery.body[0] for delivery in take(orders, 3)] == ["a", "b"]
    assert bodies(take(orders, 3)) == ["c"]


def test_a_message_larger_than_one_taking_still_comes(orders: Dock) -> None:
    orders.send("a" * (TAKE_BYTES + 1))
    assert len(orders.take(3)) == 1


def test_a_message_is_stored_as_it_was_sent(orders: Dock) -> None:
    orders.send("a", session="s", ttl_ms=5 * SECOND_MS)
    ((key, row),) = orders.world.disk.rows.items()
    assert split_key(key) == (orders.queue.entity_id, 1)
    assert (row.payload, row.session_id, row.sub_queue) == (b"a", "s", MAIN)
    assert (row.enqueued_ms, row.expires_ms) == (orders.world.now_ms, orders.world.now_ms + 5 * SECOND_MS)


def test_a_session_id_means_nothing_to_a_queue_without_sessions(orders: Dock) -> None:
    orders.send("a", session="s")
    orders.send("b", session="t")
    assert orders.waiting() == ["a", "b"]


def test_a_queue_with_sessions_refuses_messages_without_one() -> None:
    trips = World().queue("trips", QueueDescription(requires_session=True))
    assert condition(trips.send("a")) is Condition.NOT_ALLOWED
    assert trips.queue.messages == {}


# -- settling ----------------------------------------------------------------------------------------


def test_a_completed_message_is_removed(orders: Dock) -> None:
    orders.send("a")
    assert orders.complete(orders.one()) is None
    assert orders.queue.messages == {}
    assert orders.world.disk.rows == {}


def test_an_abandoned_message_is_available_again_in_its_place(orders: Dock) -> None:
    orders.send("a", "b", "c")
    first, second, _third = orders.take(3)
    orders.abandon(second)
    orders.abandon(first)
    assert orders.waiting() == ["a", "b"]


def test_deliveries_are_counted_from_zero(orders: Dock) -> None:
    orders.send("a")
    counts = []
    for _ in range(4):
        delivery = orders.one()
        counts.append(delivery.delivery_count)
        orders.abandon(delivery)
    assert counts == [0, 1, 2, 3]


def test_a_released_message_is_available_again_at_once_and_uncounted(orders: Dock) -> None:
    orders.send("a", "b")
    first = orders.take()[0]
    with orders.world.one_commit() as changes:
        orders.release(first)
        assert orders.waiting() == ["a", "b"]
        assert len(changes.facts) == 0  # type: ignore[arg-type]
    assert orders.take()[0].delivery_count == 0


def test_releasing_with_a_stale_token_does_nothing(orders: Dock) -> None:
    orders.send("a")
    stale = orders.one()
    orders.abandon(stale)
    orders.one()
    orders.release(stale)
    assert orders.waiting() == []


@pytest.mark.parametrize("settle", SETTLEMENTS.values(), ids=SETTLEMENTS)
class TestALockToken:
    def test_is_good_until_just_before_its_end(self, settle: Settle, orders: Dock) -> None:
        orders.send("a")
        delivery = orders.one()
        orders.world.now_ms += LOCK_MS - 1
        assert not isinstance(settle(orders, delivery), Refusal)

    def test_is_over_exactly_at_its_end(self, settle: Settle, orders: Dock) -> None:
        orders.send("a")
        delivery = orders.one()
        orders.world.now_ms += LOCK_MS
        assert condition(settle(orders, delivery)) is Condition.MESSAGE_LOCK_LOST

    def test_is_stale_after_its_lock_has_ended(self, settle: Settle, orders: Dock) -> None:
        orders.send("a")
        delivery = orders.one()
        orders.world.pass_time(LOCK_MS)
        assert condition(settle(orders, delivery)) is Condition.MESSAGE_LOCK_LOST
        assert orders.waiting() == ["a"]

    def test_is_stale_when_another_receiver_has_the_message(self, settle: Settle, orders: Dock) -> None:
        orders.send("a")
        stale = orders.one()
        orders.world.pass_time(LOCK_MS)
        current = orders.one()
        assert condition(settle(orders, stale)) is Condition.MESSAGE_LOCK_LOST
        assert orders.complete(current) is None

    def test_works_once(self, settle: Settle, orders: Dock) -> None:
        orders.send("a")
        delivery = orders.one()
        orders.complete(delivery)
        assert condition(settle(orders, delivery)) is Condition.MESSAGE_LOCK_LOST

    def test_of_another_queue_is_foreign(self, settle: Settle, orders: Dock) -> None:
        invoices = orders.world.queue("invoices")
        invoices.send("a")
        assert condition(settle(orders, invoices.one())) is Condition.MESSAGE_LOCK_LOST
        assert invoices.queue.active_count == 1

    def test_of_a_message_is_foreign_to_the_dead_letters(self, settle: Settle, orders: Dock) -> None:
        orders.send("a")
        assert condition(settle(orders.dead_letters, orders.one())) is Condition.MESSAGE_LOCK_LOST

    def test_of_length_zero_means_nothing(self, settle: Settle, orders: Dock) -> None:
        orders.send("a")
        nameless = Delivery("a", b"", 0, 0, orders.queue.messages[1])
        assert condition(settle(orders, nameless)) is Condition.MESSAGE_LOCK_LOST


# -- locks in time -----------------------------------------------------------------------------------


def test_a_lock_that_runs_out_counts_as_a_delivery(orders: Dock) -> None:
    orders.send("a", "b")
    orders.take()
    orders.world.pass_time(LOCK_MS - 1)
    assert orders.waiting() == ["b"]
    orders.world.pass_time(1)
    assert orders.waiting() == ["a", "b"]
    assert [delivery.delivery_count for delivery in orders.take(2)] == [1, 0]


def test_renewing_gives_a_whole_lock_duration_from_now(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    orders.world.now_ms += LOCK_MS - 1
    assert orders.renew(delivery) == orders.world.now_ms + LOCK_MS
    orders.world.pass_time(LOCK_MS - 1)
    assert orders.complete(delivery) is None


def test_a_renewed_lock_outlasts_those_taken_with_it(orders: Dock) -> None:
    orders.send("a", "b", "c")
    first, _second, _third = orders.take(3)
    orders.world.now_ms += LOCK_MS // 2
    orders.renew(first)
    orders.world.pass_time(LOCK_MS // 2)
    assert orders.waiting() == ["b", "c"]
    orders.world.pass_time(LOCK_MS // 2)
    assert orders.waiting() == ["a", "b", "c"]


def test_a_changed_lock_duration_counts_from_the_next_lock(orders: Dock) -> None:
    orders.send("a")
    orders.queue.describe(QueueDescription(lock_duration_ms=5 * SECOND_MS))
    assert orders.one().locked_until_ms == orders.world.now_ms + 5 * SECOND_MS


# -- receive and delete ------------------------------------------------------------------------------


def test_receive_and_delete_removes_in_order(orders: Dock) -> None:
    orders.send("a", "b", "c")
    assert bodies(orders.take_away(2)) == ["a", "b"]
    assert orders.waiting() == ["c"]
    assert len(orders.world.disk.rows) == 1


def test_what_was_received_and_deleted_is_not_locked(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one())
    (delivery,) = orders.take_away()
    assert delivery.locked_until_ms == 0
    assert condition(orders.complete(delivery)) is Condition.MESSAGE_LOCK_LOST


def test_receive_and_delete_gives_each_message_a_tag_of_its_own(orders: Dock) -> None:
    orders.send("a", "b")
    first, second = orders.take_away(2)
    assert first.token != second.token
