"""A client that means harm: what it does must end its own connection, and nothing else."""

from uuid import UUID

from longshore.wire.frames import encode_frame
from longshore.wire.performatives import (
    RECEIVER,
    Attach,
    Detach,
    Disposition,
    End,
    Flow,
    Transfer,
)
from longshore.wire.states import Accepted, Declared, Modified, Source, Target, TransactionalState
from longshore.wire.values import Array
from tests.sim.amqp import Connection
from tests.sim.ledger import Violation
from tests.sim.links import Detached, Lost
from tests.sim.marks import Mark
from tests.sim.messages import Letter

from .actor import Actor


class Malicious(Actor):
    """Does one evil thing after the other."""

    async def work(self, connection: Connection) -> None:
        self.world.agenda.after(self.rng.randint(100, 3_000), connection.cut)
        for _ in range(self.rng.randint(1, 10)):
            if self.world.calm or connection.over is not None:
                break
            evil = self.rng.choice((self._babble, self._break_frames, self._meddle, self._forge, self._flood))
            await evil(connection)
            await self.sleep(self.rng.choice((0, 10, 500)))
        if connection.over is not None and connection.ended_by_broker:
            self.world.marks.hit(Mark.GARBAGE)
        connection.cut()

    async def _babble(self, connection: Connection) -> None:
        """Random bytes."""
        connection.say_raw(self.rng.randbytes(self.rng.choice((1, 8, 100, 5_000))))

    async def _break_frames(self, connection: Connection) -> None:
        """Frames of the right shape, with a bit flipped."""
        frame = bytearray(encode_frame(0, self._frame()))
        frame[self.rng.randrange(len(frame))] ^= 1 << self.rng.randrange(8)
        connection.say_raw(bytes(frame))

    async def _meddle(self, connection: Connection) -> None:
        """Whole frames, out of turn."""
        connection.say_raw(encode_frame(self.rng.choice((0, 0, 1, 300)), self._frame()))

    def _frame(self) -> "Attach | Flow | Transfer | Disposition | Detach | End":
        rng = self.rng
        handle, number = rng.choice((0, 1, 7, 2_000)), rng.choice((0, 1, 5, 0xFFFF_FFFF))
        place = rng.choice(("jobs", "nowhere", "jobs/$management", "$cbs", ""))
        state = rng.choice((Accepted(), Modified(), Declared(b"x"), TransactionalState(b"no"), None))
        frames = (
            Attach("evil", handle, rng.random() < 0.5, source=Source(place), target=Target(place)),
            Flow(0, number, 0, number, handle, number, number),
            Transfer(handle, number, b"evil", 0, more=rng.random() < 0.5, state=state),
            Disposition(
                RECEIVER, number, rng.choice((0, 3, 0xFFFF_FFFF)), settled=rng.random() < 0.5, state=state
            ),
            Detach(handle, closed=rng.random() < 0.5),
            End(),
        )
        return rng.choice(frames)

    async def _forge(self, connection: Connection) -> None:
        """Settle and renew by tokens that are spent, or never were."""
        place, tag = self.rng.choice([*self.world.spent[-20:], ("jobs", self.rng.randbytes(16))])
        body: dict[object, object] = {
            "disposition-status": self.rng.choice(("completed", "abandoned", "suspended", "nonsense", 7)),
            "lock-tokens": Array(b"\x98", [UUID(bytes_le=tag)]) if tag else "nonsense",
        }
        operation = self.rng.choice(("update-disposition", "renew-lock"))
        try:
            reply = await connection.request(place, f"com.microsoft:{operation}", body)
        except (Lost, Detached):
            return
        if reply.status == 200:
            raise Violation(f"stale locks: {operation} by a spent token succeeded in {place}")

    async def _flood(self, connection: Connection) -> None:
        """Send beyond the credit, and far beyond any size."""
        link = await connection.sender("jobs")
        await link.ready()
        uid = self.new_id()
        self.send(link, "jobs", [Letter(uid, f"m{uid}", "red", 200_000)], settled=True)
