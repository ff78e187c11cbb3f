"""The link on which a client declares and discharges transactions [AMQP 4.1]."""

from collections.abc import Callable
from typing import Final

from longshore.amqp.events import Delivered
from longshore.amqp.link import ReceiverLink
from longshore.broker.errors import NOT_STORED, amqp_error, rejected
from longshore.broker.peer import Peer
from longshore.broker.unit import Unit
from longshore.model.refusal import Condition, Refusal
from longshore.wire.decode import DecodeError
from longshore.wire.states import ACCEPTED, Declare
from longshore.wire.transactions import decode_request, encode_declared

_CREDIT: Final = 100
_MAX_REQUEST_BYTES: Final = 65_536
_ACCEPTED: Final = ACCEPTED.encode()
_NOT_STORED: Final = rejected(NOT_STORED)
_SETTLED: Final = Refusal(
    Condition.NOT_ALLOWED, "A message to the coordinator must not be settled, for its answer matters."
)
"""[AMQP 4.2, 4.3] The link ends over it, and with the link its transactions."""


class CoordinatorLink:
    """What a link to the coordinator leads to."""

    __slots__ = ("_link", "_new_id", "_peer")

    def __init__(self, peer: Peer, link: ReceiverLink, new_id: Callable[[], bytes]) -> None:
        self._peer = peer
        self._link = link
        self._new_id = new_id
        link.accept(_CREDIT, _MAX_REQUEST_BYTES)

    def receive(self, delivered: Delivered, now_ms: int, unit: Unit) -> Refusal | None:
        """Take a declare or a discharge; returns a refusal, for the log."""
        if delivered.settled:
            self._link.detach(amqp_error(_SETTLED))
            self.let_go()
            return _SETTLED
        self._link.replenish(0)
        try:
            request = decode_request(delivered.payload)
        except DecodeError as error:
            return self._refuse(delivered, Refusal(Condition.DECODE_ERROR, f"Not understood: {error}."))
        if isinstance(request, Declare):
            return self._declare(delivered, now_ms)
        if request.fail:
            return self._roll_back(delivered, request.txn_id)
        refusal = self._peer.transactions.commit(request.txn_id, now_ms, unit)
        if refusal is not None:
            return self._refuse(delivered, refusal)
        unit.outbox.reply(lambda stored: self._answer(delivered, _ACCEPTED if stored else _NOT_STORED))
        return None

    def let_go(self) -> None:
        """The link is gone."""
        self._peer.transactions.roll_back_all_of(self)

    def _declare(self, delivered: Delivered, now_ms: int) -> Refusal | None:
        txn_id = self._new_id()
        refusal = self._peer.transactions.declare(txn_id, self, now_ms)
        if refusal is not None:
            return self._refuse(delivered, refusal)
        self._answer(delivered, encode_declared(txn_id))
        return None

    def _roll_back(self, delivered: Delivered, txn_id: bytes) -> Refusal | None:
        """Answer at once: a rollback has nothing to write."""
        refusal = self._peer.transactions.roll_back(txn_id)
        if refusal is not None:
            return self._refuse(delivered, refusal)
        self._answer(delivered, _ACCEPTED)
        return None

    def _refuse(self, delivered: Delivered, refusal: Refusal) -> Refusal:
        self._answer(delivered, rejected(refusal))
        return refusal

    def _answer(self, delivered: Delivered, state: bytes) -> None:
        self._link.session.settle_received(delivered.delivery_id, delivered.delivery_id, state)
