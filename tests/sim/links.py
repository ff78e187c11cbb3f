"""The links of a client: credit, deliveries in several frames, answers that are promised."""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from longshore.wire.performatives import RECEIVER, Attach, Detach, Disposition, Flow, Transfer
from longshore.wire.states import DeliveryState, Error

from .agenda import Promise
from .ledger import Violation

if TYPE_CHECKING:
    from .amqp import Connection

WINDOW = 1_000_000
_FRAME_PAYLOAD_BYTES = 3_500


class Lost(Exception):  # noqa: N818  # what the client knows: the answer is lost
    """The connection is over, or the session: there will be no answer."""


class Detached(Exception):  # noqa: N818  # the broker's word
    """The link is over, or never came to be."""

    def __init__(self, error: Error | None) -> None:
        super().__init__("" if error is None else f"{error.condition}: {error.description}")
        self.condition = None if error is None else error.condition


class Delivery:
    """A message on its way in, and what is known of it."""

    __slots__ = ("delivery_id", "link", "payload", "sent_ms", "settled", "tag")

    def __init__(self, link: "InLink", first: Transfer) -> None:
        self.link = link
        self.delivery_id = first.delivery_id or 0
        self.tag = first.delivery_tag or b""
        self.settled = bool(first.settled)
        self.payload = b""
        self.sent_ms = 0


class _Link:
    """What both kinds of link share."""

    def __init__(self, connection: "Connection", handle: int) -> None:
        self.connection = connection
        self.handle = handle
        self.attached: Promise[Attach] = connection.agenda.promise()
        self.over: Exception | None = None
        self.on_over: Callable[[], None] = lambda: None
        self._closing: Promise[None] | None = None

    def on_attach(self, attach: Attach, sent_ms: int) -> None:  # noqa: ARG002  # receivers want the time
        """The broker answered; a refusal follows with a detach [AMQP 2.6.3]."""
        end = attach.target if attach.role is RECEIVER else attach.source
        if end is not None:
            self.attached.keep(attach)

    def end(self, error: Exception) -> None:
        """Nothing more happens here."""
        if self.over is None:
            self.over = error
            self.on_over()
            self.attached.fail(error)
            if self._closing is not None:
                self._closing.keep(None)

    async def close(self) -> None:
        """Detach, and wait for the answer."""
        if self.over is None:
            self._closing = self.connection.agenda.promise()
            self.connection.say(Detach(self.handle, closed=True))
            await self._closing


class OutLink(_Link):
    """A link on which the client sends."""

    def __init__(self, connection: "Connection", handle: int) -> None:
        super().__init__(connection, handle)
        self.credit = 0
        self.sent = 0
        self._waiting: list[Promise[None]] = []
        self.unanswered: dict[int, Promise[DeliveryState | None]] = {}

    def on_flow(self, flow: Flow) -> None:
        """The broker granted credit."""
        self.credit = (flow.delivery_count or 0) + (flow.link_credit or 0) - self.sent
        if self.credit > 0:
            waiting, self._waiting = self._waiting, []
            for promise in waiting:
                promise.keep(None)

    async def ready(self) -> None:
        """Wait until there is credit."""
        while self.credit <= 0:
            if self.over is not None:
                raise self.over
            promise: Promise[None] = self.connection.agenda.promise()
            self._waiting.append(promise)
            await promise
        if self.over is not None:
            raise self.over

    def send(
        self,
        payload: bytes,
        *,
        message_format: int = 0,
        settled: bool = False,
        state: DeliveryState | None = None,
    ) -> "Promise[DeliveryState | None]":
        """Send a delivery in as many frames as it takes; the answer is promised."""
        connection = self.connection
        answer: Promise[DeliveryState | None] = connection.agenda.promise()
        if self.over is not None:
            answer.fail(self.over)
            return answer
        delivery_id = connection.next_delivery_id()
        self.credit -= 1
        self.sent += 1
        if settled:
            answer.keep(None)
        else:
            self.unanswered[delivery_id] = connection.sent[delivery_id] = answer
        tag = delivery_id.to_bytes(4, "big")
        transfer = Transfer(self.handle, delivery_id, tag, message_format, settled=settled, state=state)
        data = b""
        while True:
            chunk, payload = payload[:_FRAME_PAYLOAD_BYTES], payload[_FRAME_PAYLOAD_BYTES:]
            transfer.more = bool(payload)
            encoded = transfer.encode() + chunk
            data += (8 + len(encoded)).to_bytes(4, "big") + b"\x02\x00\x00\x00" + encoded
            if not payload:
                break
        connection.say_raw(data)
        return answer

    def end(self, error: Exception) -> None:
        super().end(error)
        for waiting in self._waiting:
            waiting.fail(error)
        for answer in self.unanswered.values():
            answer.fail(error)
        self._waiting.clear()
        self.unanswered.clear()


