"""What a host does at the end of its turns, and when it hears from the disk.

Here stands in what order: the host adds sockets, a thread and a clock, the simulation adds simulated ones.
While one batch is written, one waits and a unit gathers; what comes behind a failure fails with it.

A full disk leaves no doubt: nothing of the batch is there, and those who gave it are told so. Any other fault
does: what could not be forced to the disk may be found there all the same, and what was taken in memory to be
sent may not have been read. So nothing more is said or written, and the disk decides what is true.
"""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from longshore.broker.consumer import OUTPUT_BYTES
from longshore.broker.kernel import Kernel, Log
from longshore.broker.peer import Peer
from longshore.model.limits import MEBIBYTE
from longshore.store.batch import Batch
from longshore.store.errors import StorageFault, StorageFull

UNCOMMITTED_BYTES_MAX: Final = 64 * MEBIBYTE
"""Bodies on their way to the disk; beyond it no client is read until the disk has caught up."""


class Line(Protocol):
    """A client's transport."""

    def write(self, data: bytes, *, last: bool) -> None:
        """Send what the kernel has to say; close behind the last of it."""

    def pause_reading(self) -> None:
        """Let the client wait."""

    def resume_reading(self) -> None:
        """Hear the client again."""


class Disk(Protocol):
    """Where batches go."""

    def give(self, batch: Batch, era: int) -> None:
        """Write a batch behind those given before; its outcome comes to `Turns.committed`, with the era."""

    def left_bytes(self, coming_bytes: int) -> int:
        """Return how much may still be sent, when so many bytes of messages are on their way."""

    def resume(self) -> None:
        """Write again what is given from here on, after a failure."""

    def give_up(self, fault: StorageFault) -> None:
        """The disk failed: stop rather than guess."""


class Turns:
    """The turns of one kernel. `lines` are the transports of its peers, kept by the host."""

    __slots__ = (
        "_clock",
        "_disk",
        "_era",
        "_failing",
        "_kernel",
        "_lines",
        "_log",
        "_over",
        "_reading_paused",
    )

    def __init__(
        self, kernel: Kernel, disk: Disk, lines: Mapping[Peer, Line], clock: Callable[[], int], log: Log
    ) -> None:
        self._kernel = kernel
        self._disk = disk
        self._lines = lines
        self._clock = clock
        self._log = log
        self._failing = False
        self._era = 0
        """How often commits have failed: outcomes of an earlier era are old news."""
        self._over = False
        """The disk failed: there is nothing more to be said."""
        self._reading_paused = False

    def run(self, step: Callable[[int], None]) -> None:
        """Let the kernel do something, at the time it is now."""
        try:
            step(self._clock())
        except StorageFault as fault:
            self._give_up(fault)

    def end(self) -> None:
        """One write per socket, one batch for the disk."""
        if not self._over:
            self.run(self._end)

    def _end(self, now_ms: int) -> None:
        unit = self._kernel.take_unit()
        if unit is not None:
            self._disk.give(unit.batch, self._era)
        dirty = self._kernel.dirty
        while dirty:
            peer, _ = dirty.popitem()
            line = self._lines.get(peer)
            if line is not None:
                data = peer.connection.data_to_send(now_ms)
                line.write(data, last=peer.connection.closed)
                if len(data) >= OUTPUT_BYTES:
                    self._kernel.written(peer, now_ms)
        coming_bytes = self._kernel.uncommitted_bytes
        self._regulate_reading(coming_bytes)
        self._regulate_sending(coming_bytes)

    def committed(self, era: int, fault: StorageFault | None) -> None:
        """Hear of a commit; of those turned away behind a failure, the failure itself has told already."""
        if era != self._era or self._over:
            return
        if fault is None:
            self.run(self._kernel.committed)
        elif isinstance(fault, StorageFull):
            self._era += 1
            self._disk.resume()
            self.run(self._kernel.failed)
        else:
            self._give_up(fault)
        self._say_whether_failing(fault)

    def _give_up(self, fault: StorageFault) -> None:
        self._over = True
        self._disk.give_up(fault)

    def _say_whether_failing(self, fault: StorageFault | None) -> None:
        if (fault is not None) != self._failing:
            self._failing = fault is not None
            self._log("commits fail" if fault else "commits work again", reason=str(fault or ""))

    def _regulate_sending(self, coming_bytes: int) -> None:
        context = self._kernel.namespace.context
        had_bytes, context.room_bytes = context.room_bytes, self._disk.left_bytes(coming_bytes)
        if context.room_bytes and not had_bytes:
            self._log("sends work again", reason="the disk has room")
        elif had_bytes and not context.room_bytes:
            self._log("sends are refused", reason="the disk is almost full")

    def _regulate_reading(self, coming_bytes: int) -> None:
        full = coming_bytes > UNCOMMITTED_BYTES_MAX
        if full != self._reading_paused:
            self._reading_paused = full
            for line in self._lines.values():
                if full:
                    line.pause_reading()
                else:
                    line.resume_reading()
