"""What a client process knows for certain, written down as it happens and forced to the disk line by line."""

import json
import os
from collections.abc import Iterator
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


def read(path: Path) -> Iterator[Entry]:
    """Yield the entries of a ledger, without a last one that is still being written."""
    text = path.read_text() if path.exists() else ""
    for line in text.rpartition("\n")[0].splitlines():
        fields = json.loads(line)
        yield Entry(**fields | {"act": Act(fields["act"]), "ids": tuple(fields["ids"])})
