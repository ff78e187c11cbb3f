from pathlib import Path

import apsw
import pytest

from longshore.store.batch import Batch
from longshore.store.database import PAGE_BYTES, open_reader
from longshore.store.errors import StorageFault
from longshore.store.paging import Pager
from longshore.store.writer import write

from .stores import QUEUE, add_message


@pytest.fixture
def pager(path: Path, connection: apsw.Connection) -> Pager:
    """A pager over 200 messages, each of which is its own number."""
    batch = Batch()
    for number in range(200):
        add_message(batch, number, str(number).encode())
    write(connection, batch)
    return Pager(open_reader(path))


KEYS = [add_message(Batch(), number) for number in range(201)]


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 128, 200])
def test_bodies_are_read_by_key(pager: Pager, count: int) -> None:
    assert pager.payloads(KEYS[:count]) == {KEYS[number]: str(number).encode() for number in range(count)}


def test_the_order_of_the_keys_does_not_matter(pager: Pager) -> None:
    assert pager.payloads([KEYS[5], KEYS[3], KEYS[5]]) == {KEYS[3]: b"3", KEYS[5]: b"5"}


def test_a_body_that_is_not_there_is_a_fault(pager: Pager) -> None:
    with pytest.raises(StorageFault) as caught:
        pager.payloads([KEYS[1], KEYS[200]])
    assert str(caught.value) == (f"1 bodies are not where they were written, the first is {KEYS[200]}")


def test_a_body_is_there_until_its_removal_is_committed(pager: Pager, connection: apsw.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM message")
    assert pager.payloads(KEYS[:1]) == {KEYS[0]: b"0"}
    connection.execute("COMMIT")
    with pytest.raises(StorageFault):
        pager.payloads(KEYS[:1])


def test_a_body_is_the_one_that_was_committed_last(pager: Pager, connection: apsw.Connection) -> None:
    batch = Batch()
    batch.replace_payload(KEYS[0], b"0 and why")
    write(connection, batch)
    assert pager.payloads(KEYS[:1]) == {KEYS[0]: b"0 and why"}


def test_a_damaged_store_is_a_fault(pager: Pager, connection: apsw.Connection) -> None:
    connection.execute("DROP TABLE message")
    with pytest.raises(StorageFault, match="no such table"):
        pager.payloads(KEYS[:1])


# -- room --------------------------------------------------------------------------------------------


def test_a_new_store_has_no_unused_room(pager: Pager) -> None:
    assert pager.unused_bytes() == 0


def test_messages_that_are_gone_leave_room_in_the_file(pager: Pager, connection: apsw.Connection) -> None:
    batch = Batch()
    for key in KEYS[:200]:
        batch.delete_message(key)
    write(connection, batch)
    assert pager.unused_bytes() > 0
    assert pager.unused_bytes() % PAGE_BYTES == 0


# -- session states ----------------------------------------------------------------------------------


def put_state(connection: apsw.Connection, state: bytes | None, entity_id: int = QUEUE) -> None:
    batch = Batch()
    batch.set_session_state(entity_id, "s", state, 0)
    write(connection, batch)


def test_a_session_state_is_the_one_that_was_committed_last(
    pager: Pager, connection: apsw.Connection
) -> None:
    for state in (b"first", b"", b"second"):
        put_state(connection, state)
        assert pager.session_state(QUEUE, "s") == state


def test_a_session_without_a_state_has_none(pager: Pager, connection: apsw.Connection) -> None:
    assert pager.session_state(QUEUE, "s") is None
    put_state(connection, b"state")
    put_state(connection, None)
    assert pager.session_state(QUEUE, "s") is None


def test_a_session_state_belongs_to_one_entity(pager: Pager, connection: apsw.Connection) -> None:
    put_state(connection, b"state", QUEUE + 1)
    assert pager.session_state(QUEUE, "s") is None


def test_a_session_state_in_a_damaged_store_is_a_fault(pager: Pager, connection: apsw.Connection) -> None:
    connection.execute("DROP TABLE session_state")
    with pytest.raises(StorageFault, match="no such table"):
        pager.session_state(QUEUE, "s")
