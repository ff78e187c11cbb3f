"""What time alone does, and how much of it at once."""

import pytest

from longshore.engine import sweep
from longshore.engine.message import SCHEDULED
from longshore.model.entities import QueueDescription, RetryPolicy

from .world import LOCK_MS, SECOND_MS, Dock, World

TTL_MS = 10 * SECOND_MS
AFTER_MS = 30 * SECOND_MS


@pytest.fixture
def orders() -> Dock:
    return World().queue(description=QueueDescription(dead_lettering_on_message_expiration=True))


@pytest.fixture
def small_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps that carry three bytes to disk."""
    monkeypatch.setattr(sweep, "SWEEP_BYTES", 3)


@pytest.mark.usefixtures("small_sweeps")
def test_what_one_sweep_cannot_carry_expires_at_the_next() -> None:
    orders = World().queue(description=QueueDescription(default_message_time_to_live_ms=TTL_MS))
    orders.send(*"abcdefgh")
    counts = []
    for _ in range(4):
        orders.world.pass_time(TTL_MS)
        counts.append(orders.queue.active_count)
    assert counts == [5, 2, 0, 0]


@pytest.mark.usefixtures("small_sweeps")
def test_what_one_sweep_cannot_carry_is_enqueued_by_the_next(orders: Dock) -> None:
    for text in "abcd":
        orders.schedule(text, AFTER_MS)
    orders.world.pass_time(AFTER_MS)
    assert orders.queue.count_of(SCHEDULED) == 1
    orders.world.pass_time(0)
    assert orders.waiting() == list("abcd")


@pytest.mark.usefixtures("small_sweeps")
def test_a_message_larger_than_a_sweep_still_expires(orders: Dock) -> None:
    orders.send("large", ttl_ms=TTL_MS)
    orders.world.pass_time(TTL_MS)
    assert orders.queue.dead_letter_count == 1


def test_a_message_that_has_rested_and_expired_at_once_expires(orders: Dock) -> None:
    orders.send("a", ttl_ms=TTL_MS)
    orders.abandon(orders.one(), delay_ms=TTL_MS)
    orders.world.pass_time(TTL_MS)
    assert orders.waiting() == []
    assert orders.queue.dead_letter_count == 1


def test_a_message_that_has_rested_while_its_lock_ran_on_comes_once(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one(), delay_ms=SECOND_MS)
    orders.world.pass_time(SECOND_MS)
    orders.one()
    orders.world.pass_time(LOCK_MS)
    orders.world.pass_time(LOCK_MS)
    assert orders.waiting() == ["a"]


def test_locks_of_every_sub_queue_end(orders: Dock) -> None:
    orders.send("a", "b")
    orders.dead_letter(orders.take()[0])
    orders.dead_letters.take()
    orders.take()
    orders.world.pass_time(LOCK_MS)
    assert orders.waiting() == ["b"]
    assert orders.dead_letters.waiting() == ["a"]


def test_a_session_whose_lock_ran_out_waits_while_its_messages_rest() -> None:
    trips = World().queue(
        "trips",
        QueueDescription(requires_session=True, retry=RetryPolicy(SECOND_MS, SECOND_MS, jitter=0)),
    )
    trips.send("a1", "a2", session="a")
    trips.accept("a", "holder").take()
    assert trips.world.pass_time(LOCK_MS) == ["holder"]
    assert trips.accept_next() is None
    trips.world.pass_time(SECOND_MS)
    session = trips.accept_next()
    assert session is not None
    assert session.waiting() == ["a1", "a2"]


def test_a_sweep_that_failed_is_made_up_for(orders: Dock) -> None:
    orders.send("expired", ttl_ms=TTL_MS)
    orders.send("locked", "resting")
    orders.schedule("scheduled", AFTER_MS)
    _expired, _locked, resting = orders.take(3)
    orders.release(_expired)
    orders.abandon(resting, delay_ms=AFTER_MS)
    with orders.world.failing_commit():
        orders.world.pass_time(LOCK_MS)
    orders.world.pass_time(0)
    assert orders.waiting() == ["locked", "resting", "scheduled"]
    assert orders.queue.dead_letter_count == 1


def test_a_lane_that_is_forwarded_and_has_something_is_looked_at_again() -> None:
    world = World()
    orders = world.queue("orders", QueueDescription(forward_dead_lettered_messages_to="morgue"))
    orders.send("a")
    orders.dead_letter(orders.one())
    world.context.touched.clear()
    world.pass_time(1)
    assert list(world.context.touched) == [orders.queue.dead_letters]


def test_a_lane_that_nothing_happened_to_is_left_alone(orders: Dock) -> None:
    orders.send("a")
    orders.world.context.touched.clear()
    orders.world.pass_time(1)
    assert list(orders.world.context.touched) == []
