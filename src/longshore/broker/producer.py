"""A link on which a client sends to a queue or topic."""

from collections.abc import Callable
from typing import Final

from longshore.amqp.events import Delivered
from longshore.amqp.link import ReceiverLink
from longshore.broker.errors import Unacceptable, raise_refusal, rejected
from longshore.broker.faults import Act
from longshore.broker.ingest import BATCH_FORMAT, ENVELOPE_BYTES, check_size, drafts_of
from longshore.broker.peer import Guarded, Peer
from longshore.broker.unit import Unit
from longshore.engine.forwarding import Relay
from longshore.engine.message import Draft
from longshore.engine.queue import Queue
from longshore.engine.topic import Topic
from longshore.model.limits import KIBIBYTE, MAX_BATCH_SIZE_BYTES
from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import Right
from longshore.wire.decode import DecodeError
from longshore.wire.states import ACCEPTED, TransactionalState
from longshore.wire.transactions import encode_transactional_state
from longshore.wire.values import Symbol, ULong

CREDIT: Final = 1_000
"""Messages a sender may have undecided on one link: what Azure grants."""

_ACCEPTED: Final = ACCEPTED.encode()


class Producer(Guarded):
    """What a client's sending link leads to."""

    __slots__ = ("_limit_bytes", "_link", "_refused", "_target", "_undecided")

    def __init__(self, peer: Peer, link: ReceiverLink, claimed: str, target: Queue | Topic | Relay) -> None:
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
        self._link.max_message_size = limit_bytes + ENVELOPE_BYTES

    def receive(
        self, delivered: Delivered, now_ms: int, unit: Unit, new_id: Callable[[], str]
    ) -> Refusal | None:
        """Take a delivery: its answer waits for the commit, or is a refusal at once.

        Returns a refusal that the log should tell of: not the same one again and again.
        """
        self._undecided += 1
        try:
            if self.peer.faults is not None:
                raise_refusal(self.peer.faults.objection(Act.SEND, self.path, now_ms))
            drafts = self._drafts(delivered, new_id)
            raise_refusal(self._target.intake.without_room(drafts))
            if isinstance(delivered.state, TransactionalState):
                self._enlist(delivered, delivered.state, drafts, now_ms)
                return None
            raise_refusal(self._target.send(drafts, now_ms, unit.changes))
        except Unacceptable as problem:
            return self._refuse(delivered, problem.refusal)
        unit.outbox.accept(self, self._link, delivered.delivery_id, settled=delivered.settled)
        return None

    def _drafts(self, delivered: Delivered, new_id: Callable[[], str]) -> list[Draft]:
        payload, limit_bytes = delivered.payload, self._limit_bytes
        if delivered.message_format == BATCH_FORMAT:
            limit_bytes = min(limit_bytes, MAX_BATCH_SIZE_BYTES)
        check_size(delivered.oversize_bytes or len(payload), limit_bytes)
        filtered = not isinstance(self._target, Queue)
        try:
            return drafts_of(payload, delivered.message_format, new_id, filtered=filtered)
        except DecodeError as error:
            problem = f"The message cannot be read: {error}."
            raise Unacceptable(Refusal(Condition.DECODE_ERROR, problem)) from error

    def _enlist(
        self, delivered: Delivered, state: TransactionalState, drafts: list[Draft], now_ms: int
    ) -> None:
        """Note messages for a transaction: answered at once, sent by its discharge [AMQP 4.4.1]."""
        raise_refusal(self.peer.transactions.enlist_send(state.txn_id, self._target, drafts, now_ms))
        self._answer(delivered, encode_transactional_state(state.txn_id, _ACCEPTED))

    def _refuse(self, delivered: Delivered, refusal: Refusal) -> Refusal | None:
        if delivered.settled and isinstance(delivered.state, TransactionalState):
            self.peer.transactions.doom(delivered.state.txn_id, refusal)
        self._answer(delivered, rejected(refusal))
        known, self._refused = self._refused, refusal.condition
        return None if refusal.condition is known else refusal

    def _answer(self, delivered: Delivered, state: bytes) -> None:
        """Answer a delivery that waits for no commit."""
        if not delivered.settled:
            self._link.session.settle_received(delivered.delivery_id, delivered.delivery_id, state)
        self.decided(1)

    def entity_objection(self, now_ms: int) -> Refusal | None:
        """Say what the entity has against this link; otherwise note that it is in use."""
        self._target.used_ms = now_ms
        return self._target.intake.objection()

    def decided(self, count: int) -> None:
        """Some deliveries have their answer: their place in the window is free again."""
        self._undecided -= count
        self._link.replenish(self._undecided)
