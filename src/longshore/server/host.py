"""A namespace at work: kernel, store, committer and sockets on one event loop.

One turn: sockets are read and the kernel called; at the end of the loop's iteration what it has to say is
written, one write per socket, and what it wants on disk is given to the committer if that is free.
"""

import asyncio
import ssl
from pathlib import Path
from random import random
from typing import Final

from longshore.broker.codec import MessageCodec
from longshore.broker.consumer import OUTPUT_BYTES
from longshore.broker.kernel import Kernel, Log
from longshore.broker.peer import Peer
from longshore.broker.provision import Report, provision
from longshore.broker.recovery import recover
from longshore.engine.context import DEFAULT_BODY_BUDGET_BYTES, Context
from longshore.engine.namespace import Namespace
from longshore.model.entities import Topology
from longshore.model.limits import MEBIBYTE
from longshore.security.rights import AccessPolicy
from longshore.server.clock import Clock
from longshore.server.committer import Committer
from longshore.server.doors import Doors
from longshore.server.randomness import new_message_id, token_source
from longshore.server.room import Room
from longshore.server.transport import ClientProtocol
from longshore.store.batch import Batch
from longshore.store.database import open_reader, open_writer
from longshore.store.errors import StorageFault, StorageFull
from longshore.store.paging import Pager
from longshore.store.writer import write

TICK_S: Final = 0.1
UNCOMMITTED_BYTES_MAX: Final = 64 * MEBIBYTE
"""Bodies on their way to the disk; beyond it no client is read until the disk has caught up."""


class CannotListen(Exception):  # noqa: N818  # the address is taken; the program is not in error
    """An address is in use, or not ours."""


