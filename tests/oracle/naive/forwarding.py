"""Forwarding [ASB auto-forwarding]: what comes into one entity goes on to another, by one commit."""

from dataclasses import dataclass, replace

from longshore.model.limits import MAX_FORWARDING_HOPS
from longshore.model.refusal import Condition
from tests.oracle.naive import expiry
from tests.oracle.naive.message import DEAD, TRANSFER, Item, Letter
from tests.oracle.naive.namespace import Namespace
from tests.oracle.naive.queue import Queue
from tests.oracle.naive.receiving import destination
from tests.oracle.naive.topic import Topic

TOO_FAR = "MaxTransferHopCountExceeded"


def forward(namespace: Namespace, queue: Queue, lane: str) -> None:
    """Send a lane's messages on, in order.

    What cannot go on is a dead letter where it is; a dead letter that cannot go on stays, and holds up those
    behind it unless it has only come too far.
    """
    for item in queue.ready(lane):
        if lane == DEAD and item.letter.hops >= MAX_FORWARDING_HOPS:
            continue
        if item.expires_ms <= queue.moment.now_ms:
            expiry.expire(queue, item)
            continue
        problem = _send_on(namespace, _as_sent(item), destination(queue, lane) or "")
        if problem is None:
            queue.leave(item)
        elif lane == DEAD:
            break
        else:
            queue.bury(item, problem, {})


def _as_sent(item: Item) -> Letter:
    return replace(item.letter, first_number=item.letter.first_number or item.number)


def _send_on(namespace: Namespace, letter: Letter, path: str) -> str | None:
    """Return why a message cannot go to its destination.

    [ASB auto-forwarding] "A message can be forwarded at most four times" in a chain.
    """
    if letter.hops + 1 > MAX_FORWARDING_HOPS:
        return TOO_FAR
    target = namespace.sendable(path)
    if target is None:
        return Condition.NOT_FOUND.amqp
    refusal = target.send([replace(letter, hops=letter.hops + 1)])
    return None if refusal is None else refusal.amqp


@dataclass
class Relay:
    """[ASB transactions: send via] Sending to an entity by way of another, which alone can refuse."""

    namespace: Namespace
    via: Queue | Topic
    path: str

    def refuse(self, _letters: list[Letter]) -> Condition | None:
        """Say why messages cannot be taken."""
        return self.via.intake.objection()

    def send(self, letters: list[Letter]) -> Condition | None:
        """What the destination does not take is a dead letter of the first entity, in a place of its own."""
        refusal = self.refuse(letters)
        if refusal is None:
            for letter in letters:
                problem = _send_on(self.namespace, letter, self.path)
                if problem is not None:
                    queue = self.via.waiting if isinstance(self.via, Topic) else self.via
                    queue.enqueue_dead(replace(letter, hops=letter.hops + 1), problem, TRANSFER)
        return refusal
