"""A client that accepts sessions, by name, the next available one, or from itself by its token."""

from typing import cast
from uuid import UUID

from longshore.wire.states import Source
from longshore.wire.values import Described, Symbol, UInt, ULong
from tests.sim.amqp import Connection, session_filter
from tests.sim.ledger import Accepted, Extended, Got, Left, Outcome, StateSet, StateSetting
from tests.sim.links import Delivery, Detached, InLink
from tests.sim.marks import Mark

from .actor import Actor
from .deferral import take_number

_PLACE = "chats"
_EXCLUSIVE = "com.microsoft:session-filter"
_SHARED = "com.microsoft:non-exclusive-session-filter"
_SHARED_CODE = ULong(0x137_0000_000E)
_TICKS_PER_MS = 10_000
_EPOCH_TICKS = 621_355_968_000_000_000

_WEIGHTS = {
    Outcome.COMPLETE: 0.8,
    Outcome.ABANDON: 0.08,
    Outcome.DEFER: 0.04,
    Outcome.DEAD_LETTER: 0.04,
    Outcome.RELEASE: 0.04,
}


class Tenure:
    """A session that is held."""

    def __init__(self, name: int, session: str, token: UUID | None, until_ms: int) -> None:
        self.name = name
        self.session = session
        self.token = token
        self.until_ms = until_ms
        self.over = False


class SessionReceiver(Actor):
    """Holds one session at a time."""

    async def work(self, connection: Connection) -> None:
        shared = self.rng.random() < 0.3
        session = self.rng.choice(("x", "y", "z", None, None))
        link, tenure = await self._accept(connection, session, shared=shared)
        try:
            await self._hold(connection, link, tenure)
            if shared and self.rng.random() < 0.7 and not self.world.calm:
                await self._take_over(connection, tenure)
        finally:
            self._leave(tenure)
        await link.close()

    async def _accept(
        self, connection: Connection, session: str | None, *, shared: bool, taken_from: Tenure | None = None
    ) -> tuple[InLink, Tenure]:
        if shared:
            token = None if taken_from is None else taken_from.token
            wish: dict[object, object] = {Symbol(_SHARED): Described(_SHARED_CODE, [session, token])}
        else:
            wish = session_filter(session)
        link = await connection.receiver(
            _PLACE,
            filters=wish,
            properties={Symbol("com.microsoft:timeout"): UInt(self.rng.choice((200, 3_000)))},
        )
        attach = await link.attached
        tenure = self._read(attach.source, attach.properties or {})
        self.note(
            Accepted(
                self.now_ms,
                link.attached_ms,
                tenure.name,
                _PLACE,
                tenure.session,
                tenure.until_ms,
            )
        )
        if session is None:
            self.world.marks.hit(Mark.SESSION_NEXT)
        link.on_over = lambda: self._leave(tenure)
        if link.over is not None:
            self._leave(tenure)
        return link, tenure

    def _read(self, source: Source | None, properties: dict[object, object]) -> Tenure:
        granted = cast("Source", source).filter or {}
        until_ms = (cast("int", properties["com.microsoft:locked-until-utc"]) - _EPOCH_TICKS) // _TICKS_PER_MS
        if _SHARED in granted:
            session, token = cast("list[object]", cast("Described", granted[Symbol(_SHARED)]).value)
            return Tenure(self.new_id(), str(session), cast("UUID", token), until_ms)
        return Tenure(self.new_id(), str(granted[Symbol(_EXCLUSIVE)]), None, until_ms)

    def _leave(self, tenure: Tenure) -> None:
        if not tenure.over:
            tenure.over = True
            self.note(Left(self.now_ms, tenure.name))

    async def _hold(self, connection: Connection, link: InLink, tenure: Tenure) -> None:
        credit = self.rng.choice((1, 5, 50))
        for _ in range(self.rng.randint(1, 25)):
            if self.world.calm:
                return
            if link.received >= link.granted:
                link.grant(credit)
            delivery = await self._next(link)
            if delivery is not None:
                got = self.take(delivery, _PLACE, tenure.name)
                await self._settle_in_time(link, delivery, got)
            if self.rng.random() < 0.15:
                await self._ask(connection, link, tenure)

    async def _next(self, link: InLink) -> Delivery | None:
        try:
            return await link.next(self.rng.choice((50, 600)))
        except Detached as end:
            if end.condition == "com.microsoft:session-lock-lost":
                self.world.marks.hit(Mark.SESSION_EXPIRED)
            raise

    async def _settle_in_time(self, link: InLink, delivery: Delivery, got: Got) -> None:
        await self.sleep(self.rng.choice((0, 0, 5, 100, 900) if self.rng.random() < 0.3 else (0, 2)))
        (outcome,) = self.rng.choices([*_WEIGHTS], [*_WEIGHTS.values()])
        await self.settle(link, delivery, got, outcome)

    async def _ask(self, connection: Connection, link: InLink, tenure: Tenure) -> None:
        """Renew the session's lock, give it a state, or take what was deferred in it.

        The broker does this for whoever names a session that somebody holds. What is known here of an answer
        counts only if the link, which is told of its end on the same connection, was alive then.
        """
        rng, session = self.rng, tenure.session
        choice = rng.randrange(3)
        if choice == 0:
            reply = await connection.request(
                _PLACE, "com.microsoft:renew-session-lock", {"session-id": session}
            )
            if reply.status == 200 and link.over is None:
                tenure.until_ms = int(reply.body["expiration"])
                self.note(Extended(self.now_ms, tenure.name, tenure.until_ms))
        elif choice == 1:
            await self._set_state(connection, link, tenure.session)
        else:
            deferred = self.world.deferred.get(_PLACE, {})
            numbers = [number for number, owner in deferred.items() if owner == session]
            if numbers:
                await take_number(self, connection, _PLACE, rng.choice(numbers), session, (link, tenure.name))

    async def _set_state(self, connection: Connection, link: InLink, session: str) -> None:
        state = b"%d" % self.new_id()
        self.note(StateSetting(self.now_ms, session, state))
        reply = await connection.request(
            _PLACE, "com.microsoft:set-session-state", {"session-id": session, "session-state": state}
        )
        if reply.status == 200 and link.over is None:
            self.note(StateSet(self.now_ms, session, state))

    async def _take_over(self, connection: Connection, tenure: Tenure) -> None:
        self._leave(tenure)
        try:
            link, successor = await self._accept(connection, tenure.session, shared=True, taken_from=tenure)
        except Detached:
            return
        self.world.marks.hit(Mark.SESSION_TAKEN_OVER)
        try:
            await self._hold(connection, link, successor)
        finally:
            self._leave(successor)
