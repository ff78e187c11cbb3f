"""[ASB message-browsing] Whoever browses sees everything and changes nothing."""

import pytest

from longshore.engine.message import ACTIVE, DEFERRED, LOCKED, READY, SCHEDULED
from longshore.engine.queue import TAKE_BYTES
from longshore.model.entities import QueueDescription

from .world import SECOND_MS, Dock, World, numbers

AFTER_MS = 30 * SECOND_MS


@pytest.fixture
def orders() -> Dock:
    return World().queue()


@pytest.fixture
def trips() -> Dock:
    return World().queue("trips", QueueDescription(requires_session=True))


def test_messages_are_seen_in_the_order_of_their_numbers(orders: Dock) -> None:
    orders.send("a", "b", "c")
    assert orders.browsed() == ["a", "b", "c"]


def test_messages_of_every_kind_are_seen_locked_ones_too(orders: Dock) -> None:
    orders.send("locked", "deferred", "active")
    _locked, put_aside = orders.take(2)
    orders.defer(put_aside)
    orders.schedule("scheduled", AFTER_MS)
    orders.abandon(orders.take()[0], delay_ms=AFTER_MS)
    assert orders.browsed() == ["locked", "deferred", "active", "scheduled"]
    assert [message.kind for message in orders.browse()] == [ACTIVE, DEFERRED, ACTIVE, SCHEDULED]


def test_browsing_locks_nothing(orders: Dock) -> None:
    orders.send("a")
    assert orders.browse()[0].state is READY
    assert orders.waiting() == ["a"]


def test_browsing_releases_nothing(orders: Dock) -> None:
    orders.send("a")
    orders.take()
    assert orders.browse()[0].state is LOCKED


@pytest.mark.parametrize(
    ("from_number", "seen"), [(-1, "abc"), (0, "abc"), (1, "abc"), (2, "bc"), (3, "c"), (4, "")]
)
def test_one_browses_from_a_number_on(orders: Dock, from_number: int, seen: str) -> None:
    orders.send(*"abc")
    assert orders.browsed(from_number) == list(seen)


def test_one_browses_from_a_number_that_is_not_there_any_more(orders: Dock) -> None:
    orders.send(*"abcd")
    for delivery in orders.take(3)[1:]:
        orders.complete(delivery)
    assert orders.browsed(2) == ["d"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_no_more_is_seen_than_was_asked_for(orders: Dock, count: int) -> None:
    orders.send(*"abc")
    assert orders.browsed(0, count) == list("abc")[:count]


def test_one_browsing_ends_with_the_message_that_makes_it_large(orders: Dock) -> None:
    orders.send("a" * (TAKE_BYTES - 1), "b", "c")
    assert numbers(orders.browse()) == [1, 2]


def test_a_message_larger_than_one_browsing_is_still_seen(orders: Dock) -> None:
    orders.send("a" * (TAKE_BYTES + 1), "b")
    assert numbers(orders.browse()) == [1]


def test_dead_letters_are_seen_among_the_dead_letters_only(orders: Dock) -> None:
    orders.send("a", "b", "c")
    first, second, _third = orders.take(3)
    orders.dead_letter(second)
    orders.dead_letter(first)
    assert orders.browsed() == ["c"]
    assert orders.dead_letters.browsed() == ["a", "b"]
    assert orders.dead_letters.browsed(2) == ["b"]
    assert orders.transfer_dead_letters.browsed() == []


def test_one_session_can_be_browsed_without_holding_it(trips: Dock) -> None:
    for text in ("a1", "b1", "a2", "b2"):
        trips.send(text, session=text[0])
    trips.accept("a")
    assert trips.browsed(session="a") == ["a1", "a2"]
    assert trips.browsed(2, 1, session="b") == ["b1"]
    assert trips.browsed(session="c") == []


def test_all_sessions_can_be_browsed_together(trips: Dock) -> None:
    for text in ("a1", "b1", "a2"):
        trips.send(text, session=text[0])
    assert trips.browsed() == ["a1", "b1", "a2"]


def test_what_is_on_its_way_to_disk_is_not_seen(orders: Dock) -> None:
    with orders.world.one_commit():
        orders.send("a")
        assert orders.browse() == []


def test_what_is_on_its_way_to_another_place_is_still_seen_where_it_is(orders: Dock) -> None:
    orders.send("a")
    with orders.world.one_commit():
        orders.dead_letter(orders.one())
        assert (orders.browsed(), orders.dead_letters.browsed()) == (["a"], [])
    assert (orders.browsed(), orders.dead_letters.browsed()) == ([], ["a"])


def test_what_is_on_its_way_out_is_not_seen_because_the_disk_may_have_done_with_it() -> None:
    world = World(body_budget_bytes=0)
    orders = world.queue()
    orders.send("a", "b")
    first, _second = orders.take(2)
    with world.one_commit():
        orders.complete(first)
        assert orders.browsed() == ["b"]


def test_what_failed_to_leave_is_seen_again(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.failing_commit():
        orders.complete(delivery)
    assert orders.browsed() == ["a"]


def test_bodies_that_are_only_on_disk_are_seen() -> None:
    orders = World(body_budget_bytes=0).queue()
    orders.send("a", "b")
    assert orders.browsed() == ["a", "b"]
