"""Links [AMQP 2.6]: credit, deliveries in several frames, attaching and detaching.

A `ReceiverLink` takes what the peer sends, a `SenderLink` sends to the peer. Credit is counted as the
standard does: both ends keep a delivery-count, and credit is always relative to it [AMQP 2.6.7].
"""

from typing import TYPE_CHECKING, Final

from longshore.amqp.errors import NOT_ALLOWED, TRANSFER_LIMIT_EXCEEDED, PeerViolation, Scope
from longshore.amqp.states import LINK, LinkState
from longshore.wire.performatives import Attach, Detach, Flow, Transfer
from longshore.wire.states import Error, Source

if TYPE_CHECKING:
    from longshore.amqp.session import Session

UINT32: Final = 0xFFFF_FFFF
_HALF: Final = 0x8000_0000

SETTLED_MODE: Final = 1
"""[AMQP 2.8.2] snd-settle-mode: the sender sends everything settled."""


def distance(start: int, end: int) -> int:
    """[RFC 1982] How far `end` is ahead of `start` on the circle of 32-bit numbers; negative when behind."""
    return ((end - start + _HALF) & UINT32) - _HALF


class Link:
    """What both kinds of link share. `attach` is the peer's request, kept as it came."""

    __slots__ = ("attach", "attachment", "credit", "delivery_count", "handle", "session", "state")

    def __init__(self, session: "Session", attach: Attach) -> None:
        self.session = session
        self.attach = attach
        self.handle = attach.handle
        self.state = LinkState.ATTACH_RECEIVED
        self.credit = 0
        self.delivery_count = 0
        self.attachment: object = None
        """Whatever the driver hangs here: what the link leads to."""

    def step(self, signal: str) -> None:
        """Move by the table."""
        self.state = LINK[self.state, signal]

    def _answer(self, **changes: object) -> Attach:
        """Return the peer's attach turned round: same name and handle, the other role, all fields there."""
        theirs = self.attach
        answer = Attach(
            name=theirs.name,
            handle=self.handle,
            role=not theirs.role,
            snd_settle_mode=theirs.snd_settle_mode,
            rcv_settle_mode=theirs.rcv_settle_mode,
            source=theirs.source,
            target=theirs.target,
        )
        for name, value in changes.items():
            setattr(answer, name, value)
        return answer

    def refuse(self, error: Error) -> None:
        """Refuse the link [AMQP 2.6.3]: attach with null source and target, then detach with the error."""
        self.step("> refuse")
        self.attach_nothing()
        self.session.send(Detach(self.handle, closed=True, error=error))

    def attach_nothing(self) -> None:
        """Answer the attach without source and target: no link, but a handle that a detach may name."""
        initial = 0 if isinstance(self, SenderLink) else None
        self.session.send(self._answer(source=None, target=None, initial_delivery_count=initial))

    def detach(self, error: Error | None) -> None:
        """End an attached link from our side; the peer's detach answers later."""
        self.step("> detach")
        self.session.send(Detach(self.handle, closed=True, error=error))
        self.session.forget_deliveries(self)


