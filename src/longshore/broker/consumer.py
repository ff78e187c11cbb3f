"""A link on which a client receives from a queue, a subscription, a session, or dead letters."""

from typing import Final

from longshore.amqp.events import Settled
from longshore.amqp.link import SenderLink
from longshore.amqp.states import LinkState
from longshore.broker.decisions import decide, outcome_bytes
from longshore.broker.egress import encode_delivery
from longshore.broker.errors import amqp_error, rejected
from longshore.broker.faults import Act
from longshore.broker.peer import Guarded, Peer
from longshore.broker.unit import Unit
from longshore.engine.lane import Lane
from longshore.engine.message import Message
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import Right
from longshore.wire.states import Rejected, TransactionalState
from longshore.wire.transactions import encode_transactional_state

BURST: Final = 256
"""Messages taken at a time; between bursts it is seen whether there is still room on the way out."""

OUTPUT_BYTES: Final = 1_048_576
"""What may gather for one peer within a turn before it must be written."""

_SESSION_LOCK_LOST: Final = Refusal(
    Condition.SESSION_LOCK_LOST, "The lock of this session has ended. Renew it in time, or accept it again."
)

_DEAD_ALREADY: Final = Refusal(
    Condition.NOT_ALLOWED,
    "A message in the dead-letter queue cannot be dead-lettered again, also not in a transaction.",
)


class Consumer(Guarded):
    """What a client's receiving link leads to: one lane."""

    __slots__ = ("_lane", "_link", "_queue", "_reserved")

    def __init__(self, peer: Peer, link: SenderLink, claimed: str, queue: Queue, lane: Lane) -> None:
        super().__init__(peer, link, claimed, Right.LISTEN)
        self._link = link
        self._queue = queue
        self._lane = lane
        self._reserved = 0

    @property
    def lane(self) -> Lane:
        """Where its messages come from."""
        return self._lane

    # -- delivering --------------------------------------------------------------------------------

    @property
    def hungry(self) -> bool:
        """Whether a message sent now would leave now: credit, an open window, room on the way out."""
        link = self._link
        return (
            link.credit > 0
            and not self._reserved
            and not self.peer.congested
            and link.session.connection.pending_bytes < OUTPUT_BYTES
            and link.session.writable
            and link.state is LinkState.ATTACHED
        )

    def feed(self, limit: int, now_ms: int, unit: Unit) -> None:
        """Take and deliver up to `limit` messages."""
        count = min(limit, self._link.credit)
        if self._link.settled:
            messages = self._queue.take_away(self._lane, count, now_ms, unit.changes)
            if messages:
                self._reserved = len(messages)
                unit.outbox.hand_over(self, messages, self._queue.payloads(messages))
            return
        messages = self._queue.take(self._lane, count, now_ms, unit.changes)
        deliver = self._link.deliver
        for message, payload in zip(messages, self._queue.payloads(messages), strict=True):
            deliver(message.lock_token, encode_delivery(message, payload))

    def receive_handed_over(self, messages: list[Message], payloads: list[bytes], *, stored: bool) -> None:
        """Messages taken without a lock are off the disk: send them, if the link is still there."""
        self._reserved = 0
        self._queue.touch(self._lane)
        if stored and self._link.state is LinkState.ATTACHED:
            for message, payload in zip(messages, payloads, strict=True):
                self._link.deliver(message.lock_token, encode_delivery(message, payload))

    def finish_drain(self) -> None:
        """Answer a drain request when nothing more will be sent on this credit."""
        link = self._link
        done = link.credit == 0 or not self._lane.open
        if link.drain and done and not self._reserved and link.state is LinkState.ATTACHED:
            link.drained()

    # -- settling ----------------------------------------------------------------------------------

    def settle(self, settled: Settled, delivery_id: int, tag: bytes, now_ms: int, unit: Unit) -> None:
        """Take the client's decision about one delivery; the answer repeats its outcome [AMQP 2.6.12]."""
        state = settled.state
        faults = self.peer.faults
        fault = None if faults is None else faults.objection(Act.SETTLE, self.path, now_ms)
        if fault is not None:
            refusal: Refusal | None = fault
        elif isinstance(state, TransactionalState):
            refusal = self._enlist(state, tag, now_ms)
        else:
            refusal = decide(self._queue, self._lane, state, tag)(now_ms, unit.changes)
        if settled.settled:
            if refusal is not None and isinstance(state, TransactionalState):
                self.peer.transactions.doom(state.txn_id, refusal)
            return
        if refusal is not None:
            settled.session.settle_sent(delivery_id, delivery_id, rejected(self._in_its_words(refusal)))
        elif isinstance(state, TransactionalState):
            answer = encode_transactional_state(state.txn_id, outcome_bytes(state.outcome))
            settled.session.settle_sent(delivery_id, delivery_id, answer)
        else:
            unit.outbox.confirm(settled.session, delivery_id, outcome_bytes(state))

    def _enlist(self, state: TransactionalState, tag: bytes, now_ms: int) -> Refusal | None:
        """Note a decision for a transaction, whose discharge makes it; until then the lock must last."""
        transaction = self.peer.transactions.find(state.txn_id, now_ms)
        if isinstance(transaction, Refusal):
            return transaction
        if isinstance(state.outcome, Rejected) and self._holds_dead_letters:
            return _DEAD_ALREADY
        settle = decide(self._queue, self._lane, state.outcome, tag)
        return transaction.enlist_settlement(self._lane, tag, settle, now_ms)

    @property
    def _holds_dead_letters(self) -> bool:
        return self._lane is self._queue.dead_letters or self._lane is self._queue.transfer_dead_letters

    def _in_its_words(self, refusal: Refusal) -> Refusal:
        """A session's receiver loses its session, not a single message."""
        lost = refusal.condition is Condition.MESSAGE_LOCK_LOST and isinstance(self._lane, Session)
        return _SESSION_LOCK_LOST if lost else refusal

    # -- ends --------------------------------------------------------------------------------------

    def lose_session(self) -> None:
        """The session's lock ran out: the link is of no use any more."""
        if self._link.state is LinkState.ATTACHED:
            self._link.detach(amqp_error(_SESSION_LOCK_LOST))

    def let_go(self) -> None:
        """The link is gone. A session is free at once; other locks run out by themselves."""
        if isinstance(self._lane, Session) and self._lane.holder is self:
            self._queue.release_session(self._lane)

    def entity_objection(self, now_ms: int) -> Refusal | None:
        """Say what the entity has against this link; otherwise note that it is in use."""
        self._queue.used_ms = now_ms
        return self._queue.objection(self._lane)
