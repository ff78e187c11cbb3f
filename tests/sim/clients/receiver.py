"""Clients that receive: honest, slow, greedy, forgetful of locks, taking without a lock, deferring."""

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from longshore.wire.values import Array
from tests.sim.amqp import Connection
from tests.sim.ledger import AtMostOnce, Got, Outcome, Renewed, Verdict
from tests.sim.links import Delivery, Detached, InLink, Lost
from tests.sim.marks import Mark

from .actor import Actor
from .deferral import take_deferred

if TYPE_CHECKING:
    from tests.sim.world import World

_PATIENCE_MS = 400


@dataclass(frozen=True, slots=True)
class Manners:
    """How a receiver behaves."""

    credit: tuple[int, ...]
    links: int = 1
    hold_ms: tuple[int, ...] = (0, 5, 50)
    late: float = 0.02
    """How often it settles when the lock is about to end, or has ended."""
    renews: float = 0.05
    delete: bool = False
    weights: dict[Outcome, float] = field(
        default_factory=lambda: {
            Outcome.COMPLETE: 0.8,
            Outcome.ABANDON: 0.1,
            Outcome.DEFER: 0.02,
            Outcome.DEAD_LETTER: 0.04,
            Outcome.RELEASE: 0.04,
        }
    )


HONEST = Manners(credit=(1, 10, 100))
SLOW = Manners(credit=(1, 2), hold_ms=(100, 500, 2_000), late=0.3, renews=0.3)
GREEDY = Manners(credit=(2_000,), links=4)
DELETING = Manners(credit=(1, 20), delete=True)
DEFERRING = Manners(credit=(5,), weights={Outcome.DEFER: 0.5, Outcome.COMPLETE: 0.4, Outcome.ABANDON: 0.1})


class Receiver(Actor):
    """Receives from places without sessions, also from dead-letter queues."""

    def __init__(self, world: "World", name: str, rng: Random, manners: Manners) -> None:
        super().__init__(world, name, rng)
        self._manners = manners
        self._held = 0

    async def work(self, connection: Connection) -> None:
        for _ in range(self._manners.links):
            self.open_answers += 1
            self.world.agenda.start(self._serve(connection, self._choose()))
        span_ms = self.rng.randint(200, 4_000)
        while span_ms > 0 and not self.world.calm and connection.over is None:
            await self.sleep(50)
            span_ms -= 50
            if self._manners is DEFERRING and self.rng.random() < 0.2:
                await take_deferred(self, connection)
        if self.rng.random() < 0.3:
            connection.cut()
        while self._held and connection.over is None:
            await self.sleep(20)

    def _choose(self) -> str:
        layout = self.world.layout
        places = [place for place in layout.places if not layout.sessions(place)]
        return self.rng.choice(layout.graves if self.rng.random() < 0.1 else places)

    async def _serve(self, connection: Connection, place: str) -> None:
        if self._manners.delete:
            self.note(AtMostOnce(self.now_ms, place))
        try:
            link = await connection.receiver(place, delete=self._manners.delete)
            await self._receive(link, place)
        except (Lost, Detached):
            pass
        self.open_answers -= 1

    async def _receive(self, link: InLink, place: str) -> None:
        while not self.world.calm:
            link.grant(self.rng.choice(self._manners.credit), drain=self.rng.random() < 0.05)
            while (delivery := await link.next(_PATIENCE_MS)) is not None:
                got = self.take(delivery, place)
                if not delivery.settled:
                    self._held += 1
                    self.world.agenda.start(self._deal_with(link, delivery, got))
                if link.received >= link.granted:
                    break
            if self.rng.random() < 0.05:
                await link.close()

    async def _deal_with(self, link: InLink, delivery: Delivery, got: Got) -> None:
        try:
            await self._hold(link, delivery, got)
            weights = self._manners.weights
            (outcome,) = self.rng.choices([*weights], [*weights.values()])
            if got.place.endswith("$deadletterqueue") and outcome is Outcome.DEAD_LETTER:
                outcome = Outcome.COMPLETE
            await self.settle(link, delivery, got, outcome)
        finally:
            self._held -= 1

    async def _hold(self, link: InLink, delivery: Delivery, got: Got) -> None:
        manners, rng = self._manners, self.rng
        await self.sleep(rng.choice(manners.hold_ms))
        until_ms = got.copy.locked_until_ms
        if rng.random() < manners.renews:
            until_ms = await renew(self, link.connection, delivery, got) or until_ms
        if rng.random() < manners.late:
            await self.sleep(max(0, until_ms - self.now_ms + rng.choice((-1, 0, 0, 1, 50, 99, 400))))


async def renew(actor: Actor, connection: Connection, delivery: Delivery, got: Got) -> int | None:
    """Renew a lock; returns its new end, None when it has none any more."""
    token = Array(b"\x98", [UUID(bytes_le=delivery.tag)])
    try:
        reply = await connection.request(got.place, "com.microsoft:renew-lock", {"lock-tokens": token})
    except (Lost, Detached):
        actor.note(Renewed(actor.now_ms, got.hold, 0, Verdict.UNKNOWN))
        return None
    if reply.status != 200:  # with a full disk the answer is a refusal, but the lock lasts longer
        actor.note(Renewed(actor.now_ms, got.hold, 0, Verdict.UNKNOWN))
        return None
    (until_ms,) = reply.body["expirations"]
    actor.note(Renewed(actor.now_ms, got.hold, int(until_ms), Verdict.DONE))
    actor.world.marks.hit(Mark.RENEWED)
    return int(until_ms)
