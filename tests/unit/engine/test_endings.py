"""What becomes of a message, and the properties that a receiver wants changed on it."""

import pytest

from longshore.engine.endings import Properties
from longshore.engine.message import DEAD_LETTER, DEFERRED, MAIN
from longshore.model.entities import QueueDescription

from .world import LOCK_MS, SECOND_MS, Delivery, Dock, World

TTL_MS = 10 * SECOND_MS


@pytest.fixture
def orders() -> Dock:
    return World().queue(
        description=QueueDescription(max_delivery_count=3, dead_lettering_on_message_expiration=True)
    )


def settle(dock: Dock, how: str, delivery: Delivery, properties: Properties) -> None:
    if how == "abandon":
        dock.abandon(delivery, properties)
    elif how == "defer":
        dock.defer(delivery, properties)
    else:
        dock.dead_letter(delivery, properties=properties)


HOW = ["abandon", "defer", "dead-letter"]


def body_after(dock: Dock) -> str:
    """The body of the only message, wherever it is."""
    return (dock.browsed() + dock.dead_letters.browsed())[0]


# -- properties --------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", HOW)
def test_properties_change_with_the_settlement(orders: Dock, how: str) -> None:
    orders.send("a")
    settle(orders, how, orders.one(), {"try": 1, "by": "me"})
    assert body_after(orders) == "a|try=1|by=me"


@pytest.mark.parametrize("how", HOW)
def test_changed_properties_count_towards_the_size(orders: Dock, how: str) -> None:
    orders.send("a")
    settle(orders, how, orders.one(), {"try": 1})
    assert orders.queue.size_bytes == len("a|try=1")
    assert orders.world.context.resident_bytes == len("a|try=1")


@pytest.mark.parametrize("how", HOW)
def test_without_properties_the_body_is_not_written_again(orders: Dock, how: str) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.one_commit() as changes:
        settle(orders, how, delivery, {})
        assert len(changes.facts) == 1  # type: ignore[arg-type]
    assert body_after(orders) == "a"


@pytest.mark.parametrize("how", HOW)
def test_properties_are_not_changed_before_that_is_on_disk(orders: Dock, how: str) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.one_commit():
        settle(orders, how, delivery, {"try": 1})
        assert delivery.message.payload == b"a"


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("budget_bytes", [0, 1_000])
def test_properties_that_failed_were_never_changed(how: str, budget_bytes: int) -> None:
    orders = World(budget_bytes).queue()
    orders.send("a")
    for commit in (orders.world.failing_commit, orders.world.one_commit):
        delivery = orders.one()
        assert delivery.body == "a"
        with commit():
            settle(orders, how, delivery, {"try": 1})
    assert body_after(orders) == "a|try=1"


@pytest.mark.parametrize("how", HOW)
def test_a_body_that_is_on_disk_only_can_be_changed(how: str) -> None:
    orders = World(body_budget_bytes=0).queue()
    orders.send("a")
    settle(orders, how, orders.one(), {"try": 1})
    assert body_after(orders) == "a|try=1"


def test_a_later_change_replaces_an_earlier_one(orders: Dock) -> None:
    orders.send("a")
    for number in (1, 2):
        orders.abandon(orders.one(), {"try": number})
    assert orders.waiting() == ["a|try=2"]


def test_the_last_abandon_changes_properties_beside_the_reason(orders: Dock) -> None:
    orders.send("a")
    for _ in range(3):
        orders.abandon(orders.one(), {"by": "me"})
    assert orders.dead_letters.one().body.startswith("a|by=me|DeadLetterReason=MaxDeliveryCountExceeded|")


def test_the_broker_has_the_last_word_on_the_reason(orders: Dock) -> None:
    orders.send("a")
    orders.dead_letter(orders.one(), "real", properties={"DeadLetterReason": "forged"})
    assert orders.dead_letters.waiting() == ["a|DeadLetterReason=real"]


def test_a_dead_letter_can_be_abandoned_with_properties(orders: Dock) -> None:
    orders.send("a")
    orders.dead_letter(orders.one())
    dead = orders.dead_letters
    dead.abandon(dead.one(), {"seen": 1})
    assert dead.waiting() == ["a|seen=1"]


# -- what is counted ---------------------------------------------------------------------------------


def test_an_abandon_counts_and_others_do_not(orders: Dock) -> None:
    orders.send("a")
    orders.release(orders.one())
    assert orders.one().delivery_count == 0
    orders.world.pass_time(LOCK_MS)
    assert orders.one().delivery_count == 1


def test_a_count_is_on_disk_with_the_abandon(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one())
    (row,) = orders.world.disk.rows.values()
    assert row.delivery_count == 1


def test_a_dead_letter_keeps_its_count(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one())
    orders.dead_letter(orders.one())
    assert orders.dead_letters.one().delivery_count == 1


# -- expiry ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dead_lettering", [True, False])
def test_an_expiry_that_failed_is_tried_again(dead_lettering: bool) -> None:
    orders = World().queue(description=QueueDescription(dead_lettering_on_message_expiration=dead_lettering))
    orders.send("a", ttl_ms=TTL_MS)
    with orders.world.failing_commit():
        orders.world.pass_time(TTL_MS)
    assert orders.browsed() == ["a"]
    orders.world.pass_time(0)
    assert orders.queue.count(MAIN) == 0
    assert orders.queue.count(DEAD_LETTER) == int(dead_lettering)


def test_a_deferred_message_that_becomes_a_dead_letter_is_deferred_no_more(orders: Dock) -> None:
    orders.send("a")
    orders.defer(orders.one())
    orders.dead_letter(orders.take_deferred(1)[0])
    assert orders.queue.count_of(DEFERRED) == 0
    assert orders.dead_letters.waiting() == ["a"]
