"""[ASB dead-letter-queues]"""

import pytest

from longshore.engine.message import NEVER_MS
from longshore.model.entities import QueueDescription
from longshore.model.refusal import Condition

from .world import LOCK_MS, SECOND_MS, Dock, World, bodies, condition


@pytest.fixture
def orders() -> Dock:
    return World().queue(description=QueueDescription(max_delivery_count=3))


@pytest.fixture
def dead(orders: Dock) -> Dock:
    """The dead letters of `orders`, one of them there."""
    orders.send("a", ttl_ms=5 * SECOND_MS)
    orders.dead_letter(orders.one())
    return orders.dead_letters


def test_a_receiver_dead_letters_with_reason_and_description(orders: Dock) -> None:
    orders.send("a")
    assert orders.dead_letter(orders.one(), "broken", "no address") is None
    assert orders.dead_letters.waiting() == [
        "a|DeadLetterReason=broken|DeadLetterErrorDescription=no address"
    ]


def test_a_reason_may_be_left_out(orders: Dock) -> None:
    orders.send("a", "b")
    first, second = orders.take(2)
    orders.dead_letter(first, "broken", None)
    orders.dead_letter(second, None, None)
    assert orders.dead_letters.waiting() == ["a|DeadLetterReason=broken", "b"]


def test_dead_letters_are_counted_apart(orders: Dock) -> None:
    orders.send("a", "b")
    orders.dead_letter(orders.take()[0])
    assert (orders.queue.active_count, orders.queue.dead_letter_count) == (1, 1)


def test_a_dead_letter_names_its_source(dead: Dock) -> None:
    assert dead.one().message.dead_letter_source == "orders"


def test_dead_letters_keep_the_order_in_which_they_were_sent(orders: Dock) -> None:
    orders.send("a", "b", "c")
    for delivery in reversed(orders.take(3)):
        orders.dead_letter(delivery)
    assert orders.dead_letters.waiting() == ["a", "b", "c"]


# -- too many deliveries -----------------------------------------------------------------------------


def test_the_last_delivery_allowed_dead_letters_the_message(orders: Dock) -> None:
    orders.send("a")
    for _ in range(3):
        assert orders.queue.dead_letter_count == 0
        orders.abandon(orders.one())
    assert orders.waiting() == []
    delivery = orders.dead_letters.one()
    assert delivery.delivery_count == 3
    assert delivery.body == (
        "a|DeadLetterReason=MaxDeliveryCountExceeded"
        "|DeadLetterErrorDescription=Message could not be consumed after 3 delivery attempts."
    )


def test_locks_that_run_out_count_towards_the_last_delivery(orders: Dock) -> None:
    orders.send("a")
    for _ in range(3):
        orders.one()
        orders.world.pass_time(LOCK_MS)
    assert orders.queue.dead_letter_count == 1


def test_released_messages_are_never_dead_lettered_for_that(orders: Dock) -> None:
    orders.send("a")
    for _ in range(10):
        orders.release(orders.one())
    assert orders.waiting() == ["a"]


def test_a_lowered_limit_counts_at_the_next_failure(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one())
    orders.queue.describe(QueueDescription(max_delivery_count=1))
    orders.abandon(orders.one())
    assert orders.queue.dead_letter_count == 1


# -- life among the dead -----------------------------------------------------------------------------


def test_dead_letters_are_received_and_completed(dead: Dock) -> None:
    assert dead.complete(dead.one()) is None
    assert dead.queue.messages == {}
    assert dead.queue.dead_letter_count == 0
    assert dead.queue.size_bytes == 0


def test_dead_letters_are_received_and_deleted(dead: Dock) -> None:
    assert bodies(dead.take_away()) == ["a"]
    assert dead.queue.dead_letter_count == 0


def test_dead_letters_are_abandoned_without_limit(dead: Dock) -> None:
    for count in range(20):
        delivery = dead.one()
        assert delivery.delivery_count == count
        dead.abandon(delivery)
    assert dead.waiting() == ["a"]


def test_locks_of_dead_letters_end_and_can_be_renewed(dead: Dock) -> None:
    delivery = dead.one()
    dead.world.pass_time(LOCK_MS - 1)
    assert dead.renew(delivery) == dead.world.now_ms + LOCK_MS
    dead.world.pass_time(LOCK_MS)
    assert dead.one().delivery_count == 1


def test_time_to_live_does_not_apply_any_more(dead: Dock) -> None:
    dead.world.pass_time(3_600 * SECOND_MS)
    delivery = dead.one()
    assert delivery.message.expires_ms == NEVER_MS
    assert delivery.body == "a"


def test_a_dead_letter_cannot_be_dead_lettered_again(dead: Dock) -> None:
    delivery = dead.one()
    assert condition(dead.dead_letter(delivery, "again")) is Condition.NOT_ALLOWED
    assert dead.complete(delivery) is None
