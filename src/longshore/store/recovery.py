"""Read a store back: everything but the bodies. A damaged file is a StorageFault, wherever it shows."""

from collections.abc import Iterator
from typing import NamedTuple, cast

import apsw

from longshore.store.errors import translate


class EntityRow(NamedTuple):
    """A row of `entity`."""

    entity_id: int
    kind: str
    topic_id: int | None
    name: str
    description: str


class MessageRow(NamedTuple):
    """A row of `message`, with the size of its body in place of the body."""

    key: int
    sub_queue: int
    kind: int
    enqueued_ms: int
    due_ms: int
    expires_ms: int
    delivery_count: int
    hops: int
    session_id: str | None
    enqueued_sequence_number: int
    dead_letter_source: str | None
    header: bytes
    annotations: bytes
    payload_bytes: int


def _rows(connection: apsw.Connection, sql: str) -> Iterator[tuple[object, ...]]:
    try:
        yield from connection.execute(sql)
    except apsw.Error as error:
        raise translate(error) from error


def entities(connection: apsw.Connection) -> Iterator[EntityRow]:
    """Yield the entities, topics before their subscriptions."""
    sql = "SELECT id, kind, topic_id, name, description FROM entity ORDER BY topic_id IS NOT NULL, id"
    return (EntityRow(*cast("tuple[int, str, int | None, str, str]", row)) for row in _rows(connection, sql))


def planned(connection: apsw.Connection) -> Iterator[tuple[int, str]]:
    """Yield (entity id, what a plan last said of it)."""
    return cast("Iterator[tuple[int, str]]", _rows(connection, "SELECT entity_id, description FROM planned"))


def sequences(connection: apsw.Connection) -> Iterator[tuple[int, int]]:
    """Yield (entity id, last sequence number given)."""
    return cast("Iterator[tuple[int, int]]", _rows(connection, "SELECT entity_id, last_used FROM sequence"))


def messages(connection: apsw.Connection) -> Iterator[MessageRow]:
    """Yield the messages of every queue, in the order in which they were sent."""
    sql = """
        SELECT key, sub_queue, kind, enqueued_ms, due_ms, expires_ms, delivery_count, hops, session_id,
               enqueued_sequence_number, dead_letter_source, header, annotations, length(payload)
          FROM message ORDER BY key
    """
    return (MessageRow._make(row) for row in _rows(connection, sql))


def message_ids(connection: apsw.Connection) -> Iterator[tuple[int, int, str]]:
    """Yield (entity id, time, message id) of the duplicate detection history, oldest first."""
    sql = "SELECT entity_id, seen_ms, message_id FROM message_id ORDER BY entity_id, seen_ms"
    return cast("Iterator[tuple[int, int, str]]", _rows(connection, sql))


def session_states(connection: apsw.Connection) -> Iterator[tuple[int, str, int]]:
    """Yield (entity id, session id, when its state was set); the states themselves stay on disk."""
    sql = "SELECT entity_id, session_id, set_ms FROM session_state"
    return cast("Iterator[tuple[int, str, int]]", _rows(connection, sql))
