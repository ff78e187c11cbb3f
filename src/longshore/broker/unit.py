"""A unit: everything one commit carries, from the three rooms it concerns."""

from longshore.broker.outbox import Outbox
from longshore.engine.changes import Changes
from longshore.store.batch import Batch


class Unit:
    """Facts for the disk, effects for the engine, answers for the peers."""

    __slots__ = ("batch", "changes", "outbox")

    def __init__(self) -> None:
        self.batch = Batch()
        self.changes = Changes(self.batch)
        self.outbox = Outbox()

    @property
    def idle(self) -> bool:
        """Whether there is nothing to write and nobody to tell."""
        return self.batch.empty and self.outbox.empty
