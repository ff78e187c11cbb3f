"""Write a batch: one transaction, as few statements as SQLite allows.

Statements with many rows matter: every statement gives the interpreter lock away and has to win it back,
which under load costs more than the row itself.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

import apsw

from longshore.model.keys import key_range
from longshore.store.batch import MESSAGE_COLUMNS, Batch
from longshore.store.errors import translate

ROWS_PER_STATEMENT: Final = (256, 64, 16, 4, 1)
"""Row counts that statements are prepared for; any number of rows is made up of them."""


def write(connection: apsw.Connection, batch: Batch) -> None:
    """Make a batch durable, or leave everything as it was and raise.

    Raises StorageFull when there is no room, StorageFault for anything else. When it returns, the facts
    have been forced to the disk.
    """
    if batch.empty:
        return
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            _write_rows(connection, batch)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    except apsw.Error as error:
        raise translate(error) from error


def _write_rows(connection: apsw.Connection, batch: Batch) -> None:
    connection.executemany("INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?, ?)", batch.entities)
    connection.executemany("INSERT OR REPLACE INTO planned VALUES (?, ?)", batch.planned.items())
    for sql, values in _insertions(batch.message_values):
        connection.execute(sql, values)
    connection.executemany(_RENUMBER, batch.renumbered)
    connection.executemany(_CHANGE, batch.changed)
    connection.executemany("UPDATE message SET payload = ? WHERE key = ?", batch.payloads)
    for first, last in runs(batch.deleted):
        connection.execute("DELETE FROM message WHERE key BETWEEN ? AND ?", (first, last))
    connection.executemany("INSERT OR REPLACE INTO sequence VALUES (?, ?)", batch.sequences.items())
    connection.executemany("INSERT OR IGNORE INTO message_id VALUES (?, ?, ?)", batch.ids)
    connection.executemany(
        "DELETE FROM message_id WHERE entity_id = ? AND seen_ms <= ?", batch.forgotten_ids.items()
    )
    for (entity_id, session_id), state in batch.session_states.items():
        _write_session_state(connection, entity_id, session_id, state)
    for entity_id in batch.deleted_entities:
        _delete_entity(connection, entity_id)


_CHANGE: Final = """
UPDATE message
   SET sub_queue = ?, kind = ?, due_ms = ?, expires_ms = ?, delivery_count = ?, dead_letter_source = ?
 WHERE key = ?
"""

_RENUMBER: Final = """
UPDATE message SET key = ?, kind = 0, due_ms = 0, enqueued_ms = ?, expires_ms = ? WHERE key = ?
"""


def _delete_entity(connection: apsw.Connection, entity_id: int) -> None:
    connection.execute("DELETE FROM message WHERE key BETWEEN ? AND ?", key_range(entity_id))
    for table in ("sequence", "message_id", "session_state", "planned"):
        connection.execute(f"DELETE FROM {table} WHERE entity_id = ?", (entity_id,))  # noqa: S608  # a name of ours
    connection.execute("DELETE FROM entity WHERE id = ?", (entity_id,))


def _write_session_state(
    connection: apsw.Connection, entity_id: int, session_id: str, state: tuple[bytes, int] | None
) -> None:
    if state is None:
        connection.execute(
            "DELETE FROM session_state WHERE entity_id = ? AND session_id = ?", (entity_id, session_id)
        )
    else:
        connection.execute(
            "INSERT OR REPLACE INTO session_state VALUES (?, ?, ?, ?)", (entity_id, session_id, *state)
        )


def _insertions(values: list[object]) -> Iterator[tuple[str, list[object]]]:
    start, rows_left = 0, len(values) // MESSAGE_COLUMNS
    for rows in ROWS_PER_STATEMENT:
        width = rows * MESSAGE_COLUMNS
        while rows_left >= rows:
            yield _insert_sql(rows), values[start : start + width]
            start += width
            rows_left -= rows


@cache
def _insert_sql(rows: int) -> str:
    row = "(" + ", ".join("?" * MESSAGE_COLUMNS) + ")"
    return "INSERT INTO message VALUES " + ", ".join([row] * rows)  # noqa: S608  # only question marks


def runs(keys: list[int]) -> Iterator[tuple[int, int]]:
    """Yield keys as ranges of consecutive ones: a queue is mostly emptied in order."""
    first = last = None
    for key in sorted(keys):
        if last is not None and first is not None:
            if key == last + 1:
                last = key
                continue
            yield first, last
        first = last = key
    if first is not None and last is not None:
        yield first, last