class Host:
    """Runs one namespace. Made outside the loop, started inside it."""

    def __init__(
        self,
        name: str,
        store: Path,
        policies: list[AccessPolicy],
        clock: Clock,
        log: Log,
        body_budget_bytes: int = DEFAULT_BODY_BUDGET_BYTES,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Open the store and recover what it holds; without `tls`, none is spoken. Raises StorageFault."""
        self._clock = clock
        self._log = log
        self._room = Room(store.parent)
        self._writer = open_writer(store, self._room.log_pages)
        self._reader = open_reader(store)
        self._pager = Pager(self._reader)
        context = Context(token_source(), random, MessageCodec(), self._pager, body_budget_bytes)
        self.namespace = Namespace(name, context)
        recover(self.namespace, self._writer)
        self._kernel = Kernel(self.namespace, lambda: policies, new_message_id, log)
        self._committer = Committer(self._writer)
        self._failing = False
        self._era = 0
        """How often commits have failed: outcomes of an earlier era are old news."""
        self._turn_due = False
        self._reading_paused = False
        self._doors = Doors(lambda: ClientProtocol(self), clock, log, tls)
        self._protocols: dict[Peer, ClientProtocol] = {}
        self._servers: list[asyncio.Server] = []
        self._ticker: asyncio.TimerHandle | None = None
        self.fault: asyncio.Future[StorageFault] | None = None

    def provision(self, topology: Topology) -> Report:
        """Bring the entities to what a plan says, durably, before the namespace starts."""
        batch = Batch()
        report = provision(self.namespace, topology, batch)
        write(self._writer, batch)
        return report

    # -- life --------------------------------------------------------------------------------------

    async def start(self, host: str, port: int) -> int:
        """Begin, and accept connections; see `listen`."""
        self._loop = asyncio.get_running_loop()
        self.fault = self._loop.create_future()
        self._committer.start()
        bound = await self.listen(host, port)
        self._tick()
        return bound

    async def listen(self, host: str, port: int) -> int:
        """Accept connections here too; returns the port, which the system chose if `port` was 0.

        Raises:
            CannotListen: The address is not to be had.
        """
        try:
            server = await self._loop.create_server(self._doors.doorway, host, port, backlog=1_024)
        except OSError as problem:
            raise CannotListen(f"{host}:{port}: {problem}") from problem
        self._servers.append(server)
        bound: int = server.sockets[0].getsockname()[1]
        return bound

    async def stop(self) -> None:
        """Say goodbye, finish what was given to the disk, close everything."""
        if self._ticker is not None:
            self._ticker.cancel()
        for server in self._servers:
            server.close()
        self._doors.close()
        self._kernel.close("The broker is shutting down.")
        self._end_turn()
        for protocol in list(self._protocols.values()):
            protocol.write(b"", last=True)
        self._reader.close()  # first: the last connection to close folds the log into the store's one file
        await asyncio.to_thread(self._committer.stop)

    def _tick(self) -> None:
        self._ticker = self._loop.call_later(TICK_S, self._tick)
        now_ms = self._clock()
        self._doors.patrol(now_ms)
        self._kernel.tick(now_ms)
        self._end_turn()

    # -- turns -------------------------------------------------------------------------------------

    def connected(self, name: str, protocol: ClientProtocol) -> Peer:
        """A client is there."""
        peer = self._kernel.connected(name, self._clock())
        self._protocols[peer] = protocol
        return peer

    def received(self, peer: Peer, data: bytes) -> None:
        """Bytes came."""
        self._kernel.received(peer, data, self._clock())
        self._schedule_turn()

    def lost(self, peer: Peer) -> None:
        """A client is gone."""
        self._protocols.pop(peer, None)
        self._kernel.lost(peer, self._clock())
        self._schedule_turn()

    def congested(self, peer: Peer, *, full: bool) -> None:
        """A client's transport is full, or has room again."""
        self._kernel.congested(peer, self._clock(), full=full)
        self._schedule_turn()

    def _schedule_turn(self) -> None:
        if not self._turn_due:
            self._turn_due = True
            self._loop.call_soon(self._end_turn)

    def _end_turn(self) -> None:
        """One write per socket, one batch for the disk."""
        self._turn_due = False
        self._commit()
        now_ms = self._clock()
        dirty = self._kernel.dirty
        while dirty:
            peer, _ = dirty.popitem()
            protocol = self._protocols.get(peer)
            if protocol is not None:
                data = peer.connection.data_to_send(now_ms)
                protocol.write(data, last=peer.connection.closed)
                if len(data) >= OUTPUT_BYTES:
                    self._kernel.written(peer, now_ms)
        coming_bytes = self._kernel.uncommitted_bytes
        self._regulate_reading(coming_bytes)
        self._regulate_sending(coming_bytes)

    def _commit(self) -> None:
        unit = self._kernel.take_unit()
        if unit is not None:
            era = self._era
            self._committer.commit(unit.batch, lambda fault: self._call_loop(era, fault))

    def _call_loop(self, era: int, fault: StorageFault | None) -> None:
        """In the writer's thread: let the loop hear of it, unless the broker has stopped meanwhile."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._committed, era, fault)

    def _committed(self, era: int, fault: StorageFault | None) -> None:
        """Hear of a commit; of those turned away behind a failure, the failure itself has told already."""
        if era != self._era:
            return
        if fault is None:
            self._kernel.committed(self._clock())
        else:
            self._era += 1
            self._committer.resume()
            self._kernel.failed(self._clock())
            if not isinstance(fault, StorageFull) and self.fault is not None and not self.fault.done():
                self.fault.set_result(fault)
        self._say_whether_failing(fault)
        self._end_turn()

    def _say_whether_failing(self, fault: StorageFault | None) -> None:
        if (fault is not None) != self._failing:
            self._failing = fault is not None
            self._log("commits fail" if fault else "commits work again", reason=str(fault or ""))

    def _regulate_sending(self, coming_bytes: int) -> None:
        context, had_bytes = self.namespace.context, self.namespace.context.room_bytes
        context.room_bytes = self._room.left_bytes(coming_bytes, self._pager.unused_bytes)
        if context.room_bytes and not had_bytes:
            self._log("sends work again", reason="the disk has room")
        elif had_bytes and not context.room_bytes:
            self._log("sends are refused", reason="the disk is almost full")

    def _regulate_reading(self, coming_bytes: int) -> None:
        full = coming_bytes > UNCOMMITTED_BYTES_MAX
        if full != self._reading_paused:
            self._reading_paused = full
            for protocol in self._protocols.values():
                if full:
                    protocol.pause_reading()
                else:
                    protocol.resume_reading()
