"""A namespace written to a real store and read back is the same namespace."""

from pathlib import Path

import pytest
from tests.unit.broker.world import World

from longshore.broker.recovery import recover
from longshore.engine.message import DEAD_LETTER, MAIN
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription
from longshore.model.keys import message_key
from longshore.store.batch import Batch
from longshore.store.database import open_writer
from longshore.store.descriptions import encode_description
from longshore.store.errors import StorageFault
from longshore.store.writer import write

QUEUE = QueueDescription(requires_session=True, requires_duplicate_detection=True)


def insert(batch: Batch, number: int, sub_queue: int, *, entity_id: int = 1) -> None:
    batch.insert_message(
        message_key(entity_id, number), sub_queue, 10, 20, 2, "s1", 7, "jobs", b"head", b"notes", b"payload"
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
    batch.set_session_state(1, "s1", b"state")
    assert recovered(tmp_path, batch).namespace.queues["jobs"].sessions.by_id["s1"].state == b"state"


def test_subscriptions_find_their_topic(tmp_path: Path) -> None:
    batch = Batch()
    batch.put_entity(1, "topic", None, "Events", encode_description(TopicDescription()))
    batch.put_entity(2, "subscription", 1, "All", encode_description(SubscriptionDescription()))
    assert recovered(tmp_path, batch).namespace.receivable("events/subscriptions/all") is not None


def test_messages_of_nothing_are_a_fault_and_not_a_guess(tmp_path: Path) -> None:
    batch = Batch()
    insert(batch, 1, MAIN, entity_id=9)
    with pytest.raises(StorageFault, match="entity 9 has messages but is no queue"):
        recovered(tmp_path, batch)
