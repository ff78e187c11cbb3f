"""What is on the disk of a broker that is dead: read from a copy, by SQLite and not by the broker."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

STORE = "tests.sqlite3"
"""The store of the namespace that these tests plan."""

_NAME = re.compile(rb"([a-z]+-[0-9]+) \1 ")
"""What every body of the load says again and again: see `load.body_of`."""


class Damaged(Exception):  # noqa: N818  # it says what the file is
    """SQLite finds the file damaged."""


def names_on_disk(data: Path) -> list[str]:
    """Return the name of every message in a data folder; raises Damaged."""
    with _copy_of(data) as store:
        ((verdict,),) = store.execute("PRAGMA quick_check").fetchall()
        if verdict != "ok":
            raise Damaged(verdict)
        return [_name_in(payload) for (payload,) in store.execute("SELECT payload FROM message ORDER BY key")]


def version_on_disk(data: Path) -> int:
    """Return the format of the store in a data folder."""
    with _copy_of(data) as store:
        ((version,),) = store.execute("PRAGMA user_version").fetchall()
        return int(version)


@contextmanager
def _copy_of(data: Path) -> Iterator[sqlite3.Connection]:
    with TemporaryDirectory() as copy:
        for path in data.glob(f"{STORE}*"):
            if not path.name.endswith("-shm"):  # made anew from the log, as after a loss of power
                shutil.copy(path, copy)
        with closing(sqlite3.connect(Path(copy, STORE))) as store:
            yield store


def _name_in(payload: bytes) -> str:
    found = _NAME.search(payload)
    if found is None:
        raise Damaged(f"a message that nobody sent: {payload[:100]!r}")
    return found[1].decode()
