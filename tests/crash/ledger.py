"""What a client process knows for certain, written down as it happens and forced to the disk line by line."""

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self


class Act(StrEnum):
    """What happened. What was begun and never done is unknown: the broker may have done it or not."""

    SENDING = "sending"
    SENT = "sent"
    RECEIVED = "received"
    COMPLETING = "completing"
    COMPLETED = "completed"
    DRAINED = "drained"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: an act on messages that share one outcome, or on a single received one."""

    act: Act
    queue: str
    ids: tuple[str, ...]
    session: str | None = None
    sequence_number: int = 0
    delivery_count: int = 0
    intact: bool = True


class Ledger:
    """A file of entries; one process writes, others may read."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self._file)

    def note(self, *entries: Entry) -> None:
        """Write entries; on return they are on the disk."""
        os.write(self._file, b"".join(json.dumps(asdict(entry)).encode() + b"\n" for entry in entries))
        os.fsync(self._file)


class Reader:
    """Reads a ledger while it grows: each time what is new, but nothing that is still being written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def fresh(self) -> list[Entry]:
        """Return the entries since the last time."""
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            file.seek(self._offset)
            whole = file.read().rpartition(b"\n")
        self._offset += len(whole[0]) + len(whole[1])
        return [_entry(line) for line in whole[0].splitlines()]


def _entry(line: bytes) -> Entry:
    fields = json.loads(line)
    return Entry(**fields | {"act": Act(fields["act"]), "ids": tuple(fields["ids"])})


def read(path: Path) -> list[Entry]:
    """Return the entries of a ledger."""
    return Reader(path).fresh()
