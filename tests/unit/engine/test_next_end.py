"""When time next ends something in a queue, and locks that end before their time."""

from longshore.engine.message import NEVER_MS
from longshore.engine.session import Session
from longshore.model.entities import QueueDescription

from .world import LOCK_MS, SECOND_MS, World


def test_in_an_empty_queue_time_ends_nothing() -> None:
    assert World().queue().queue.next_end_ms == NEVER_MS


def test_a_life_ends_when_its_time_is_over() -> None:
    world = World()
    orders = world.queue()
    orders.send("brief", ttl_ms=SECOND_MS)
    orders.send("long", ttl_ms=9 * SECOND_MS)
    assert orders.queue.next_end_ms == world.now_ms + SECOND_MS


def test_the_lock_that_was_taken_first_ends_first() -> None:
    world = World()
    orders = world.queue()
    orders.send("one", "two")
    orders.take()
    world.pass_time(SECOND_MS)
    orders.take()
    assert orders.queue.next_end_ms == world.now_ms - SECOND_MS + LOCK_MS


def test_a_lock_that_is_cut_short_ends_with_the_next_sweep_and_the_others_do_not() -> None:
    world = World()
    orders = world.queue()
    orders.send("one", "two")
    _, second = orders.take(2)
    orders.lane.cut_short(second.message, world.now_ms)
    assert orders.queue.next_end_ms == world.now_ms
    world.pass_time(0)
    assert (second.message.delivery_count, len(orders.lane.locked)) == (1, 1)
    assert orders.queue.next_end_ms == world.now_ms + LOCK_MS


def held(world: World, name: str) -> Session:
    """Return a session, just accepted."""
    queue = world.namespace.queues["rooms"]
    session = queue.accept_session(name, f"holder of {name}", world.now_ms)
    assert isinstance(session, Session)
    return session


def test_a_session_that_is_cut_short_ends_with_the_next_sweep_and_the_others_do_not() -> None:
    world = World()
    rooms = world.queue("rooms", QueueDescription(requires_session=True)).queue
    held(world, "a")
    rooms.sessions.cut_short(held(world, "b"), world.now_ms)
    assert rooms.next_end_ms == world.now_ms
    assert world.pass_time(0) == ["holder of b"]
    assert rooms.next_end_ms == world.now_ms + LOCK_MS
