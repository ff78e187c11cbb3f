"""Forwarding: what comes into one entity goes on to another [ASB auto-forwarding].

A message is in one of the two at every moment: it leaves the first by the same commit that puts it into the
second. What cannot go on becomes a dead letter where it is; a dead letter that cannot go on stays.
"""

from typing import Final

from longshore.engine.changes import Changes
from longshore.engine.endings import cause_of_death
from longshore.engine.lane import Lane
from longshore.engine.message import DEAD_LETTER, TRANSFER_DEAD_LETTER, Draft, Message
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.topic import Topic
from longshore.model.limits import MAX_FORWARDING_HOPS, MEBIBYTE
from longshore.model.refusal import Condition, Refusal

FORWARD_BYTES: Final = MEBIBYTE
FORWARD_COUNT: Final = 256
"""What goes on by one commit: the bodies are read and written again."""

_TOO_FAR: Final = "MaxTransferHopCountExceeded"


def forward(namespace: Namespace, lane: Lane, now_ms: int, changes: Changes) -> None:
    """Send a lane's messages on, as many as one commit carries; its end touches the lane again.

    Dead letters that have come too far already hold up none that have not.
    """
    queue = lane.queue
    destination = queue.destination_of(lane) or ""
    size_bytes = 0
    stuck: list[Message] = []
    for _ in range(FORWARD_COUNT):
        message = lane.pop() if size_bytes < FORWARD_BYTES else None
        if message is None:
            break
        if message.sub_queue is DEAD_LETTER and message.hops >= MAX_FORWARDING_HOPS:
            stuck.append(message)
            continue
        size_bytes += message.size_bytes
        if message.expires_ms <= now_ms:
            queue.expire(message, changes)
        elif not _send_on(namespace, queue, message, destination, now_ms, changes):
            break
    for message in stuck:
        lane.push(message)


def _send_on(
    namespace: Namespace, queue: Queue, message: Message, destination: str, now_ms: int, changes: Changes
) -> bool:
    """Move one message; returns whether the lane may go on."""
    draft = namespace.context.codec.redraft(message, queue.payloads([message])[0])
    problem = _problem(namespace, draft, destination, now_ms, changes)
    if problem is None:
        queue.remove(message, changes)
        return True
    if message.sub_queue is DEAD_LETTER:
        message.lane.push(message)
        return False
    queue.bury(message, *problem, changes)
    return True


def _problem(
    namespace: Namespace, draft: Draft, destination: str, now_ms: int, changes: Changes
) -> tuple[str, str] | None:
    """Send a message to its destination; returns (reason, description) when it cannot go there."""
    draft.hops += 1
    if draft.hops > MAX_FORWARDING_HOPS:
        return _TOO_FAR, f"The message was forwarded {MAX_FORWARDING_HOPS} times, which is the most allowed."
    target = namespace.sendable(destination)
    if target is None:
        refusal: Refusal | None = Refusal(Condition.NOT_FOUND, f"There is no '{destination}' to forward to.")
    else:
        refusal = target.send([draft], now_ms, changes)
    return None if refusal is None else (refusal.condition.amqp, refusal.description)


class Relay:
    """Sending to an entity by way of another [ASB transactions: send via].

    The sender deals with the first alone, whose status and size count. What the destination does not take is
    a dead letter of the first, in a sub-queue of its own.
    """

    __slots__ = ("_destination", "_namespace", "description", "intake", "via")

    def __init__(self, namespace: Namespace, via: Queue | Topic, destination: str) -> None:
        self.via = via
        self.intake = via.intake
        self.description = via.description
        self._namespace = namespace
        self._destination = destination

    @property
    def used_ms(self) -> int:
        """When a client last had something to do with the first entity."""
        return self.via.used_ms

    @used_ms.setter
    def used_ms(self, now_ms: int) -> None:
        self.via.used_ms = now_ms

    def refuse(self, drafts: list[Draft]) -> Refusal | None:
        """Say why messages cannot be taken; None when they can."""
        return self.intake.refuse(drafts, self.via.size_bytes)

    def send(self, drafts: list[Draft], now_ms: int, changes: Changes) -> Refusal | None:
        """Take messages, all or none; each goes on to the destination, or becomes a dead letter."""
        refusal = self.refuse(drafts)
        if refusal is not None:
            return refusal
        queue = self.via.waiting if isinstance(self.via, Topic) else self.via
        for draft in drafts:
            problem = _problem(self._namespace, draft, self._destination, now_ms, changes)
            if problem is not None:
                queue.enqueue_dead(draft, cause_of_death(*problem), now_ms, changes, TRANSFER_DEAD_LETTER)
        return None
