"""After the storm: every message is taken out of every place, until nothing is left."""

from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

from longshore.engine.message import DEFERRED
from longshore.engine.session import Session
from tests.sim.amqp import Connection, session_filter
from tests.sim.ledger import Accepted, Got, Left, Outcome, StateSeen
from tests.sim.links import Delivery, Detached, InLink, Lost

from .actor import Actor
from .deferral import take_number

if TYPE_CHECKING:
    from tests.sim.world import World

_PLACE = "chats"
_PATIENCE_MS = 30
_CREDIT = 100


class Drainer(Actor):
    """Goes round and round until nothing is left."""

    def __init__(self, world: "World") -> None:
        super().__init__(world, "drainer", Random(0))
        self.done = False

    async def run(self) -> None:
        """Drain, and begin again where the broker ends once more: what was under way may still fail."""
        while not self.done:
            with suppress(Lost):
                connection = await self.world.connect(self.name)
                await self.work(connection)
                await connection.close()
                self.done = True

    async def work(self, connection: Connection) -> None:
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

    def _left(self) -> int:
        host = self.world.host
        if host is None:
            return 1
        return sum(len(queue.messages) for queue in host.namespace.all_queues())

    async def _empty(self, connection: Connection, place: str) -> None:
        link = await connection.receiver(place)
        link.grant(_CREDIT)
        await self._complete_all(link, place, 0)
        await link.close()

    async def _complete_all(self, link: InLink, place: str, tenure: int) -> None:
        while (delivery := await link.next(_PATIENCE_MS)) is not None:
            self.open_answers += 1
            self.world.agenda.start(self._complete(link, delivery, self.take(delivery, place, tenure)))
            if link.received >= link.granted:
                link.grant(_CREDIT)
        while self.open_answers:
            await self.sleep(5)

    async def _complete(self, link: InLink, delivery: Delivery, got: Got) -> None:
        await self.settle(link, delivery, got, Outcome.COMPLETE)
        self.open_answers -= 1

    async def _take_deferred(self, connection: Connection) -> None:
        """Take by number what is deferred outside of sessions, as all dead letters are."""
        if self.world.host is None:
            return
        for queue in self.world.host.namespace.all_queues():
            for message in list(queue.messages.values()):
                if message.kind is DEFERRED and not isinstance(message.lane, Session):
                    place = f"{queue.path}/$deadletterqueue" if message.sub_queue else queue.path
                    await take_number(self, connection, place, message.sequence_number, None)

    async def _empty_sessions(self, connection: Connection) -> None:
        for session in ("x", "y", "z"):
            try:
                link = await connection.receiver(_PLACE, filters=session_filter(session))
            except Detached:
                continue
            tenure = self.new_id()
            self.note(
                Accepted(self.now_ms, link.attached_ms, tenure, _PLACE, session, link.attached_ms + 10_000)
            )
            link.grant(_CREDIT)
            try:
                await self._complete_all(link, _PLACE, tenure)
                await self._take_deferred_of(connection, session, (link, tenure))
            except (Detached, Lost):
                pass
            self.note(Left(self.now_ms, tenure))
            await link.close()

    async def _take_deferred_of(
        self, connection: Connection, session: str, under: tuple[InLink, int]
    ) -> None:
        if self.world.host is None:
            return
        queue = self.world.host.namespace.queues[_PLACE]
        for message in list(queue.messages.values()):
            if message.kind is DEFERRED and message.session_id == session and not message.sub_queue:
                await take_number(self, connection, _PLACE, message.sequence_number, session, under)

    async def _read_states(self, connection: Connection) -> None:
        for session in ("x", "y", "z"):
            link = await connection.receiver(_PLACE, filters=session_filter(session))
            reply = await connection.request(
                _PLACE, "com.microsoft:get-session-state", {"session-id": session}
            )
            self.note(StateSeen(self.now_ms, session, reply.body["session-state"]))
            await link.close()
