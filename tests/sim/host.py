"""The broker on simulated hardware: `server/host` without sockets, thread and clock.

What is the product's: kernel, turns, scribe, store, recovery. What is said here in other words than there:
the loop is the agenda, the committer's thread is a queue of work with times drawn from the seed.
"""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

import apsw

from longshore.broker.codec import MessageCodec
from longshore.broker.kernel import Kernel
from longshore.broker.peer import Peer
from longshore.broker.provision import provision
from longshore.broker.recovery import recover
from longshore.broker.turns import Turns
from longshore.engine.context import Context
from longshore.engine.namespace import Namespace
from longshore.model.entities import Topology
from longshore.security.rights import ALL_RIGHTS, AccessPolicy
from longshore.store.batch import Batch
from longshore.store.database import open_writer
from longshore.store.errors import StorageFault
from longshore.store.paging import Pager
from longshore.store.scribe import Scribe
from longshore.store.writer import write

from .agenda import Agenda
from .amqp import PASSWORD, USER
from .disk import Disk
from .facts import Facts, facts
from .marks import Mark, Marks
from .net import Line

TICK_MS: Final = 100
STORE: Final = Path("/store.sqlite3")
_POLICY: Final = AccessPolicy(USER, PASSWORD, "other-key", ALL_RIGHTS)
_PLENTY_BYTES: Final = 1 << 40
_MARKS: Final = {
    "commits work again": Mark.FULL_OVER,
    "sends are refused": Mark.SCARCE,
    "sends work again": Mark.SCARCE_OVER,
}


class MarkedPager(Pager):
    """Notes that bodies were read back."""

    def __init__(self, host: "Host") -> None:
        super().__init__(host.connection)
        self._marks = host.marks

    def payloads(self, keys: list[int]) -> dict[int, bytes]:
        """Return the bodies by key."""
        self._marks.hit(Mark.PAGED)
        try:
            return super().payloads(keys)
        except StorageFault:
            self._marks.hit(Mark.EIO_ON_READ)
            raise