class InLink(_Link):
    """A link on which the client receives."""

    def __init__(self, connection: "Connection", handle: int) -> None:
        super().__init__(connection, handle)
        self.received = 0
        self.granted = 0
        """Deliveries that may come in all."""
        self._most = 0
        """Deliveries that may have left before the broker heard of a smaller credit."""
        self.attached_ms = 0
        self.inbox: deque[Delivery] = deque()
        self._partial: Delivery | None = None
        self._waiting: Promise[bool] | None = None

    def on_attach(self, attach: Attach, sent_ms: int) -> None:
        self.attached_ms = sent_ms
        super().on_attach(attach, sent_ms)

    def grant(self, credit: int, *, drain: bool = False) -> None:
        """Let that many deliveries come from here on."""
        if self.over is not None:
            return
        self.granted = self.received + credit
        self._most = max(self._most, self.granted)
        self.connection.say(
            Flow(self.connection.received, WINDOW, 0, WINDOW, self.handle, self.received, credit, drain=drain)
        )

    def on_transfer(self, transfer: Transfer, payload: bytes, sent_ms: int) -> None:
        """A frame of a delivery came."""
        if self._partial is None:
            self._partial = Delivery(self, transfer)
        delivery = self._partial
        delivery.payload += payload
        delivery.sent_ms = sent_ms
        if transfer.more:
            return
        self._partial = None
        self.received += 1
        if self.received > self._most and self.over is None:
            raise Violation(f"credit: delivery {self.received} came, {self._most} were granted")
        self.inbox.append(delivery)
        self._wake(arrived=True)

    def on_flow(self, flow: Flow) -> None:
        """The broker has drained the link: the credit is gone."""
        if flow.drain:
            self.received = self.granted = flow.delivery_count or 0
            self._most = max(self._most, self.received)

    async def next(self, patience_ms: int) -> Delivery | None:
        """Return the next message, None when none comes in time. Raises what ended the link."""
        if not self.inbox and self.over is None:
            self._waiting = self.connection.agenda.promise()
            waiting = self._waiting
            self.connection.agenda.after(patience_ms, lambda: waiting.keep(False))
            await waiting
        if self.inbox:
            return self.inbox.popleft()
        if self.over is not None:
            raise self.over
        return None

    def settle(self, delivery: Delivery, state: DeliveryState) -> "Promise[DeliveryState | None]":
        """Decide about a delivery; the answer is promised."""
        answer: Promise[DeliveryState | None] = self.connection.agenda.promise()
        if self.over is not None:
            answer.fail(self.over)
            return answer
        self.connection.decided[delivery.delivery_id] = (self, answer)
        self.connection.say(
            Disposition(
                RECEIVER,
                delivery.delivery_id,
                delivery.delivery_id,
                settled=False,
                state=state,
            )
        )
        return answer

    def end(self, error: Exception) -> None:
        super().end(error)
        self.connection.drop_decisions(self, error)
        self._wake(arrived=False)

    def _wake(self, *, arrived: bool) -> None:
        if self._waiting is not None:
            self._waiting.keep(arrived)
