"""Who writes batches down, in the order in which they come.

A batch behind one that failed may rest on it, so after a failure batches are turned away unwritten, with
the same fault, until `resume`: then the giver has heard of the failure, and what it gives knows of it.
"""

import apsw

from longshore.store.batch import Batch
from longshore.store.errors import StorageFault
from longshore.store.writer import write


class Scribe:
    """Writes through one connection."""

    __slots__ = ("_connection", "_fault")

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._fault: StorageFault | None = None

    def take(self, batch: Batch) -> StorageFault | None:
        """Make a batch durable; returns what went wrong, with this one or with one before it."""
        self._fault = self._fault or self._write(batch)
        return self._fault

    def resume(self) -> None:
        """Write again what comes from here on."""
        self._fault = None

    def _write(self, batch: Batch) -> StorageFault | None:
        try:
            write(self._connection, batch)
        except StorageFault as fault:
            return fault
        except Exception as error:  # noqa: BLE001  # a batch that cannot be written must not end the thread
            return StorageFault(f"{type(error).__name__}: {error}")
        return None
