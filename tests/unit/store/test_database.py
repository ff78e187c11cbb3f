"""Opening a store: a new one, our own, and everything else that may lie there."""

import re
from pathlib import Path

import apsw
import pytest

from longshore.store import recovery
from longshore.store.database import CHECKPOINT_PAGES, examine, open_reader, open_writer
from longshore.store.errors import StorageFault, StorageUnusable
from longshore.store.schema import APPLICATION_ID, VERSION

from .stores import opened, row_of, store_path, write_messages

NOT_OURS = "is not a Longshore store; move it away or choose another folder"


def test_a_new_store_carries_our_name_and_version(connection: apsw.Connection) -> None:
    assert connection.pragma("application_id") == APPLICATION_ID == int.from_bytes(b"LSHO", "big")
    assert connection.pragma("user_version") == VERSION


def test_name_and_version_stand_in_the_file_itself(path: Path) -> None:
    with opened(path):
        pass
    head = path.read_bytes()[:100]
    assert head[68:72] == b"LSHO"
    assert head[60:64] == VERSION.to_bytes(4, "big")


def test_commits_are_forced_to_the_disk_through_a_write_ahead_log(connection: apsw.Connection) -> None:
    assert connection.pragma("journal_mode") == "wal"
    assert connection.pragma("synchronous") == 2  # FULL
    assert connection.pragma("wal_autocheckpoint") == CHECKPOINT_PAGES


def test_a_store_that_is_opened_again_holds_what_was_written(path: Path) -> None:
    with opened(path) as connection:
        keys = write_messages(connection, 1, 2)
    with opened(path) as connection:
        assert list(recovery.messages(connection)) == [row_of(key) for key in keys]
        assert connection.pragma("journal_mode") == "wal"
        assert connection.pragma("synchronous") == 2


def test_closing_leaves_one_file(path: Path) -> None:
    connection = open_writer(path)
    write_messages(connection, 1)
    connection.close()
    assert list(path.parent.iterdir()) == [path]


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    with opened(path) as connection:
        assert connection.pragma("application_id") == APPLICATION_ID


# -- what is not a store of ours -----------------------------------------------------------------------


def test_a_file_that_is_no_database_is_left_alone(path: Path) -> None:
    path.write_bytes(b"These are my notes about the harbour." * 100)
    with pytest.raises(StorageUnusable, match=re.escape(f"{path} {NOT_OURS}")):
        open_writer(path)
    assert path.read_bytes().startswith(b"These are my notes")


def test_a_database_of_something_else_is_left_alone(path: Path) -> None:
    foreign = apsw.Connection(str(path))
    foreign.execute("CREATE TABLE address_book (name TEXT)")
    foreign.close()
    before = path.read_bytes()
    with pytest.raises(StorageUnusable, match=re.escape(f"{path} {NOT_OURS}")):
        open_writer(path)
    assert path.read_bytes() == before


def test_a_database_with_somebody_elses_id_is_left_alone(path: Path) -> None:
    foreign = apsw.Connection(str(path))
    foreign.pragma("application_id", 0x12345678)
    foreign.close()
    with pytest.raises(StorageUnusable, match=NOT_OURS):
        open_writer(path)


def test_a_store_of_a_newer_version_asks_for_an_upgrade(path: Path) -> None:
    with opened(path) as connection:
        connection.pragma("user_version", VERSION + 1)
    with pytest.raises(StorageUnusable) as caught:
        open_writer(path)
    assert str(caught.value) == (
        f"{path} has format {VERSION + 1} and this Longshore reads {VERSION}: a newer one wrote it; "
        "upgrade, or choose another folder"
    )


@pytest.mark.parametrize("killed", [False, True])
def test_looking_at_a_newer_store_changes_neither_it_nor_its_log(path: Path, killed: bool) -> None:
    with opened(path) as connection:
        if killed:
            connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.pragma("user_version", VERSION + 1)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir() if "-shm" not in file.name}
    assert len(before) == 1 + killed
    with pytest.raises(StorageUnusable):
        examine(path)
    assert {
        file.name: file.read_bytes() for file in path.parent.iterdir() if "-shm" not in file.name
    } == before


def test_looking_at_no_file_makes_none(path: Path) -> None:
    examine(path)
    assert not path.exists()


def test_looking_at_what_is_no_database_says_so(path: Path) -> None:
    path.write_bytes(b"These are my notes about the harbour." * 100)
    with pytest.raises(StorageUnusable, match=re.escape(f"{path} {NOT_OURS}")):
        examine(path)


def test_a_folder_that_is_not_there_is_a_fault_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(StorageFault, match="unable to open database file"):
        open_writer(store_path(tmp_path / "missing"))


def test_a_folder_in_place_of_the_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(StorageFault, match="unable to open database file"):
        open_writer(tmp_path)


def test_a_store_that_somebody_else_writes_to_is_a_fault(path: Path, connection: apsw.Connection) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    with opened(path) as other, pytest.raises(StorageFault, match="BusyError"):
        write_messages(other, 1)


def test_a_damaged_file_is_a_fault_when_it_is_read_back(path: Path) -> None:
    with opened(path) as connection:
        write_messages(connection, *range(1_000))
    with path.open("r+b") as file:
        file.seek(8 * 4_096)
        file.write(b"\xff" * 4 * 4_096)
    with opened(path) as connection, pytest.raises(StorageFault, match="CorruptError"):
        list(recovery.messages(connection))


def test_a_file_that_was_cut_off_is_a_fault(path: Path) -> None:
    with opened(path) as connection:
        write_messages(connection, *range(1_000))
    with path.open("r+b") as file:
        file.truncate(4 * 4_096)
    with pytest.raises(StorageFault), opened(path) as connection:
        list(recovery.messages(connection))


def test_where_no_write_ahead_log_can_be_kept_there_is_no_store() -> None:
    with pytest.raises(StorageUnusable, match="this file system cannot keep a write-ahead log"):
        open_writer(Path(":memory:"))


# -- reading -----------------------------------------------------------------------------------------


def test_a_reader_sees_what_is_committed_while_the_writer_is_at_work(
    path: Path, connection: apsw.Connection
) -> None:
    (key,) = write_messages(connection, 1)
    reader = open_reader(path)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM message")
    assert list(recovery.messages(reader)) == [row_of(key)]
    connection.execute("COMMIT")
    assert list(recovery.messages(reader)) == []
    reader.close()


def test_a_reader_cannot_write(path: Path, connection: apsw.Connection) -> None:
    write_messages(connection, 1)
    reader = open_reader(path)
    with pytest.raises(apsw.ReadOnlyError):
        reader.execute("DELETE FROM message")
    reader.close()


def test_a_reader_needs_a_store(path: Path) -> None:
    with pytest.raises(StorageFault, match="unable to open database file"):
        open_reader(path)
    assert not path.exists()
