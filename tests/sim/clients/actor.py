"""What all clients have in common: they connect again and again, and note what they do and hear."""

from random import Random
from typing import TYPE_CHECKING

from longshore.wire.states import (
    Accepted,
    DeliveryState,
    Error,
    Modified,
    Rejected,
    Released,
    TransactionalState,
)
from tests.sim.agenda import Promise
from tests.sim.amqp import Connection
from tests.sim.ledger import Answered, Entry, Got, Outcome, Sending, Settled, Settling, Verdict
from tests.sim.links import Delivery, Detached, InLink, Lost, OutLink
from tests.sim.marks import Mark
from tests.sim.messages import Letter, batch, decode
from tests.sim.swarm import KINDS

if TYPE_CHECKING:
    from tests.sim.world import World

BATCH_FORMAT = 0x80013700

STATES: dict[Outcome, DeliveryState] = {
    Outcome.COMPLETE: Accepted(),
    Outcome.ABANDON: Modified(delivery_failed=True),
    Outcome.DEFER: Modified(undeliverable_here=True),
    Outcome.DEAD_LETTER: Rejected(Error("com.microsoft:dead-letter", info={"DeadLetterReason": "unwanted"})),
    Outcome.RELEASE: Released(),
}


class Actor:
    """One client."""

    def __init__(self, world: "World", name: str, rng: Random) -> None:
        self.world = world
        self.name = name
        self.rng = rng
        self.open_answers = 0
        """What it waits for in the background."""

    async def live(self) -> None:
        """Work until the storm is over, and then until every answer is there."""
        while not self.world.calm:
            try:
                connection = await self.world.connect(self.name)
                await self.work(connection)
                await connection.close()
            except (Lost, Detached):
                pass
            await self.sleep(self.rng.randint(5, 300))
        while self.open_answers:
            await self.sleep(50)

    async def work(self, connection: Connection) -> None:
        """Do what this client is for, on one connection."""
        raise NotImplementedError(self.name, connection)

    async def sleep(self, ms: int) -> None:
        """Wait."""
        await self.world.agenda.sleep(ms)

    @property
    def now_ms(self) -> int:
        """The time."""
        return self.world.agenda.now_ms

    def note(self, entry: Entry) -> None:
        """Write something down."""
        self.world.ledger.note(entry)

    def new_id(self) -> int:
        """Return a number nobody else has."""
        return next(self.world.uids)

    # -- sending -----------------------------------------------------------------------------------

    def letter(self, target: str, *, message_id: str | None = None, due_ms: int = 0) -> Letter:
        """Return a new message for a target."""
        rng, uid = self.rng, self.new_id()
        session = rng.choice(("x", "y", "z")) if self.world.layout.sessions(target) else None
        mortal = "ttl" in self.world.setup.features and rng.random() < 0.3
        return Letter(
            uid,
            message_id or f"m{uid}",
            rng.choice(KINDS),
            rng.randrange(self.world.setup.body_bytes * 2),
            session,
            ttl_ms=rng.choice((300, 2_000, 10_000)) if mortal else None,
            due_ms=due_ms,
        )

    def send(
        self, link: OutLink, target: str, letters: list[Letter], *, settled: bool = False
    ) -> Promise[None]:
        """Send letters in one delivery; the promise is kept when the answer has been noted."""
        group = self.new_id()
        self.note(Sending(self.now_ms, group, target, tuple(letters)))
        if len(letters) > 1:
            self.world.marks.hit(Mark.BATCH)
            answer = link.send(batch(letters), message_format=BATCH_FORMAT)
        else:
            answer = link.send(letters[0].encode(), settled=settled)
        heard: Promise[None] = self.world.agenda.promise()
        if settled:
            heard.keep(None)
        else:
            self.open_answers += 1
            self.world.agenda.start(self._hear_answer(group, answer, heard))
        return heard

    async def _hear_answer(
        self, group: int, answer: Promise[DeliveryState | None], heard: Promise[None]
    ) -> None:
        verdict, condition = await judge(answer)
        self.open_answers -= 1
        self.note(Answered(self.now_ms, group, verdict, condition))
        if condition == "amqp:resource-limit-exceeded":
            self.world.marks.hit(Mark.FULL)
        heard.keep(None)

    # -- receiving ---------------------------------------------------------------------------------

    def take(self, delivery: Delivery, place: str, tenure: int = 0) -> Got:
        """Note a message that came."""
        hold = 0 if delivery.settled else self.new_id()
        got = Got(self.now_ms, delivery.sent_ms, hold, place, tenure, decode(delivery.payload))
        self.note(got)
        return got

    async def settle(self, link: InLink, delivery: Delivery, got: Got, outcome: Outcome) -> Verdict:
        """Decide about a message; returns what became of that."""
        self.note(Settling(self.now_ms, got.hold, outcome))
        if outcome is Outcome.DEFER:
            notebook = self.world.deferred.setdefault(got.place, {})
            notebook[got.copy.sequence_number] = got.copy.session
        verdict, condition = await judge(link.settle(delivery, STATES[outcome]))
        self.note(Settled(self.now_ms, got.hold, verdict, condition))
        if condition == "com.microsoft:message-lock-lost":
            self.world.marks.hit(Mark.STALE_SETTLE)
        if verdict is Verdict.DONE:
            self.world.spent.append((got.place, delivery.tag))
        return verdict


async def judge(answer: Promise[DeliveryState | None]) -> tuple[Verdict, str | None]:
    """Wait for an answer; returns what it means, and the condition of a refusal."""
    try:
        state = await answer
    except (Lost, Detached):
        return Verdict.UNKNOWN, None
    if isinstance(state, TransactionalState):
        state = state.outcome
    if isinstance(state, Rejected) and state.error is not None and state.error.condition:
        return Verdict.REFUSED, state.error.condition
    return Verdict.DONE, None
