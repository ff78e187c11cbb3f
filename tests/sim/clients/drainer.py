"""After the storm: every message is taken out of every place, for there is nothing else left to be told of it."""

from random import Random
from typing import TYPE_CHECKING

from longshore.engine.message import DEFERRED

from ..amqp import Connection, Detached, Lost, session_filter
from ..ledger import Accepted, Left, Outcome, StateSeen
from .actor import Actor
from .deferral import take_number

if TYPE_CHECKING:
    from ..world import World

_PLACE = "chats"
_PATIENCE_MS = 30


class Drainer(Actor):
    """Goes round and round until nothing is left."""

    def __init__(self, world: "World") -> None:
        super().__init__(world, "drainer", Random(0))
        self.done = False

    async def run(self) -> None:
        """Drain."""
        connection = await self.world.connect(self.name)
        layout = self.world.layout
        while self._left():
            for place in [*layout.places, *layout.graves]:
                if not layout.sessions(place) or place.endswith("$deadletterqueue"):
                    await self._empty(connection, place)
            await self._take_deferred(connection)
            if _PLACE in layout.places:
                await self._empty_sessions(connection)
            await self.sleep(200)
        if _PLACE in layout.places:
            await self._read_states(connection)
        await connection.close()
        self.done = True

    def _left(self) -> int:
        host = self.world.host
        if host is None:
            return 1
        return sum(len(queue.messages) for queue in host.namespace.all_queues())

    async def _empty(self, connection: Connection, place: str) -> None:
        link = await connection.receiver(place)
        link.grant(1_000)
        while (delivery := await link.next(_PATIENCE_MS)) is not None:
            got = self.take(delivery, place)
            await self.settle(link, delivery, got, Outcome.COMPLETE)
        await link.close()

    async def _take_deferred(self, connection: Connection) -> None:
        if self.world.host is None:
            return
        layout = self.world.layout
        for queue in self.world.host.namespace.all_queues():
            for message in list(queue.messages.values()):
                if message.kind is DEFERRED and message.session_id is None or (
                    message.kind is DEFERRED and queue.path != _PLACE
                ):
                    place = queue.path + ("/$deadletterqueue" if message.sub_queue else "")
                    assert layout.describes(place) is not None
                    await take_number(self, connection, place, message.sequence_number, None)
                elif message.kind is DEFERRED and message.sub_queue:
                    place = f"{queue.path}/$deadletterqueue"
                    await take_number(self, connection, place, message.sequence_number, None)

    async def _empty_sessions(self, connection: Connection) -> None:
        for session in ("x", "y", "z"):
            try:
                link = await connection.receiver(_PLACE, filters=session_filter(session))
            except Detached:
                continue
            tenure = self.new_id()
            self.note(Accepted(self.now_ms, link.attached_ms, tenure, _PLACE, session, link.attached_ms + 10_000))
            link.grant(1_000)
            try:
                while (delivery := await link.next(_PATIENCE_MS)) is not None:
                    got = self.take(delivery, _PLACE, tenure)
                    await self.settle(link, delivery, got, Outcome.COMPLETE)
                await self._take_deferred_of(connection, session, tenure)
            except (Detached, Lost):
                pass
            self.note(Left(self.now_ms, tenure))
            await link.close()

    async def _take_deferred_of(self, connection: Connection, session: str, tenure: int) -> None:
        if self.world.host is None:
            return
        queue = self.world.host.namespace.queues[_PLACE]
        for message in list(queue.messages.values()):
            if message.kind is DEFERRED and message.session_id == session and not message.sub_queue:
                await take_number(self, connection, _PLACE, message.sequence_number, session, tenure)

    async def _read_states(self, connection: Connection) -> None:
        for session in ("x", "y", "z"):
            link = await connection.receiver(_PLACE, filters=session_filter(session))
            reply = await connection.request(_PLACE, "com.microsoft:get-session-state", {"session-id": session})
            self.note(StateSeen(self.now_ms, session, reply.body["session-state"]))
            await link.close()
