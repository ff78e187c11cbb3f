"""The simulated disk: what it keeps, loses and refuses; and what the store makes of that."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import apsw
import pytest

from longshore.store.batch import Batch
from longshore.store.database import open_writer
from longshore.store.errors import StorageFault, StorageFull
from longshore.store.writer import write

from .disk import Disk, Trouble

STORE = Path("/store.sqlite3")


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk(Random(7))
    with disk.mounted():
        yield disk


def with_entity(number: int) -> Batch:
    batch = Batch()
    batch.put_entity(number, "queue", None, f"q{number}", "{}")
    return batch


def names(connection: apsw.Connection) -> list[object]:
    return [name for (name,) in connection.execute("SELECT name FROM entity ORDER BY id")]


def pulled(disk: Disk, connection: apsw.Connection) -> apsw.Connection:
    """Pull the plug; returns the store as it is found."""
    disk.cut_now()
    connection.close()
    disk.power_up()
    return open_writer(STORE, vfs=disk.name)


def test_a_store_on_it_keeps_a_write_ahead_log(disk: Disk) -> None:
    connection = open_writer(STORE, vfs=disk.name)
    assert connection.pragma("journal_mode") == "wal"
    assert connection.pragma("synchronous") == 2  # FULL
    connection.close()


def test_a_commit_survives_a_power_cut(disk: Disk) -> None:
    connection = open_writer(STORE, vfs=disk.name)
    write(connection, with_entity(1))
    found = pulled(disk, connection)
    assert names(found) == ["q1"]
    found.close()


def test_without_syncs_commits_are_lost(disk: Disk) -> None:
    """Of ten worlds, for a disk may keep what it was not asked to."""
    lost = 0
    connection = open_writer(STORE, vfs=disk.name)
    for number in range(1, 11):
        connection.pragma("synchronous", "OFF")
        write(connection, with_entity(number))
        connection = pulled(disk, connection)
        lost += f"q{number}" not in names(connection)
    connection.close()
    assert lost


def test_a_full_disk_refuses_a_commit_as_a_whole(disk: Disk) -> None:
    connection = open_writer(STORE, vfs=disk.name)
    write(connection, with_entity(1))
    disk.full = True
    with pytest.raises(StorageFull):
        write(connection, with_entity(2))
    disk.full = False
    assert names(connection) == ["q1"]
    write(connection, with_entity(3))
    found = pulled(disk, connection)
    assert names(found) == ["q1", "q3"]
    found.close()


def test_what_a_store_holds_when_it_is_opened_is_forced_to_the_disk(disk: Disk) -> None:
    """A broker ended between writing to the log and forcing it; the next one shows what is there."""
    connection = open_writer(STORE, vfs=disk.name)
    write(connection, with_entity(1))
    disk.chances = {Trouble.SYNC: 1.0}
    with pytest.raises(StorageFault):
        write(connection, with_entity(2))
    disk.chances = {}
    with disk.as_it_is():
        connection.close()
    for _ in range(10):
        shown = open_writer(STORE, vfs=disk.name)
        assert names(shown) == ["q1", "q2"]
        disk.cut_now()
        shown.close()
        disk.power_up()


def test_a_disk_that_cannot_read_is_a_fault(disk: Disk) -> None:
    open_writer(STORE, vfs=disk.name).close()
    disk.chances = {Trouble.READ: 1.0}
    with pytest.raises(StorageFault):
        open_writer(STORE, vfs=disk.name)
    disk.chances = {}
