"""Every fact that is written comes back."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.model.keys import message_key, split_key
from longshore.store import recovery
from longshore.store.batch import Batch
from longshore.store.paging import Pager
from longshore.store.recovery import EntityRow, MessageRow
from longshore.store.schema import CREATE
from longshore.store.writer import write

from .stores import QUEUE, add_message, row_of, write_messages

TOPIC = 1
NEVER_MS = 0x7FFF_FFFF_FFFF_FFFF


def test_a_message_comes_back_with_the_size_of_its_body(connection: apsw.Connection) -> None:
    key = message_key(QUEUE, 3)
    batch = Batch()
    batch.insert_message(
        key, 1, 2, 10, 15, 20, 4, 3, "session", 5, "orders", b"header", b"annotations", b"payload"
    )
    write(connection, batch)
    assert list(recovery.messages(connection)) == [
        MessageRow(key, 1, 2, 10, 15, 20, 4, 3, "session", 5, "orders", b"header", b"annotations", 7)
    ]


def test_messages_come_back_by_queue_and_then_in_the_order_in_which_they_were_sent(
    connection: apsw.Connection,
) -> None:
    keys = [message_key(entity_id, number) for entity_id, number in ((2, 1), (1, 9), (1, 10), (2, 0))]
    batch = Batch()
    for key in keys:
        batch.insert_message(key, 0, 0, 0, 0, 0, 0, 0, None, 0, None, b"", b"", b"")
    write(connection, batch)
    assert [row.key for row in recovery.messages(connection)] == sorted(keys)


@pytest.mark.parametrize("body", [b"", b"\x00", bytes(range(256)) * 400])
def test_bodies_of_any_size_and_content_are_stored(connection: apsw.Connection, body: bytes) -> None:
    batch = Batch()
    key = add_message(batch, 1, body)
    write(connection, batch)
    assert list(recovery.messages(connection)) == [row_of(key, len(body))]


def test_a_changed_message_comes_back_as_it_is_now(connection: apsw.Connection) -> None:
    key, other = write_messages(connection, 1, 2)
    batch = Batch()
    batch.change_message(key, 1, 2, 30, NEVER_MS, 10, "orders")
    write(connection, batch)
    changed = row_of(key)._replace(
        sub_queue=1, kind=2, due_ms=30, expires_ms=NEVER_MS, delivery_count=10, dead_letter_source="orders"
    )
    assert list(recovery.messages(connection)) == [changed, row_of(other)]


def test_a_replaced_body_comes_back(connection: apsw.Connection) -> None:
    key, other = write_messages(connection, 1, 2)
    batch = Batch()
    batch.replace_payload(key, b"body and reason")
    write(connection, batch)
    assert list(recovery.messages(connection)) == [row_of(key, 15), row_of(other)]


def test_a_scheduled_message_comes_back_active_under_its_new_number(connection: apsw.Connection) -> None:
    key, new_key = message_key(QUEUE, 1), message_key(QUEUE, 9)
    batch = Batch()
    batch.insert_message(key, 0, 2, 1_001, 5_000, 9_000, 0, 1, "s", 0, None, b"h", b"a", b"body")
    write(connection, batch)
    batch = Batch()
    batch.renumber_message(key, new_key, 5_001, 9_001)
    write(connection, batch)
    assert list(recovery.messages(connection)) == [
        MessageRow(new_key, 0, 0, 5_001, 0, 9_001, 0, 1, "s", 0, None, b"h", b"a", 4)
    ]


def test_the_last_sequence_numbers_come_back(connection: apsw.Connection) -> None:
    for last_used in (1, 5):
        batch = Batch()
        batch.advance_sequence(QUEUE, last_used)
        batch.advance_sequence(TOPIC, 2)
        write(connection, batch)
    assert dict(recovery.sequences(connection)) == {QUEUE: 5, TOPIC: 2}


def test_message_ids_come_back_oldest_first(connection: apsw.Connection) -> None:
    batch = Batch()
    for message_id, seen_ms in (("c", 30), ("a", 10), ("b", 20), ("a", 30)):
        batch.remember_id(QUEUE, message_id, seen_ms)
    write(connection, batch)
    assert list(recovery.message_ids(connection)) == [
        (QUEUE, 10, "a"),
        (QUEUE, 20, "b"),
        (QUEUE, 30, "a"),
        (QUEUE, 30, "c"),
    ]


def test_ids_are_forgotten_up_to_and_with_a_time_and_per_entity(connection: apsw.Connection) -> None:
    batch = Batch()
    for entity_id in (TOPIC, QUEUE):
        for seen_ms in (10, 20, 21):
            batch.remember_id(entity_id, "a", seen_ms)
    batch.forget_ids(QUEUE, 20)
    write(connection, batch)
    assert [row[:2] for row in recovery.message_ids(connection)] == [
        (TOPIC, 10),
        (TOPIC, 20),
        (TOPIC, 21),
        (QUEUE, 21),
    ]


def test_an_id_that_is_remembered_twice_is_there_once(connection: apsw.Connection) -> None:
    for _ in range(2):
        batch = Batch()
        batch.remember_id(QUEUE, "a", 10)
        write(connection, batch)
    assert len(list(recovery.message_ids(connection))) == 1


def test_session_states_come_back_until_they_are_removed(connection: apsw.Connection) -> None:
    batch = Batch()
    for name, state in (("a", b"1"), ("b", b""), ("c", b"3")):
        batch.set_session_state(QUEUE, name, state, 10)
    write(connection, batch)
    batch = Batch()
    batch.set_session_state(QUEUE, "a", b"2", 20)
    batch.set_session_state(QUEUE, "c", None, 20)
    batch.set_session_state(QUEUE, "unknown", None, 20)
    write(connection, batch)
    assert set(recovery.session_states(connection)) == {(QUEUE, "a", 20), (QUEUE, "b", 10)}


def test_entities_come_back_topics_before_their_subscriptions(connection: apsw.Connection) -> None:
    batch = Batch()
    batch.put_entity(2, "subscription", 9, "audit", "{}")
    batch.put_entity(9, "topic", None, "Events", "{}")
    batch.put_entity(3, "queue", None, "orders", "{}")
    write(connection, batch)
    assert list(recovery.entities(connection)) == [
        EntityRow(3, "queue", None, "orders", "{}"),
        EntityRow(9, "topic", None, "Events", "{}"),
        EntityRow(2, "subscription", 9, "audit", "{}"),
    ]


def test_an_entity_follows_its_new_description(connection: apsw.Connection) -> None:
    for description in ("old", "new"):
        batch = Batch()
        batch.put_entity(3, "queue", None, "orders", description)
        write(connection, batch)
    assert list(recovery.entities(connection)) == [EntityRow(3, "queue", None, "orders", "new")]


@pytest.mark.parametrize("read", [recovery.messages, recovery.entities, recovery.session_states])
def test_a_new_store_has_nothing_to_recover(connection: apsw.Connection, read: object) -> None:
    assert list(read(connection)) == []  # type: ignore[operator]


texts = st.text(max_size=20)


@given(st.lists(st.tuples(texts, st.binary(max_size=20)), max_size=10))
def test_names_and_states_of_any_content_come_back(pairs: list[tuple[str, bytes]]) -> None:
    connection = apsw.Connection(":memory:")
    connection.execute(CREATE)
    batch = Batch()
    for name, state in pairs:
        batch.set_session_state(QUEUE, name, state, 0)
        batch.remember_id(QUEUE, name, 0)
    write(connection, batch)
    assert {row[1] for row in recovery.session_states(connection)} == set(dict(pairs))
    pager = Pager(connection)
    assert {name: pager.session_state(QUEUE, name) for name in dict(pairs)} == dict(pairs)
    assert {row[2] for row in recovery.message_ids(connection)} == set(dict(pairs))


def test_a_deleted_entity_is_gone_with_everything_in_it_and_nothing_else(connection: apsw.Connection) -> None:
    batch = Batch()
    for entity_id in (QUEUE, QUEUE + 1):
        batch.put_entity(entity_id, "queue", None, f"queue {entity_id}", "{}")
        batch.advance_sequence(entity_id, 5)
        batch.remember_id(entity_id, "a", 10)
        batch.set_session_state(entity_id, "s", b"state", 10)
        for number in (0, 5, (1 << 40) - 1):
            key = message_key(entity_id, number)
            batch.insert_message(key, 0, 0, 0, 0, 0, 0, 0, None, 0, None, b"", b"", b"")
    write(connection, batch)
    batch = Batch()
    batch.delete_entity(QUEUE)
    write(connection, batch)
    assert [row.entity_id for row in recovery.entities(connection)] == [QUEUE + 1]
    assert dict(recovery.sequences(connection)) == {QUEUE + 1: 5}
    assert [row[0] for row in recovery.message_ids(connection)] == [QUEUE + 1]
    assert [row[0] for row in recovery.session_states(connection)] == [QUEUE + 1]
    assert {split_key(row.key)[0] for row in recovery.messages(connection)} == {QUEUE + 1}


def test_an_entity_that_is_created_and_deleted_by_one_batch_is_gone(connection: apsw.Connection) -> None:
    batch = Batch()
    batch.put_entity(QUEUE, "queue", None, "orders", "{}")
    add_message(batch, 1)
    batch.delete_entity(QUEUE)
    write(connection, batch)
    assert list(recovery.entities(connection)) == []
    assert list(recovery.messages(connection)) == []