class Host:
    """One life of the broker, from opening the store to its end."""

    def __init__(
        self,
        agenda: Agenda,
        disk: Disk,
        rng: Random,
        marks: Marks,
        topology: Topology,
        *,
        body_budget_bytes: int,
        checkpoint_pages: int,
        commit_ms: int,
        on_end: Callable[["Host", StorageFault | None], None],
    ) -> None:
        """Open the store and recover what it holds. Raises StorageFault."""
        self.agenda = agenda
        self.disk = disk
        self.marks = marks
        self._rng = rng
        self._commit_ms = commit_ms
        self._on_end = on_end
        self.dead = False
        self.connection = open_writer(STORE, vfs=disk.name)
        self._checkpoint_pages = checkpoint_pages
        self.connection.set_wal_hook(self._checkpoint)
        try:
            self._recover(topology, body_budget_bytes)
        except BaseException:
            with disk.untroubled():
                self.connection.close()
            raise
        self.lines: dict[Peer, Line] = {}
        self.kernel = Kernel(self.namespace, lambda: [_POLICY], lambda: rng.randbytes(16).hex(), self._log)
        self._scribe = Scribe(self.connection)
        self._turns = Turns(self.kernel, self, self.lines, self._now, self._log)
        self._turn_due = False
        self._work: deque[tuple[Batch, int] | None] = deque()
        """None is the word to write again."""
        self._writing = False
        self._told_ms = 0
        """When the loop hears of the last outcome: it hears of them in order."""
        self.before_write: list[Facts] = []
        """What the store held before the commit that the power cut is near to."""

    def _recover(self, topology: Topology, body_budget_bytes: int) -> None:
        rng = self._rng
        context = Context(
            lambda: rng.randbytes(16), rng.random, MessageCodec(), MarkedPager(self), body_budget_bytes
        )
        self.namespace = Namespace("simulated", context)
        recover(self.namespace, self.connection)
        self._provision(topology)

    def _provision(self, topology: Topology) -> None:
        batch = Batch()
        report = provision(self.namespace, topology, batch)
        assert not report.refused, report.refused
        write(self.connection, batch)

    def _checkpoint(self, connection: apsw.Connection, _name: str, pages: int) -> int:
        """Fold the log into the file as SQLite does by itself, where a failure is nobody's business.

        apsw does not forget an error of a file system in Python, even if SQLite does: here it is caught.
        """
        if pages >= self._checkpoint_pages:
            with suppress(apsw.Error):
                connection.wal_checkpoint()
                self.marks.hit(Mark.CHECKPOINT)
        return apsw.SQLITE_OK

    def _log(self, event: str, **_fields: object) -> None:
        if event in _MARKS:
            self.marks.hit(_MARKS[event])

    def _now(self) -> int:
        return self.agenda.now_ms

    # -- life --------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to tick."""
        self._tick()

    def die(self) -> None:
        """Be no more: nothing is said, nothing is written."""
        self.dead = True
        lines = list(self.lines.values())
        self.lines.clear()
        for line in lines:
            line.drop()

    def _tick(self) -> None:
        if self.dead:
            return
        self.agenda.after(TICK_MS, self._tick)
        self._turns.run(self.kernel.tick)
        self._end_turn()

    # -- turns, as in server/host ------------------------------------------------------------------

    def connected(self, name: str, line: Line) -> Peer:
        """A client is there."""
        peer = self.kernel.connected(name, self._now())
        self.lines[peer] = line
        return peer

    def received(self, peer: Peer, data: bytes) -> None:
        """Bytes came."""
        if not self.dead:
            self._turns.run(lambda now_ms: self.kernel.received(peer, data, now_ms))
            self._schedule_turn()

    def lost(self, peer: Peer) -> None:
        """A client is gone."""
        if not self.dead:
            self.lines.pop(peer, None)
            self._turns.run(lambda now_ms: self.kernel.lost(peer, now_ms))
            self._schedule_turn()

    def congested(self, peer: Peer, *, full: bool) -> None:
        """A client's transport is full, or has room again."""
        if not self.dead:
            self._turns.run(lambda now_ms: self.kernel.congested(peer, now_ms, full=full))
            self._schedule_turn()

    def _schedule_turn(self) -> None:
        if not self._turn_due:
            self._turn_due = True
            self.agenda.after(0, self._end_turn)

    def _end_turn(self) -> None:
        self._turn_due = False
        if not self.dead:
            self._turns.end()

    # -- the disk, in place of server/committer ----------------------------------------------------

    def give(self, batch: Batch, era: int) -> None:
        """Write a batch behind those given before."""
        self._work.append((batch, era))
        self._write_next()

    def left_bytes(self, coming_bytes: int) -> int:
        """Return how much may still be sent: plenty, or nothing."""
        return 0 if self.disk.scarce else _PLENTY_BYTES - coming_bytes

    def resume(self) -> None:
        """Write again what is given from here on."""
        self._work.append(None)
        self._write_next()

    def give_up(self, fault: StorageFault) -> None:
        """The disk failed: this life ends, with the turn that is under way."""
        self.agenda.after(0, lambda: self._fail(fault))

    def _fail(self, fault: StorageFault) -> None:
        """Say goodbye, as `server/host.stop` does; clients hear what was said before."""
        if self.dead:
            return
        self.kernel.close("The broker is shutting down.")
        self._end_turn()
        self.dead = True
        for line in list(self.lines.values()):
            line.write(b"", last=True)
        self._on_end(self, fault)

    def _write_next(self) -> None:
        if self._work and not self._writing and not self.dead:
            self._writing = True
            self.agenda.after(self._rng.randint(0, self._commit_ms), self._write)

    def _write(self) -> None:
        if self.dead:
            return
        self._writing = False
        work = self._work.popleft()
        if work is None:
            self._scribe.resume()
        else:
            batch, era = work
            with self.disk.untroubled():
                self.before_write = [facts(self.connection)] if self.disk.cut_is_near else []
            if self._scribe._fault is not None:
                self.marks.hit(Mark.BEHIND_FAILURE)
            fault = self._scribe.take(batch)
            if self.disk.cut is not None:
                self.die()
                self._on_end(self, None)
                return
            self._told_ms = max(self._told_ms, self._now() + self._rng.randint(0, 2))
            self.agenda.after(self._told_ms - self._now(), lambda: self._committed(era, fault))
        self._write_next()

    def _committed(self, era: int, fault: StorageFault | None) -> None:
        if not self.dead:
            self._turns.committed(era, fault)
            self._end_turn()
