"""What a process did, one JSON line per fact, on disk before the process goes on.

A ledger outlives its process: whatever is killed, its ledger tells how far it came. The last line of a
killed process may be torn and is then not a fact.
"""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self


class What(StrEnum):
    """The facts. One is `unknown` when the connection was lost before the broker's answer came."""

    READY = "ready"
    SEND_ATTEMPTED = "send attempted"
    SEND_ACKNOWLEDGED = "send acknowledged"
    SEND_UNKNOWN = "send unknown"
    RECEIVED = "received"
    HELD = "held"
    COMPLETED = "completed"
    COMPLETION_UNKNOWN = "completion unknown"
    DEAD_LETTERED = "dead-lettered"
    DEAD_LETTERING_UNKNOWN = "dead-lettering unknown"
    ABANDONED = "abandoned"
    ABANDON_UNKNOWN = "abandon unknown"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact: `who` did `what` to which message of which queue or topic (`place`).

    `at_ns` counts on a clock that all processes of the machine share and nobody can set back.
    """

    what: What
    place: str = ""
    message_id: str = ""
    session: str | None = None
    sequence_number: int = 0
    delivery_count: int = 0
    event_type: str = ""
    detail: str = ""
    who: str = ""
    at_ns: int = 0


class Ledger:
    """The ledger of one process."""

    def __init__(self, folder: Path, who: str) -> None:
        self._who = who
        self._file = (folder / f"{who}.jsonl").open("a", encoding="utf-8")

    def write(self, entry: Entry) -> None:
        """Add a fact, with the name of the process and the time, and see it to disk."""
        stamped = replace(entry, who=self._who, at_ns=time.monotonic_ns())
        self._file.write(json.dumps(asdict(stamped), ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def parse_entry(line: str) -> Entry:
    """Return the fact that a line tells."""
    fields = json.loads(line)
    return Entry(**fields | {"what": What(fields["what"])})


class LedgerReader:
    """Reads the ledgers of a folder while they are being written, every line once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read_bytes: dict[Path, int] = {}
        self.entries: list[Entry] = []

    def read(self) -> list[Entry]:
        """Return everything that the ledgers tell so far, in the order of time."""
        for path in sorted(self._folder.glob("*.jsonl")):
            self.entries.extend(map(parse_entry, self._new_lines(path)))
        self.entries.sort(key=lambda entry: entry.at_ns)
        return self.entries

    def _new_lines(self, path: Path) -> Iterator[str]:
        begin = self._read_bytes.get(path, 0)
        with path.open("rb") as file:
            file.seek(begin)
            whole = file.read().rpartition(b"\n")[0]
        if whole:
            self._read_bytes[path] = begin + len(whole) + 1
            yield from whole.decode().split("\n")
