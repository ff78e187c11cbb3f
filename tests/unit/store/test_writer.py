"""One batch, one transaction: all of it, forced to the disk, or none."""

from itertools import pairwise
from pathlib import Path
from random import Random

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.model.keys import message_key
from longshore.store import recovery
from longshore.store.batch import Batch
from longshore.store.database import open_reader
from longshore.store.errors import StorageFault, StorageFull
from longshore.store.paging import Pager
from longshore.store.writer import runs, write

from .stores import QUEUE, add_message, row_of, write_messages


@pytest.mark.parametrize("count", [0, 1, 3, 4, 15, 16, 17, 63, 64, 65, 85, 1_000])
def test_any_number_of_messages_is_written(connection: apsw.Connection, count: int) -> None:
    keys = write_messages(connection, *range(1, count + 1))
    assert list(recovery.messages(connection)) == [row_of(key) for key in keys]


def test_an_empty_batch_touches_nothing(connection: apsw.Connection) -> None:
    before = connection.total_changes()
    write(connection, Batch())
    assert connection.total_changes() == before
    assert not connection.in_transaction


def test_a_written_batch_is_committed(connection: apsw.Connection) -> None:
    write_messages(connection, 1)
    assert not connection.in_transaction


# -- deleting in ranges ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "ranges"),
    [
        ([], []),
        ([5], [(5, 5)]),
        ([1, 2, 3], [(1, 3)]),
        ([3, 1, 2], [(1, 3)]),
        ([1, 3, 4, 9], [(1, 1), (3, 4), (9, 9)]),
        ([0], [(0, 0)]),
    ],
)
def test_neighbouring_keys_make_one_range(keys: list[int], ranges: list[tuple[int, int]]) -> None:
    assert list(runs(keys)) == ranges


@given(st.sets(st.integers(0, 60)))
def test_ranges_hold_exactly_the_keys_and_never_touch(keys: set[int]) -> None:
    ranges = list(runs(list(keys)))
    assert [key for first, last in ranges for key in range(first, last + 1)] == sorted(keys)
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(ranges))


def test_exactly_the_messages_that_are_named_are_deleted(connection: apsw.Connection) -> None:
    keys = write_messages(connection, *range(200))
    gone = Random(1).sample(keys, 90)
    batch = Batch()
    for key in gone:
        batch.delete_message(key)
    write(connection, batch)
    assert [row.key for row in recovery.messages(connection)] == sorted({*keys} - {*gone})


def test_a_range_ends_where_the_next_queue_begins(connection: apsw.Connection) -> None:
    last, first = message_key(QUEUE + 1, 0) - 1, message_key(QUEUE + 1, 0)
    batch = Batch()
    for key in (last, first):
        batch.insert_message(key, 0, 0, 0, 0, 0, 0, 0, None, 0, None, b"", b"", b"")
    write(connection, batch)
    batch = Batch()
    batch.delete_message(last)
    write(connection, batch)
    assert [row.key for row in recovery.messages(connection)] == [first]


# -- changing ----------------------------------------------------------------------------------------


def test_a_message_is_changed_and_gets_a_new_body_and_then_may_go(connection: apsw.Connection) -> None:
    key, other = write_messages(connection, 1, 2)
    batch = Batch()
    for count in (1, 2):
        batch.change_message(key, 0, 1, 0, 9_000, count, None)
        batch.replace_payload(key, b"x" * count)
    batch.delete_message(other)
    write(connection, batch)
    assert list(recovery.messages(connection)) == [row_of(key, 2)._replace(kind=1, delivery_count=2)]


def test_many_messages_are_renumbered_in_one_batch(connection: apsw.Connection) -> None:
    keys = write_messages(connection, *range(1, 301))
    batch = Batch()
    for key in keys:
        batch.renumber_message(key, key + 300, 5_000, 9_001)
    write(connection, batch)
    rows = list(recovery.messages(connection))
    assert [row.key for row in rows] == [key + 300 for key in keys]
    assert {(row.enqueued_ms, row.expires_ms) for row in rows} == {(5_000, 9_001)}


def test_a_message_is_not_renumbered_onto_another(connection: apsw.Connection) -> None:
    first, second = write_messages(connection, 1, 2)
    batch = Batch()
    batch.renumber_message(first, second, 5_000, 9_001)
    with pytest.raises(StorageFault, match="ConstraintError"):
        write(connection, batch)
    assert list(recovery.messages(connection)) == [row_of(first), row_of(second)]


