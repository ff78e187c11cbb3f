"""A link on which a client sends to a queue or topic."""

from collections.abc import Callable
from typing import Final

from longshore.amqp.events import Delivered
from longshore.amqp.link import ReceiverLink
from longshore.broker.errors import rejected
from longshore.broker.ingest import NotSupported, drafts_of
from longshore.broker.peer import Guarded, Peer
from longshore.broker.unit import Unit
from longshore.engine.queue import Queue
from longshore.engine.topic import Topic
from longshore.model.limits import KIBIBYTE, MAX_BATCH_SIZE_BYTES
from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import Right
from longshore.wire.decode import DecodeError
from longshore.wire.values import Symbol, ULong

CREDIT: Final = 1_000
"""Messages a sender may have undecided on one link: what Azure grants."""

_ENVELOPE_BYTES: Final = 65_536
"""What a message may weigh beyond its entity's limit: header and properties are not body."""


class Producer(Guarded):
    """What a client's sending link leads to."""

    __slots__ = ("_limit_bytes", "_link", "_refused", "_target", "_undecided")

    def __init__(self, peer: Peer, link: ReceiverLink, claimed: str, target: Queue | Topic) -> None:
        super().__init__(peer, link, claimed, Right.SEND)
        self._link = link
        self._target = target
        self._limit_bytes = target.description.max_message_size_in_kilobytes * KIBIBYTE
        self._undecided = 0
        self._refused: Condition | None = None

    def attach(self) -> None:
        """Accept the link and let the client send."""
        limit_bytes = self._limit_bytes
        batch_bytes = min(limit_bytes, MAX_BATCH_SIZE_BYTES)
        self._link.accept(
            CREDIT, limit_bytes, {Symbol("com.microsoft:max-message-batch-size"): ULong(batch_bytes)}
        )
        self._link.max_message_size = limit_bytes + _ENVELOPE_BYTES

    def receive(
        self, delivered: Delivered, now_ms: int, unit: Unit, new_id: Callable[[], str]
    ) -> Refusal | None:
        """Take a delivery: its answer waits for the commit, or is a refusal at once.

        Returns a refusal that the log should tell of: not the same one again and again.
        """
        self._undecided += 1
        refusal = self._send(delivered, now_ms, unit, new_id)
        if refusal is None:
            unit.outbox.accept(self, self._link, delivered.delivery_id, settled=delivered.settled)
            return None
        if not delivered.settled:
            self._link.session.settle_received(
                delivered.delivery_id, delivered.delivery_id, rejected(refusal)
            )
        self.decided(1)
        known, self._refused = self._refused, refusal.condition
        return None if refusal.condition is known else refusal

    def _send(
        self, delivered: Delivered, now_ms: int, unit: Unit, new_id: Callable[[], str]
    ) -> Refusal | None:
        payload, target = delivered.payload, self._target
        if delivered.oversize_bytes:
            return Refusal(
                Condition.MESSAGE_SIZE_EXCEEDED,
                f"The message has {delivered.oversize_bytes} bytes; {self._limit_bytes} are allowed here.",
            )
        try:
            drafts = drafts_of(payload, delivered.message_format, new_id, filtered=isinstance(target, Topic))
        except DecodeError as error:
            return Refusal(Condition.DECODE_ERROR, f"The message cannot be read: {error}.")
        except NotSupported as error:
            return Refusal(Condition.NOT_IMPLEMENTED, f"Not sent: {error}.")
        return target.send(drafts, now_ms, unit.changes)

    def decided(self, count: int) -> None:
        """Some deliveries have their answer: their place in the window is free again."""
        self._undecided -= count
        self._link.replenish(self._undecided)