class ReceiverLink(Link):
    """A link on which the peer sends. Credit is granted by `accept` and `replenish`.

    Of a message beyond `max_message_size` (0: no limit) the bytes are counted, not kept.
    """

    __slots__ = ("_first", "_frames", "_size_bytes", "max_message_size", "window")

    def __init__(self, session: "Session", attach: Attach) -> None:
        super().__init__(session, attach)
        self.delivery_count = attach.initial_delivery_count or 0
        self.window = 0
        self.max_message_size = 0
        self._first: Transfer | None = None
        self._frames: list[bytes] = []
        self._size_bytes = 0

    def accept(
        self,
        credit: int,
        max_message_size: int,
        properties: dict[object, object] | None = None,
    ) -> None:
        """Attach and grant `credit` deliveries at once, of up to `max_message_size` bytes each."""
        self.step("> attach")
        self.max_message_size = max_message_size
        self.session.send(self._answer(max_message_size=max_message_size, properties=properties))
        self.window = credit
        self.grant(credit)

    def grant(self, credit: int) -> None:
        """Set the credit to `credit` deliveries from here on."""
        self.credit = credit
        self.session.send_flow(self.handle, self.delivery_count, credit)

    def replenish(self, unsettled: int) -> None:
        """Grant credit again when half of the window is used up and settled.

        `unsettled` deliveries still wait for the driver: they count against the window, so that a peer
        can never have more than a window's worth of messages undecided.
        """
        if self.state is LinkState.ATTACHED and self.credit + unsettled <= self.window // 2:
            self.grant(self.window - unsettled)

    def take_frame(self, transfer: Transfer, payload: bytes) -> tuple[Transfer, bytes, int] | None:
        """Return (first frame, whole payload, size if that is too large, else 0) of a complete delivery.

        A state on a later frame counts as the first frame's. Raises PeerViolation (link scope) beyond the
        credit, or for mixed deliveries.
        """
        first = self._first
        if first is None:
            if self.credit <= 0:
                raise PeerViolation(Scope.LINK, TRANSFER_LIMIT_EXCEEDED, "the link has no credit left")
            self.credit -= 1
            self.delivery_count = (self.delivery_count + 1) & UINT32
            first = transfer
        elif transfer.delivery_id not in {None, first.delivery_id}:  # [AMQP 2.7.5]
            self._reset()
            raise PeerViolation(Scope.LINK, NOT_ALLOWED, "a delivery began before the last one was complete")
        elif transfer.state is not None:
            first.state = transfer.state
        if transfer.aborted:
            self._reset()
            self.grant(self.credit + 1)  # the driver never hears of it, so it cannot replenish
            return None
        self._size_bytes += len(payload)
        oversize = self._size_bytes > self.max_message_size > 0
        if oversize:
            self._frames.clear()
            payload = b""
        if transfer.more:
            self._first = first
            if payload:
                self._frames.append(payload)
            return None
        oversize_bytes = self._size_bytes if oversize else 0
        if first is transfer:
            self._size_bytes = 0
            return first, payload, oversize_bytes
        whole = b"".join((*self._frames, payload))
        self._reset()
        return first, whole, oversize_bytes

    def _reset(self) -> None:
        self._first = None
        self._frames = []
        self._size_bytes = 0


class SenderLink(Link):
    """A link on which we send as long as the peer grants credit."""

    __slots__ = ("drain", "settled")

    def __init__(self, session: "Session", attach: Attach) -> None:
        super().__init__(session, attach)
        self.drain = False
        self.settled = attach.snd_settle_mode == SETTLED_MODE
        """The peer wants every delivery settled: Service Bus's receive-and-delete."""

    def accept(self, source: Source | None = None, properties: dict[object, object] | None = None) -> None:
        """Attach; `source` replaces the peer's where the answer must say more than the request."""
        self.step("> attach")
        self.session.send(
            self._answer(
                source=source or self.attach.source,
                initial_delivery_count=0,
                properties=properties,
            )
        )

    def on_flow(self, flow: Flow) -> None:
        """[AMQP 2.6.7] link-credit = their delivery-count + their credit - our delivery-count."""
        theirs = flow.delivery_count if flow.delivery_count is not None else 0
        self.credit = max(0, (flow.link_credit or 0) + distance(self.delivery_count, theirs))
        self.drain = bool(flow.drain)

    def deliver(self, tag: bytes, payload: bytes) -> None:
        """Send one message; the driver has checked `credit` and `session.writable`.

        It had credit when it took the message; if the peer has thought better of that since, the message
        leaves all the same, as one that was on its way already [AMQP 2.6.7].
        """
        self.credit = max(0, self.credit - 1)
        self.delivery_count = (self.delivery_count + 1) & UINT32
        self.session.send_delivery(self, tag, payload)

    def drained(self) -> None:
        """[AMQP 2.6.7] Nothing is left to send: advance the delivery-count over all remaining credit."""
        self.delivery_count = (self.delivery_count + self.credit) & UINT32
        self.credit = 0
        self.drain = False
        self.session.send_flow(self.handle, self.delivery_count, 0, drain=True)