def test_changing_what_is_gone_does_nothing(connection: apsw.Connection) -> None:
    batch = Batch()
    batch.change_message(message_key(QUEUE, 1), 0, 0, 0, 0, 1, None)
    batch.replace_payload(message_key(QUEUE, 1), b"body")
    batch.delete_message(message_key(QUEUE, 1))
    write(connection, batch)
    assert list(recovery.messages(connection)) == []


@pytest.mark.parametrize("size_bytes", [0, 4_096, 1_000_000, 20_000_000])
def test_bodies_of_any_size_are_written_replaced_and_read(
    connection: apsw.Connection, size_bytes: int
) -> None:
    keys = [message_key(QUEUE, number) for number in (1, 2)]
    batch = Batch()
    add_message(batch, 1, b"a" * size_bytes)
    add_message(batch, 2)
    write(connection, batch)
    batch = Batch()
    batch.replace_payload(keys[1], b"b" * size_bytes)
    write(connection, batch)
    assert Pager(connection).payloads(keys) == {keys[0]: b"a" * size_bytes, keys[1]: b"b" * size_bytes}


# -- commits that fail -------------------------------------------------------------------------------


def one_of_everything(stored_key: int) -> Batch:
    """A batch that changes every table, and needs room."""
    batch = Batch()
    for number in range(100, 164):
        add_message(batch, number, b"x" * 10_000)
    batch.change_message(stored_key, 1, 1, 5, 9, 3, "orders")
    batch.replace_payload(stored_key, b"new body")
    batch.renumber_message(stored_key, stored_key + 1, 10, 20)
    batch.delete_message(stored_key + 1)
    batch.advance_sequence(QUEUE, 163)
    batch.remember_id(QUEUE, "a", 1_000)
    batch.set_session_state(QUEUE, "s", b"state", 1)
    batch.put_entity(QUEUE, "queue", None, "orders", "{}")
    batch.delete_entity(QUEUE + 1)
    return batch


def everything(connection: apsw.Connection) -> list[object]:
    tables = ("entity", "sequence", "message", "message_id", "session_state")
    return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]  # noqa: S608  # ours


def test_a_full_disk_leaves_nothing_of_the_batch(connection: apsw.Connection) -> None:
    (key,) = write_messages(connection, 1)
    before = everything(connection)
    connection.pragma("max_page_count", connection.pragma("page_count") + 10)
    with pytest.raises(StorageFull, match="the disk is full"):
        write(connection, one_of_everything(key))
    assert not connection.in_transaction
    assert everything(connection) == before


def test_once_there_is_room_again_the_same_batch_is_written(connection: apsw.Connection) -> None:
    (key,) = write_messages(connection, 1)
    limit = connection.pragma("max_page_count")
    connection.pragma("max_page_count", connection.pragma("page_count") + 10)
    batch = one_of_everything(key)
    with pytest.raises(StorageFull):
        write(connection, batch)
    connection.pragma("max_page_count", limit)
    write(connection, batch)
    assert len(list(recovery.messages(connection))) == 64
    assert dict(recovery.sequences(connection)) == {QUEUE: 163}


def test_a_full_disk_is_a_storage_fault_of_its_own_kind() -> None:
    assert issubclass(StorageFull, StorageFault)


def test_a_commit_to_a_read_only_store_is_a_fault(path: Path, connection: apsw.Connection) -> None:
    (key,) = write_messages(connection, 1)
    reader = open_reader(path)
    with pytest.raises(StorageFault, match="ReadOnlyError: attempt to write a readonly database") as caught:
        write(reader, one_of_everything(key))
    assert not isinstance(caught.value, StorageFull)
    reader.close()


def test_a_message_that_is_there_already_is_a_fault_and_nothing_else_is_written(
    connection: apsw.Connection,
) -> None:
    (key,) = write_messages(connection, 1)
    batch = Batch()
    add_message(batch, 2)
    add_message(batch, 1)
    with pytest.raises(StorageFault, match="ConstraintError"):
        write(connection, batch)
    assert list(recovery.messages(connection)) == [row_of(key)]


def test_what_cannot_be_bound_leaves_nothing_either(connection: apsw.Connection) -> None:
    batch = Batch()
    add_message(batch, 1)
    batch.advance_sequence(QUEUE, 1 << 70)
    with pytest.raises(OverflowError):
        write(connection, batch)
    assert not connection.in_transaction
    assert list(recovery.messages(connection)) == []
