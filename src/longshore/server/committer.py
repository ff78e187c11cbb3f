"""The one thread that writes. While one commit runs, the next batch gathers: no timers, no waiting."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

import apsw

from longshore.store.batch import Batch
from longshore.store.errors import StorageFault
from longshore.store.writer import write

Done = Callable[[StorageFault | None], None]
"""Called in the writer's thread, with what went wrong or None."""


class Committer:
    """Owns the writing connection from `start` to `stop`."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._work: SimpleQueue[tuple[Batch, Done] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="longshore-commit", daemon=True)

    def start(self) -> None:
        """Let commits be given."""
        self._thread.start()

    def commit(self, batch: Batch, done: Done) -> None:
        """Write a batch; `done` hears the outcome. The caller gives one batch at a time."""
        self._work.put((batch, done))

    def stop(self) -> None:
        """End after what was given, and close the store."""
        self._work.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            batch, done = work
            fault: StorageFault | None = None
            try:
                write(self._connection, batch)
            except StorageFault as error:
                fault = error
            except Exception as error:  # noqa: BLE001  # a batch that cannot be written must not end the thread
                fault = StorageFault(f"{type(error).__name__}: {error}")
            done(fault)
