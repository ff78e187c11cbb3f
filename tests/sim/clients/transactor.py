"""A client that sends and completes in transactions, and rolls some of them back."""

from longshore.wire.states import (
    Accepted,
    Coordinator,
    Declare,
    Declared,
    Discharge,
    TransactionalState,
)
from tests.sim.amqp import Connection
from tests.sim.ledger import Discharged, Discharging, Outcome, Sending, Settling, Verdict
from tests.sim.links import InLink, OutLink
from tests.sim.marks import Mark

from .actor import Actor, judge


class Transactor(Actor):
    """Takes from `jobs` and sends to anywhere."""

    async def work(self, connection: Connection) -> None:
        control = await connection.sender(Coordinator())
        source = await connection.receiver("jobs")
        targets = {}
        for _ in range(self.rng.randint(1, 8)):
            if self.world.calm:
                return
            target = self.rng.choice([name for name in self.world.layout.targets if name != "once"])
            if target not in targets:
                targets[target] = await connection.sender(target)
            await self._transact(control, source, targets[target], target)
            await self.sleep(self.rng.choice((0, 30, 300)))

    async def _transact(self, control: OutLink, source: InLink, out: OutLink, target: str) -> None:
        await control.ready()
        declared = await control.send(b"\x00\x53\x77" + Declare().encode())
        if not isinstance(declared, Declared):
            return
        txn, txn_id = self.new_id(), declared.txn_id
        sound = True
        for _ in range(self.rng.randint(0, 3)):
            sound &= await self._send_one(out, target, txn, txn_id)
        for _ in range(self.rng.randint(0, 2)):
            sound &= await self._complete_one(source, txn, txn_id)
        await self.sleep(self.rng.choice((0, 0, 50, 1_500)))
        commit = sound and self.rng.random() < 0.75
        await self._discharge(control, txn, txn_id, commit=commit)

    async def _send_one(self, out: OutLink, target: str, txn: int, txn_id: bytes) -> bool:
        await out.ready()
        letter = self.letter(target)
        self.note(Sending(self.now_ms, self.new_id(), target, (letter,), txn))
        verdict, _ = await judge(out.send(letter.encode(), state=TransactionalState(txn_id)))
        return verdict is Verdict.DONE

    async def _complete_one(self, source: InLink, txn: int, txn_id: bytes) -> bool:
        if source.received >= source.granted:
            source.grant(1)
        delivery = await source.next(100)
        if delivery is None:
            return True
        got = self.take(delivery, "jobs")
        self.note(Settling(self.now_ms, got.hold, Outcome.COMPLETE, txn))
        verdict, _ = await judge(source.settle(delivery, TransactionalState(txn_id, Accepted())))
        return verdict is Verdict.DONE

    async def _discharge(self, control: OutLink, txn: int, txn_id: bytes, *, commit: bool) -> None:
        await control.ready()
        self.note(Discharging(self.now_ms, txn, commit))
        answer = control.send(b"\x00\x53\x77" + Discharge(txn_id, not commit).encode())
        verdict, _ = await judge(answer)
        self.note(Discharged(self.now_ms, txn, commit, verdict))
        if verdict is Verdict.DONE:
            self.world.marks.hit(Mark.COMMITTED if commit else Mark.ROLLED_BACK)
