"""Open a store: create it, check whose it is and how old, set SQLite up for commits that survive."""

from contextlib import closing
from pathlib import Path
from typing import Final

import apsw

from longshore.store.errors import StorageUnusable, translate
from longshore.store.schema import APPLICATION_ID, CREATE, MIGRATIONS, VERSION

CHECKPOINT_PAGES: Final = 8_192
"""How long the write-ahead log grows before it is folded into the file. A message that is received soon
after it was sent then never reaches the file itself, only the log."""


PAGE_BYTES: Final = 4_096


def open_writer(path: Path, checkpoint_pages: int = CHECKPOINT_PAGES) -> apsw.Connection:
    """Return the one connection that writes; the file is created when it is not there.

    Raises StorageUnusable when the file belongs to something else, to a newer version, or to a SQLite
    that cannot keep a write-ahead log there.
    """
    try:
        connection = apsw.Connection(str(path))
        connection.set_busy_timeout(0)
        _identify(connection, path)
        if connection.pragma("journal_mode", "wal") != "wal":
            raise StorageUnusable(f"{path}: this file system cannot keep a write-ahead log")
        connection.pragma("synchronous", "FULL")
        connection.pragma("cache_size", -65_536)
        connection.wal_autocheckpoint(checkpoint_pages)
    except apsw.NotADBError as error:
        raise _not_ours(path) from error
    except apsw.Error as error:
        raise translate(error) from error
    return connection


def examine(path: Path) -> None:
    """Refuse a file that is not ours, or of a newer version, and change neither it nor its log.

    Raises StorageUnusable.
    """
    if not path.exists():
        return
    try:
        with closing(apsw.Connection(str(path))) as connection:
            if path.with_name(f"{path.name}-wal").exists():  # closing would fold it into the file
                connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            connection.set_busy_timeout(0)
            _version(connection, path)
    except apsw.NotADBError as error:
        raise _not_ours(path) from error
    except apsw.Error as error:
        raise translate(error) from error


def _version(connection: apsw.Connection, path: Path) -> int:
    """Return the version of a store, 0 where there is none yet. Raises StorageUnusable."""
    version: int = connection.pragma("user_version")
    owner = connection.pragma("application_id")
    if version == 0 and owner == 0 and not connection.execute("SELECT 1 FROM sqlite_schema").fetchall():
        return 0
    if owner != APPLICATION_ID:
        raise _not_ours(path)
    if version > VERSION:
        raise StorageUnusable(
            f"{path} has format {version} and this Longshore reads {VERSION}: a newer one wrote it; "
            "upgrade, or choose another folder"
        )
    return version


def _not_ours(path: Path) -> StorageUnusable:
    return StorageUnusable(f"{path} is not a Longshore store; move it away or choose another folder")


def _identify(connection: apsw.Connection, path: Path) -> None:
    """Make a file a store of this version. Raises StorageUnusable."""
    version = _version(connection, path)
    if version == 0:
        with connection:
            connection.execute(CREATE)
            connection.pragma("application_id", APPLICATION_ID)
            connection.pragma("user_version", VERSION)
        return
    for old in range(version, VERSION):
        with connection:  # all of a step, or none
            connection.execute(MIGRATIONS[old])
            connection.pragma("user_version", old + 1)


def open_reader(path: Path) -> apsw.Connection:
    """Return a connection that only reads, for a thread that must not wait for the writer."""
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        connection.pragma("cache_size", -8_192)
    except apsw.Error as error:
        raise translate(error) from error
    return connection
