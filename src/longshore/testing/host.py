"""A host whose time, disk and clients a test may steer. Everything here runs on the host's own loop."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

from longshore.broker.addresses import Address, parse_address
from longshore.broker.faults import Fault, Faults
from longshore.broker.peer import Peer
from longshore.engine.message import LOCKED, NEVER_MS, Message
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.engine.topic import Topic
from longshore.model.entities import Topology
from longshore.security.rights import AccessPolicy
from longshore.server.host import Host
from longshore.store.errors import StorageFault
from longshore.testing.clock import MovableClock
from longshore.testing.messages import StoredMessage, message_id_of, stored_message

_LOG = logging.getLogger("longshore")


def _log(event: str, **fields: object) -> None:
    _LOG.info("%s %s", event, fields)


class SteeredHost(Host):
    """Runs one namespace for one test: what it writes survives the test's end no more than the test does."""

    def __init__(self, name: str, store: Path, policy: AccessPolicy) -> None:
        """Open the store. Raises StorageFault."""
        self.clock = MovableClock()
        super().__init__(name, store, [policy], self.clock, _log)
        self._writer.pragma("synchronous", "OFF")
        self._faults = self._kernel.faults = Faults()
        self._resting: list[asyncio.Future[None]] = []

    # -- life --------------------------------------------------------------------------------------

    async def stop(self) -> None:
        """Say goodbye, and leave nothing open: a client that does not listen is cut off."""
        # asyncio loses a connection that is being accepted while its server is closed.
        while accepting := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.gather(*accepting, return_exceptions=True)
        await super().stop()
        while self._protocols:
            for protocol in list(self._protocols.values()):
                protocol.abort()
            await asyncio.sleep(0)

    def _committed(self, era: int, fault: StorageFault | None) -> None:
        super()._committed(era, fault)
        while self._resting:
            self._resting.pop().set_result(None)

    async def rest(self) -> None:
        """Return when what clients have said so far is heard, on disk, and has come true.

        Raises StorageFault when the disk has failed, for then it never will be.
        """
        for _ in range(2):  # the first may be over before the sockets have been looked at
            await asyncio.sleep(0)
        self._end_turn()
        while not self._kernel.at_rest:
            if self.fault is not None and self.fault.done():
                raise self.fault.result()
            self._resting.append(self._loop.create_future())
            await self._resting[-1]

    # -- time --------------------------------------------------------------------------------------

    async def advance(self, ms: int) -> None:
        """Put the clock forward, from one thing that becomes due to the next: each has its own time."""
        await self.rest()
        left_ms = ms
        while True:
            now_ms = self.clock()
            self._kernel.tick(now_ms)
            await self.rest()
            wait_ms = max(0, self._next_end_ms() - now_ms)
            if wait_ms and not left_ms:
                return
            step_ms = min(wait_ms, left_ms)
            self.clock.put_forward(step_ms)
            self._kernel.put_forward(step_ms, self.clock())
            left_ms -= step_ms

    def _next_end_ms(self) -> int:
        return min((queue.next_end_ms for queue in self.namespace.all_queues()), default=NEVER_MS)

    # -- entities ----------------------------------------------------------------------------------

    async def create(self, topology: Topology) -> None:
        """Bring the entities to what a topology says, durably. Raises ValueError when that cannot be."""
        report = self._kernel.provision(topology)
        if report.refused:
            raise ValueError(" ".join(report.refused))
        await self.rest()

    async def look(self, address_text: str) -> list[StoredMessage]:
        """Return the messages of an entity or sub-queue, in order. Raises LookupError."""
        await self.rest()
        address = parse_address(address_text)
        queue = self._queue(address)
        found = list(queue.browse_all(address.sub_queue, 0, None))
        return [stored_message(*pair) for pair in zip(found, queue.payloads(found), strict=True)]

    def _queue(self, address: Address) -> Queue:
        """Return what holds an entity's messages; of a topic, the room where scheduled ones wait."""
        entity = self.namespace.receivable(address.path) or self.namespace.sendable(address.path)
        if entity is None:
            known = ", ".join(sorted(queue.path for queue in self.namespace.all_queues())) or "nothing"
            raise LookupError(f"there is no '{address.path}' in the namespace, which has {known}")
        return entity.waiting if isinstance(entity, Topic) else entity

    # -- faults ------------------------------------------------------------------------------------

    async def order(self, fault: Fault) -> None:
        """Put a fault in force, for what clients do from now on."""
        await self.rest()
        self._faults.order(fault)

    async def clear_faults(self) -> None:
        """Let everything work again, from now on."""
        await self.rest()
        self._faults.clear()

    async def steal(self, address_text: str, message_id: str | None, session_id: str | None) -> int:
        """End locks at once: those of a message or session, or all; returns how many ended."""
        await self.rest()
        queue, now_ms = self._queue(parse_address(address_text)), self.clock()
        sessions = {session for session in queue.sessions.by_id.values() if session.holder is not None}
        if message_id is not None:
            messages = [message for message in _locked(queue) if self._is(queue, message, message_id)]
            sessions = {message.lane for message in messages if isinstance(message.lane, Session)}
        else:
            messages = [] if session_id is not None else list(_locked(queue))
            sessions = {session for session in sessions if session_id in {None, session.session_id}}
        plain = [message for message in messages if not isinstance(message.lane, Session)]
        for message in plain:
            message.lane.cut_short(message, now_ms)
        for session in sessions:
            queue.sessions.cut_short(session, now_ms)
        self._kernel.tick(now_ms)
        await self.rest()
        return len(plain) + len(sessions)

    def _is(self, queue: Queue, message: Message, message_id: str) -> bool:
        return message_id_of(queue.payloads([message])[0]) == message_id

    async def drop(self, path: str | None) -> int:
        """Cut off all clients, or those with a link to an entity; returns how many connections that were."""
        await self.rest()
        dropped = [
            protocol for peer, protocol in self._protocols.items() if path is None or _uses(peer, path)
        ]
        for protocol in dropped:
            protocol.abort()
        await self.rest()
        return len(dropped)


def _locked(queue: Queue) -> Iterator[Message]:
    return (message for message in queue.messages.values() if message.state is LOCKED)


def _uses(peer: Peer, path: str) -> bool:
    return any(parse_address(guarded.path).path.lower() == path.lower() for guarded in peer.links)
