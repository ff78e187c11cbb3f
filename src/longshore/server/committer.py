"""The one thread that writes. While one commit runs, the next batch gathers: no timers, no waiting.

A batch behind one that failed may rest on it, so after a failure batches are turned away unwritten, with
the same fault, until `resume`: then the giver has heard of the failure, and what it gives knows of it.
"""

import threading
from collections.abc import Callable
from enum import Enum, auto
from queue import SimpleQueue

import apsw

from longshore.store.batch import Batch
from longshore.store.errors import StorageFault
from longshore.store.writer import write

Done = Callable[[StorageFault | None], None]
"""Called in the writer's thread, with what went wrong or None."""


class _Word(Enum):
    """What is no batch."""

    RESUME = auto()
    STOP = auto()


class Committer:
    """Owns the writing connection from `start` to `stop`."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._work: SimpleQueue[tuple[Batch, Done] | _Word] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="longshore-commit", daemon=True)

    def start(self) -> None:
        """Let commits be given."""
        self._thread.start()

    def commit(self, batch: Batch, done: Done) -> None:
        """Write a batch, behind those given before; `done` hears the outcome."""
        self._work.put((batch, done))

    def resume(self) -> None:
        """Write again what is given from here on."""
        self._work.put(_Word.RESUME)

    def stop(self) -> None:
        """End after what was given, and close the store."""
        self._work.put(_Word.STOP)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        fault: StorageFault | None = None
        while (work := self._work.get()) is not _Word.STOP:
            if isinstance(work, _Word):
                fault = None
                continue
            batch, done = work
            fault = fault or self._write(batch)
            done(fault)

    def _write(self, batch: Batch) -> StorageFault | None:
        try:
            write(self._connection, batch)
        except StorageFault as fault:
            return fault
        except Exception as error:  # noqa: BLE001  # a batch that cannot be written must not end the thread
            return StorageFault(f"{type(error).__name__}: {error}")
        return None
