"""[ASB message-expiration]"""

import pytest

from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import QueueDescription

from .world import LOCK_MS, SECOND_MS, Dock, World, bodies

TTL_MS = 10 * SECOND_MS


def queue(entity_ttl_ms: int = UNLIMITED_MS, *, dead_lettering: bool = False) -> Dock:
    return World().queue(
        description=QueueDescription(
            default_message_time_to_live_ms=entity_ttl_ms, dead_lettering_on_message_expiration=dead_lettering
        )
    )


@pytest.mark.parametrize(
    ("message_ttl_ms", "entity_ttl_ms", "lives_ms"),
    [
        (None, TTL_MS, TTL_MS),
        (TTL_MS, UNLIMITED_MS, TTL_MS),
        (TTL_MS, 2 * TTL_MS, TTL_MS),
        (2 * TTL_MS, TTL_MS, TTL_MS),
    ],
)
def test_the_shorter_of_the_two_times_counts(
    message_ttl_ms: int | None, entity_ttl_ms: int, lives_ms: int
) -> None:
    orders = queue(entity_ttl_ms)
    orders.send("a", ttl_ms=message_ttl_ms)
    orders.world.pass_time(lives_ms - 1)
    assert orders.waiting() == ["a"]
    orders.world.pass_time(1)
    assert orders.waiting() == []
    assert orders.world.disk.rows == {}


@pytest.mark.parametrize("message_ttl_ms", [None, UNLIMITED_MS, 2 * UNLIMITED_MS])
def test_by_default_messages_live_for_ever(message_ttl_ms: int | None) -> None:
    orders = queue()
    orders.send("a", ttl_ms=message_ttl_ms)
    orders.world.pass_time(1_000_000 * 86_400 * SECOND_MS)
    assert orders.waiting() == ["a"]


def test_an_expired_message_is_not_delivered_even_before_a_sweep_finds_it() -> None:
    orders = queue()
    orders.send("a", ttl_ms=TTL_MS)
    orders.send("b")
    orders.world.now_ms += TTL_MS
    assert bodies(orders.take(2)) == ["b"]
    assert orders.queue.active_count == 1


def test_receive_and_delete_passes_expired_messages_over_too() -> None:
    orders = queue()
    orders.send("a", ttl_ms=TTL_MS)
    orders.send("b")
    orders.world.now_ms += TTL_MS
    assert bodies(orders.take_away(2)) == ["b"]
    assert orders.queue.messages == {}


def test_an_expired_message_leaves_from_the_middle() -> None:
    orders = queue()
    orders.send("a")
    orders.send("b", ttl_ms=TTL_MS)
    orders.send("c")
    orders.world.pass_time(TTL_MS)
    assert orders.waiting() == ["a", "c"]


def test_with_dead_lettering_on_expiration_it_goes_to_the_dead_letters() -> None:
    orders = queue(dead_lettering=True)
    orders.send("a", ttl_ms=TTL_MS)
    orders.world.pass_time(TTL_MS)
    assert orders.dead_letters.one().body == (
        "a|DeadLetterReason=TTLExpiredException"
        "|DeadLetterErrorDescription=The message expired and was dead lettered."
    )


def test_expiry_counts_no_delivery() -> None:
    orders = queue(dead_lettering=True)
    orders.send("a", ttl_ms=TTL_MS)
    orders.world.pass_time(TTL_MS)
    assert orders.dead_letters.one().delivery_count == 0


def test_a_locked_message_does_not_expire() -> None:
    # [ASB message-expiration] "While the message is under lock, the application might be in possession of a
    # message that has expired."
    orders = queue()
    orders.send("a", ttl_ms=TTL_MS)
    delivery = orders.one()
    orders.world.pass_time(LOCK_MS - 1)
    assert orders.complete(delivery) is None


def test_expiry_strikes_when_the_lock_ends() -> None:
    orders = queue(dead_lettering=True)
    orders.send("a", ttl_ms=TTL_MS)
    orders.one()
    orders.world.pass_time(LOCK_MS)
    orders.world.pass_time(1)
    assert orders.queue.dead_letter_count == 1
    assert "TTLExpired" in orders.dead_letters.one().body


@pytest.mark.parametrize("give_back", [Dock.abandon, Dock.release])
def test_expiry_strikes_when_an_expired_message_is_given_back(give_back: object) -> None:
    orders = queue()
    orders.send("a", ttl_ms=TTL_MS)
    delivery = orders.one()
    orders.world.pass_time(TTL_MS)
    give_back(orders, delivery)  # type: ignore[operator]
    orders.world.pass_time(1)
    assert orders.queue.active_count == 0


def test_a_message_that_was_given_back_early_still_expires_in_time() -> None:
    orders = queue()
    orders.send("a", ttl_ms=TTL_MS)
    orders.release(orders.one())
    orders.abandon(orders.one())
    orders.world.pass_time(TTL_MS)
    assert orders.queue.active_count == 0


def test_a_changed_default_is_for_messages_to_come() -> None:
    orders = queue(TTL_MS)
    orders.send("a")
    orders.queue.describe(QueueDescription())
    orders.send("b")
    orders.world.pass_time(TTL_MS)
    assert orders.waiting() == ["b"]


def test_expired_messages_leave_nothing_behind_where_nobody_receives() -> None:
    orders = queue(TTL_MS)
    for _ in range(50):
        orders.send(*"abcdefghij")
        orders.world.pass_time(TTL_MS)
    assert orders.queue.messages == {}
    assert len(orders.lane._fresh) < 100
    assert orders.world.context.resident_bytes == 0
