"""What a store of an older version becomes when it is opened."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from longshore.model.keys import message_key
from longshore.store import recovery
from longshore.store.batch import Batch
from longshore.store.database import open_reader, open_writer
from longshore.store.errors import StorageFault
from longshore.store.paging import Pager
from longshore.store.recovery import MessageRow
from longshore.store.schema import APPLICATION_ID, MIGRATIONS, VERSION
from longshore.store.writer import write

from .stores import QUEUE, add_message, opened
from .versions import VERSION_1

LARGE = bytes(range(256)) * 400

FIRST, DEAD = message_key(QUEUE, 1), message_key(QUEUE, 2)


def write_version_1(path: Path) -> None:
    with closing(apsw.Connection(str(path))) as connection:
        connection.pragma("journal_mode", "wal")
        connection.execute(VERSION_1)
        connection.execute("INSERT INTO entity VALUES (7, 'queue', NULL, 'orders', '{}')")
        connection.execute("INSERT INTO sequence VALUES (7, 2)")
        connection.execute(
            "INSERT INTO message VALUES (?, 0, 10, 20, 3, 's', 4, NULL, x'01', x'02', ?)", (FIRST, LARGE)
        )
        connection.execute(
            "INSERT INTO message VALUES (?, 1, 11, 21, 0, NULL, 0, 'orders', x'', x'', x'0304')", (DEAD,)
        )
        connection.execute("INSERT INTO message_id VALUES (7, 10, 'a')")
        connection.execute("INSERT INTO session_state VALUES (7, 's', x'05')")
        connection.pragma("application_id", APPLICATION_ID)
        connection.pragma("user_version", 1)


@pytest.fixture
def old(path: Path) -> Path:
    write_version_1(path)
    return path


def schema_of(connection: apsw.Connection) -> dict[object, object]:
    """Every table's columns: name, type, whether it may be null, primary key."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    columns = 'SELECT name, type, "notnull", pk FROM pragma_table_info(?)'
    return {name: connection.execute(columns, (name,)).fetchall() for (name,) in tables}


def test_there_is_a_way_from_every_version_to_this_one() -> None:
    assert list(MIGRATIONS) == list(range(1, VERSION))


def test_an_old_store_is_of_this_version_once_it_is_opened(old: Path) -> None:
    with opened(old) as connection:
        assert connection.pragma("user_version") == VERSION
        assert connection.pragma("application_id") == APPLICATION_ID


def test_an_old_store_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    with opened(old) as migrated, opened(tmp_path / "new.sqlite3") as new:
        assert schema_of(migrated) == schema_of(new)


def test_its_messages_come_back_active_and_unforwarded(old: Path) -> None:
    with opened(old) as connection:
        assert list(recovery.messages(connection)) == [
            MessageRow(FIRST, 0, 0, 10, 0, 20, 3, 0, "s", 4, None, b"\x01", b"\x02", len(LARGE)),
            MessageRow(DEAD, 1, 0, 11, 0, 21, 0, 0, None, 0, "orders", b"", b"", 2),
        ]


def test_its_bodies_come_back(old: Path) -> None:
    with opened(old), closing(open_reader(old)) as reader:
        assert Pager(reader).payloads([FIRST, DEAD]) == {FIRST: LARGE, DEAD: b"\x03\x04"}


def test_its_session_states_come_back_as_set_at_no_known_time(old: Path) -> None:
    with opened(old) as connection:
        assert list(recovery.session_states(connection)) == [(QUEUE, "s", 0)]
        assert Pager(connection).session_state(QUEUE, "s") == b"\x05"


def test_everything_else_is_as_it_was(old: Path) -> None:
    with opened(old) as connection:
        assert [row.name for row in recovery.entities(connection)] == ["orders"]
        assert list(recovery.sequences(connection)) == [(QUEUE, 2)]
        assert list(recovery.message_ids(connection)) == [(QUEUE, 10, "a")]


def test_a_migrated_store_is_written_to_like_a_new_one(old: Path) -> None:
    with opened(old) as connection:
        batch = Batch()
        key = add_message(batch, 3)
        batch.change_message(FIRST, 0, 1, 5, 20, 4, None)
        batch.set_session_state(QUEUE, "s", b"new", 30)
        write(connection, batch)
    with opened(old) as connection:
        rows = {row.key: row for row in recovery.messages(connection)}
        assert rows.keys() == {FIRST, DEAD, key}
        assert (rows[FIRST].kind, rows[FIRST].due_ms, rows[FIRST].delivery_count) == (1, 5, 4)
        assert list(recovery.session_states(connection)) == [(QUEUE, "s", 30)]


def test_a_migration_that_fails_leaves_the_old_store(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MIGRATIONS, 1, "\n".join((MIGRATIONS[1], "DROP TABLE nowhere;")))
    with pytest.raises(StorageFault, match="no such table: nowhere"):
        open_writer(old)
    monkeypatch.undo()
    with opened(old) as connection:
        assert [row.key for row in recovery.messages(connection)] == [FIRST, DEAD]
