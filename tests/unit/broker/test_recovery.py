"""A namespace written to a real store and read back is the same namespace."""

from pathlib import Path

import pytest

from longshore.broker.recovery import recover
from longshore.engine.message import ACTIVE, DEAD_LETTER, DEFERRED, MAIN, SCHEDULED, TRANSFER_DEAD_LETTER
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription
from longshore.model.keys import message_key
from longshore.store.batch import Batch
from longshore.store.database import open_writer
from longshore.store.descriptions import encode_description
from longshore.store.errors import StorageFault
from longshore.store.writer import write
from tests.unit.broker.world import World

QUEUE = QueueDescription(requires_session=True, requires_duplicate_detection=True)


def insert(batch: Batch, number: int, sub_queue: int, *, kind: int = ACTIVE, entity_id: int = 1) -> None:
    batch.insert_message(
        message_key(entity_id, number),
        sub_queue,
        kind,
        enqueued_ms=10,
        due_ms=15 if kind == SCHEDULED else 0,
        expires_ms=20,
        delivery_count=2,
        hops=3,
        session_id="s1",
        enqueued_sequence_number=7,
        dead_letter_source="jobs",
        header=b"head",
        annotations=b"notes",
        payload=b"payload",
    )


def recovered(tmp_path: Path, batch: Batch) -> World:
    connection = open_writer(tmp_path / "store.sqlite3")
    write(connection, batch)
    world = World()
    recover(world.namespace, connection)
    connection.close()
    return world


def with_queue() -> Batch:
    batch = Batch()
    batch.put_entity(1, "queue", None, "jobs", encode_description(QUEUE))
    return batch


def test_messages_come_back_where_they_were_without_their_bodies(tmp_path: Path) -> None:
    batch = with_queue()
    insert(batch, 1, MAIN)
    insert(batch, 2, DEAD_LETTER)
    queue = recovered(tmp_path, batch).namespace.queues["jobs"]
    assert queue.sessions.by_id["s1"].ready_count == 1
    assert (queue.active_count, queue.dead_letter_count) == (1, 1)
    message = queue.messages[1]
    assert (message.payload, message.size_bytes) == (None, len(b"headnotespayload"))
    assert (message.enqueued_ms, message.expires_ms, message.delivery_count) == (10, 20, 2)
    assert (message.enqueued_sequence_number, message.dead_letter_source) == (7, "jobs")


def test_what_stood_aside_stands_aside_again(tmp_path: Path) -> None:
    batch = with_queue()
    insert(batch, 1, MAIN, kind=DEFERRED)
    insert(batch, 2, MAIN, kind=SCHEDULED)
    queue = recovered(tmp_path, batch).namespace.queues["jobs"]
    assert queue.sessions.by_id["s1"].ready_count == 0
    assert (queue.count_of(DEFERRED), queue.count_of(SCHEDULED)) == (1, 1)
    assert queue.messages[2].due_ms == 15


def test_what_was_forwarded_remembers_how_often(tmp_path: Path) -> None:
    batch = with_queue()
    insert(batch, 1, TRANSFER_DEAD_LETTER)
    (message,) = recovered(tmp_path, batch).namespace.queues["jobs"].messages.values()
    assert (message.sub_queue, message.hops) == (TRANSFER_DEAD_LETTER, 3)


def test_a_topics_scheduled_messages_are_in_its_waiting_room(tmp_path: Path) -> None:
    batch = Batch()
    batch.put_entity(1, "topic", None, "Events", encode_description(TopicDescription()))
    insert(batch, 1, MAIN, kind=SCHEDULED)
    assert list(recovered(tmp_path, batch).namespace.topics["events"].waiting.messages) == [1]


def test_sequence_numbers_go_on_behind_the_last_one_given(tmp_path: Path) -> None:
    batch = with_queue()
    batch.advance_sequence(1, 41)
    world = recovered(tmp_path, batch)
    assert world.namespace.queues["jobs"].intake.next_number(world.kernel._unit.changes) == 42


def test_duplicates_are_still_known(tmp_path: Path) -> None:
    batch = with_queue()
    batch.remember_id(1, "seen", 1_000)
    history = recovered(tmp_path, batch).namespace.queues["jobs"].intake.history
    assert history.seen("seen", 1_001)


def test_session_state_is_still_there(tmp_path: Path) -> None:
    batch = with_queue()
    batch.set_session_state(1, "s1", b"state", 1_000)
    states = recovered(tmp_path, batch).namespace.queues["jobs"].states
    assert list(states) == [("s1", 1_000)]


def test_subscriptions_find_their_topic(tmp_path: Path) -> None:
    batch = Batch()
    batch.put_entity(1, "topic", None, "Events", encode_description(TopicDescription()))
    batch.put_entity(2, "subscription", 1, "All", encode_description(SubscriptionDescription()))
    assert recovered(tmp_path, batch).namespace.receivable("events/subscriptions/all") is not None


def test_messages_of_nothing_are_a_fault_and_not_a_guess(tmp_path: Path) -> None:
    batch = Batch()
    insert(batch, 1, MAIN, entity_id=9)
    with pytest.raises(StorageFault, match="entity 9 has messages but does not exist"):
        recovered(tmp_path, batch)
