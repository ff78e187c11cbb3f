"""What a queue holds and counts, and how it comes back from the disk."""

import pytest

from longshore.engine.message import (
    ACTIVE,
    DEAD_LETTER,
    DEFERRED,
    MAIN,
    SCHEDULED,
    TRANSFER_DEAD_LETTER,
    Kind,
    Message,
    SubQueue,
)
from longshore.engine.queue import Queue
from longshore.model.entities import QueueDescription
from longshore.model.keys import split_key

from .audit import audit
from .world import LOCK_MS, SECOND_MS, Dock, World, bodies

TTL_MS = 10 * SECOND_MS
AFTER_MS = 30 * SECOND_MS


def busy(dock: Dock) -> Dock:
    """Put something of every kind into a queue."""
    dock.send("deferred", "dead", "deferred and dead", "resting", "locked", "ready", ttl_ms=LOCK_MS)
    deferred, dead, both, resting, _locked = dock.take(5)
    dock.defer(deferred)
    dock.dead_letter(dead, "why")
    dock.dead_letter(both)
    dock.dead_letters.defer(dock.dead_letters.take(2)[1])
    dock.abandon(resting, {"try": 1}, delay_ms=AFTER_MS)
    dock.schedule("scheduled", 2 * AFTER_MS, ttl_ms=TTL_MS)
    return dock


@pytest.fixture
def orders() -> Dock:
    return busy(World().queue())


# -- counts ------------------------------------------------------------------------------------------


def test_messages_are_counted_by_sub_queue(orders: Dock) -> None:
    assert [orders.queue.count(sub_queue) for sub_queue in SubQueue] == [5, 2, 0]


def test_messages_are_counted_by_kind_in_all_sub_queues(orders: Dock) -> None:
    assert [orders.queue.count_of(kind) for kind in Kind] == [4, 2, 1]


def test_only_what_a_receiver_may_get_from_the_queue_proper_is_active(orders: Dock) -> None:
    assert orders.queue.active_count == 3
    assert orders.queue.dead_letter_count == 2


def test_every_sub_queue_has_a_lane_of_its_own(orders: Dock) -> None:
    queue = orders.queue
    lanes = [queue.lane_of(sub_queue, "s") for sub_queue in (MAIN, DEAD_LETTER, TRANSFER_DEAD_LETTER)]
    assert lanes == [queue.main, queue.dead_letters, queue.transfer_dead_letters]


# -- back from the disk ------------------------------------------------------------------------------


def recovered(dock: Dock) -> Dock:
    """What a broker that starts again makes of what the disk holds, as `broker.recovery` does."""
    world = World()
    again = world.queue(dock.queue.path, dock.queue.description)
    world.now_ms = dock.world.now_ms
    for entity_id, last_used in dock.world.disk.sequences.items():
        assert entity_id == again.queue.entity_id
        again.queue.intake.restore_sequence(last_used)
    vars(world.disk).update(vars(dock.world.disk))
    for key in sorted(world.disk.rows):
        restore(again.queue, world, key)
    for (_, session_id), (_, set_ms) in world.disk.states.items():
        again.queue.states.restore(session_id, set_ms)
    audit(world.namespace, world.disk, world.now_ms)
    return again


def restore(queue: Queue, world: World, key: int) -> None:
    row = world.disk.rows[key]
    sub_queue = SubQueue(row.sub_queue)
    message = Message(
        queue.lane_of(sub_queue, row.session_id),
        split_key(key)[1],
        row.enqueued_ms,
        row.expires_ms,
        row.session_id,
        row.header,
        row.annotations,
        None,
        len(row.header) + len(row.annotations) + len(row.payload),
    )
    message.sub_queue, message.kind, message.due_ms = sub_queue, Kind(row.kind), row.due_ms
    message.delivery_count, message.hops = row.delivery_count, row.hops
    message.enqueued_sequence_number = row.enqueued_sequence_number
    message.dead_letter_source = row.dead_letter_source
    queue.restore(message)


def test_everything_comes_back_as_it_was_but_unlocked(orders: Dock) -> None:
    again = recovered(orders)
    assert again.browsed() == orders.browsed()
    assert again.dead_letters.browsed() == orders.dead_letters.browsed()
    assert again.waiting() == ["locked", "ready"]
    assert again.queue.size_bytes == orders.queue.size_bytes


def test_bodies_stay_on_disk_until_they_are_due(orders: Dock) -> None:
    again = recovered(orders)
    assert again.world.context.resident_bytes == 0
    assert all(message.payload is None for message in again.queue.messages.values())


def test_what_was_deferred_is_received_by_number(orders: Dock) -> None:
    assert bodies(recovered(orders).take_deferred(1)) == ["deferred"]
    assert bodies(recovered(orders).dead_letters.take_deferred(3)) == ["deferred and dead"]


def test_what_was_scheduled_comes_at_its_time_and_lives_from_then(orders: Dock) -> None:
    again = recovered(orders)
    again.world.pass_time(2 * AFTER_MS)
    assert again.waiting() == ["scheduled"]
    again.world.pass_time(TTL_MS)
    assert again.waiting() == []


def test_what_was_scheduled_can_be_cancelled(orders: Dock) -> None:
    again = recovered(orders)
    assert again.cancel(7) is None
    assert again.queue.count_of(SCHEDULED) == 0


def test_what_rested_comes_again_at_its_time(orders: Dock) -> None:
    again = recovered(orders)
    again.world.pass_time(AFTER_MS)
    assert again.waiting() == ["resting|try=1", "locked", "ready"]
    assert again.take()[0].delivery_count == 1


def test_what_has_rested_long_ago_comes_at_once(orders: Dock) -> None:
    orders.world.pass_time(AFTER_MS)
    again = recovered(orders)
    again.world.pass_time(0)
    assert again.waiting() == ["resting|try=1", "locked", "ready"]


def test_what_would_have_expired_meanwhile_expires(orders: Dock) -> None:
    orders.world.now_ms += LOCK_MS
    again = recovered(orders)
    again.world.pass_time(0)
    assert again.waiting() == ["scheduled"]
    assert (again.queue.count_of(DEFERRED), again.queue.count_of(ACTIVE)) == (2, 2)


def test_numbers_go_on_behind_the_last_one(orders: Dock) -> None:
    again = recovered(orders)
    again.send("a")
    assert max(again.queue.messages) == 8


def test_sessions_come_back_with_their_messages_and_states() -> None:
    trips = World().queue("trips", QueueDescription(requires_session=True))
    trips.send("a1", "a2", session="a")
    trips.send("b1", session="b")
    session = trips.accept("a")
    session.set_state(b"half way")
    session.defer(session.take()[0])
    again = recovered(trips)
    assert again.queue.sessions.by_id.keys() == {"a", "b"}
    back = again.accept("a")
    assert back.state == b"half way"
    assert back.waiting() == ["a2"]
    assert bodies(back.take_deferred(1)) == ["a1"]


def test_a_session_that_rested_is_not_available_before_its_time() -> None:
    trips = World().queue("trips", QueueDescription(requires_session=True))
    trips.send("a1", "a2", session="a")
    session = trips.accept("a")
    session.abandon(session.take()[0], delay_ms=AFTER_MS)
    again = recovered(trips)
    assert again.accept_next() is None
    again.world.pass_time(AFTER_MS)
    back = again.accept_next()
    assert back is not None
    assert back.waiting() == ["a1", "a2"]
