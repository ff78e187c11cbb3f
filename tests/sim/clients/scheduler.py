"""A client that schedules messages, by annotation or by request, and thinks better of some of them."""

from longshore.wire.values import Array, Long
from tests.sim.amqp import Connection
from tests.sim.ledger import Answered, Cancelled, Cancelling, Sending, Verdict
from tests.sim.links import Detached, Lost
from tests.sim.marks import Mark
from tests.sim.messages import Letter

from .actor import Actor


class Scheduler(Actor):
    """Sends to one target."""

    async def work(self, connection: Connection) -> None:
        layout = self.world.layout
        target = self.rng.choice([name for name in layout.targets if not layout.once(name)])
        link = await connection.sender(target)
        for _ in range(self.rng.randint(1, 15)):
            if self.world.calm:
                return
            due_ms = self.now_ms + self.rng.choice((0, 1, 99, 500, 3_000, 8_000))
            letter = self.letter(target, due_ms=due_ms)
            if self.rng.random() < 0.5:
                await link.ready()
                await self.send(link, target, [letter])
            else:
                await self._schedule(connection, target, letter)
            await self.sleep(self.rng.choice((0, 20, 300)))

    async def _schedule(self, connection: Connection, target: str, letter: Letter) -> None:
        group = self.new_id()
        self.note(Sending(self.now_ms, group, target, (letter,)))
        body: dict[object, object] = {"messages": [{"message": letter.encode()}]}
        try:
            reply = await connection.request(target, "com.microsoft:schedule-message", body)
        except (Lost, Detached):
            self.note(Answered(self.now_ms, group, Verdict.UNKNOWN))
            raise
        done = reply.status == 200
        self.note(
            Answered(self.now_ms, group, Verdict.DONE if done else Verdict.REFUSED, str(reply.condition))
        )
        if done and self.rng.random() < 0.3:
            (number,) = reply.body["sequence-numbers"]
            await self.sleep(self.rng.choice((0, 50, 500)))
            await self._cancel(connection, target, letter.uid, int(number))

    async def _cancel(self, connection: Connection, target: str, uid: int, number: int) -> None:
        self.note(Cancelling(self.now_ms, uid))
        body: dict[object, object] = {"sequence-numbers": Array(b"\x81", [Long(number)])}
        try:
            reply = await connection.request(target, "com.microsoft:cancel-scheduled-message", body)
        except (Lost, Detached):
            self.note(Cancelled(self.now_ms, uid, Verdict.UNKNOWN))
            raise
        verdict = Verdict.DONE if reply.status == 200 else Verdict.REFUSED
        self.note(Cancelled(self.now_ms, uid, verdict))
        if verdict is Verdict.DONE:
            self.world.marks.hit(Mark.CANCELLED)
