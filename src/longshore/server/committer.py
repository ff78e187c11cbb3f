"""The one thread that writes. While one commit runs, the next batch gathers: no timers, no waiting."""

import threading
from collections.abc import Callable
from enum import Enum, auto
from queue import SimpleQueue

import apsw

from longshore.store.batch import Batch
from longshore.store.errors import StorageFault
from longshore.store.scribe import Scribe

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
        """Write again what is given from here on, after a failure."""
        self._work.put(_Word.RESUME)

    def stop(self) -> None:
        """End after what was given, and close the store."""
        self._work.put(_Word.STOP)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        scribe = Scribe(self._connection)
        while (work := self._work.get()) is not _Word.STOP:
            if isinstance(work, _Word):
                scribe.resume()
                continue
            batch, done = work
            done(scribe.take(batch))
