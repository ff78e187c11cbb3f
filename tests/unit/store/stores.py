"""What the tests of the store share: rows to write, and the file they go to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from longshore.model.keys import message_key
from longshore.store.batch import Batch
from longshore.store.database import open_writer
from longshore.store.recovery import MessageRow
from longshore.store.writer import write

QUEUE = 7
"""An entity id."""


def store_path(folder: Path) -> Path:
    return folder / "longshore.sqlite3"


@contextmanager
def opened(path: Path) -> Iterator[apsw.Connection]:
    connection = open_writer(path)
    try:
        yield connection
    finally:
        connection.close()


def add_message(batch: Batch, number: int, payload: bytes = b"body") -> int:
    """Put a message into a batch; returns its key."""
    key = message_key(QUEUE, number)
    batch.insert_message(key, 0, 0, 1_000 + number, 0, 9_000, 0, 0, None, 0, None, b"h", b"a", payload)
    return key


def row_of(key: int, payload_bytes: int = 4) -> MessageRow:
    """What recovery says of such a message."""
    enqueued_ms = 1_000 + key - message_key(QUEUE, 0)
    return MessageRow(key, 0, 0, enqueued_ms, 0, 9_000, 0, 0, None, 0, None, b"h", b"a", payload_bytes)


def write_messages(connection: apsw.Connection, *numbers: int) -> list[int]:
    batch = Batch()
    keys = [add_message(batch, number) for number in numbers]
    write(connection, batch)
    return keys
