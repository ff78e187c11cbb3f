"""Clients that send: singly, in batches, many at once; and those that send again what was sent before."""

from tests.sim.agenda import Promise
from tests.sim.amqp import Connection
from tests.sim.links import OutLink
from tests.sim.messages import Letter

from .actor import Actor

_WINDOW = 20
_OVERSIZE_BYTES = 80_000


class Sender(Actor):
    """Sends to one target at a time and listens to every answer."""

    async def work(self, connection: Connection) -> None:
        target = self.rng.choice(self.world.layout.targets)
        link = await connection.sender(target)
        pace_ms = self.rng.choice((0, 5, 50, 400))
        heard: list[Promise[None]] = []
        for _ in range(self.rng.randint(1, 60)):
            if self.world.calm:
                break
            await link.ready()
            heard.append(self._send_some(target, link))
            if len(heard) > _WINDOW:
                await heard.pop(0)
            await self.sleep(self.rng.randint(0, pace_ms))
        for promise in heard:
            await promise

    def _send_some(self, target: str, link: OutLink) -> Promise[None]:
        rng = self.rng
        if rng.random() < 0.01:
            uid = self.new_id()
            return self.send(link, target, [Letter(uid, f"m{uid}", "red", _OVERSIZE_BYTES, "x")])
        count = rng.randint(2, 6) if rng.random() < 0.15 else 1
        settled = count == 1 and rng.random() < 0.05
        return self.send(link, target, [self.letter(target) for _ in range(count)], settled=settled)


class Repeater(Actor):
    """Sends to a queue that detects duplicates, and the same again: at once, later, after a crash."""

    async def work(self, connection: Connection) -> None:
        link = await connection.sender("once")
        names = self.world.names
        for _ in range(self.rng.randint(1, 20)):
            if self.world.calm:
                return
            if names and self.rng.random() < 0.6:
                name = self.rng.choice(names[-8:])
            else:
                name = f"again-{self.new_id()}"
                names.append(name)
            await link.ready()
            await self.send(link, "once", [self.letter("once", message_id=name)])
            await self.sleep(self.rng.choice((0, 10, 300, 1_600)))
