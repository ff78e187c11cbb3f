"""Sessions [AMQP 2.5]: channels, windows, handles, and who decided about which delivery."""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from longshore.amqp.errors import (
    FRAMING_ERROR,
    HANDLE_IN_USE,
    NOT_ALLOWED,
    UNATTACHED_HANDLE,
    PeerViolation,
    Scope,
)
from longshore.amqp.events import (
    AttachRequested,
    CreditChanged,
    Delivered,
    Detached,
    Event,
    Settled,
    Violated,
)
from longshore.amqp.link import UINT32, Link, ReceiverLink, SenderLink, distance
from longshore.amqp.states import SESSION, LinkState, SessionState
from longshore.wire.fields import Fielded
from longshore.wire.frames import (
    TRANSFER_OVERHEAD_BYTES,
    encode_continuation,
    encode_disposition,
    encode_transfer,
)
from longshore.wire.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Detach,
    Disposition,
    End,
    Flow,
    Transfer,
    delivery_state,
)
from longshore.wire.states import DeliveryState, Error, Outcome, TransactionalState

if TYPE_CHECKING:
    from longshore.amqp.connection import Connection

MAX_LINKS: Final = 1_024
"""Handles per session; announced as handle-max. A well-behaved SDK uses three."""

INCOMING_WINDOW: Final = 0x7FFF_FFFF
"""We never limit by the session window: credit on each link does, and it is what clients handle best."""


class Session:
    """One session. `unsettled` holds the deliveries we sent and the peer has not decided about."""

    __slots__ = (
        "_held_detaches",
        "_held_frames",
        "_next_delivery_id",
        "_next_incoming_id",
        "_next_outgoing_id",
        "_owed",
        "_window",
        "channel",
        "connection",
        "links",
        "state",
        "unsettled",
    )

    def __init__(self, connection: "Connection", channel: int, begin: Begin) -> None:
        self.connection = connection
        self.channel = channel
        self.state = SessionState.BEGIN_RECEIVED
        self.links: dict[int, Link] = {}
        self.unsettled: dict[int, tuple[SenderLink, bytes]] = {}
        self._next_incoming_id = begin.next_outgoing_id
        self._next_outgoing_id = 0
        self._next_delivery_id = 0
        self._window = begin.incoming_window
        self._owed = 0
        """Deliveries and decisions of the peer that wait for our disposition."""
        self._held_detaches: list[Detach] = []
        self._held_frames: deque[tuple[SenderLink, bytes]] = deque()

    def accept(self) -> None:
        """Answer the peer's begin, on the same channel number."""
        self.state = SESSION[self.state, "> begin"]
        self.send(
            Begin(
                remote_channel=self.channel,
                next_outgoing_id=self._next_outgoing_id,
                incoming_window=INCOMING_WINDOW,
                outgoing_window=INCOMING_WINDOW,
                handle_max=MAX_LINKS - 1,
            )
        )

    # -- frames in ---------------------------------------------------------------------------------

    def receive(self, frame: Fielded) -> Sequence[Event]:
        """Take one performative of this session, any but transfer; returns what it means."""
        if self.state is not SessionState.MAPPED:
            # [AMQP 2.5.5] DISCARDING: what was on its way means nothing any more
            answered = self.state is SessionState.END_SENT and isinstance(frame, End)
            return self.over() if answered else ()
        if isinstance(frame, Disposition):
            return self._on_disposition(frame)
        if isinstance(frame, Flow):
            return self._on_flow(frame)
        if isinstance(frame, Attach):
            return self._on_attach(frame)
        if isinstance(frame, Detach):
            return self._on_detach(frame)
        if isinstance(frame, End):
            return self._on_end()
        raise PeerViolation(Scope.CONNECTION, NOT_ALLOWED, f"{type(frame).__name__} is not allowed here")

    def on_transfer(self, transfer: Transfer, payload: bytes) -> Sequence[Event]:
        """Take one transfer frame; returns the delivery once it is whole, or the end of a link it broke."""
        self._next_incoming_id = (self._next_incoming_id + 1) & UINT32
        link = self.links.get(transfer.handle)
        if link is None:
            if self.state is not SessionState.MAPPED:
                return ()
            raise _unattached(transfer.handle)
        if link.state is not LinkState.ATTACHED:
            return ()
        if not isinstance(link, ReceiverLink):
            raise PeerViolation(Scope.SESSION, NOT_ALLOWED, "a transfer came on a link whose peer receives")
        try:
            delivery = link.take_frame(transfer, payload)
        except PeerViolation as violation:
            return self._break_link(link, violation)
        if delivery is None:
            return ()
        first, payload, oversize_bytes = delivery
        if first.delivery_id is None:
            raise PeerViolation(Scope.SESSION, NOT_ALLOWED, "the first transfer of a delivery needs an id")
        settled = bool(first.settled)
        self._owed += not settled
        state = None if first.state is None else delivery_state(first.state)
        message_format = first.message_format or 0
        return (Delivered(link, first.delivery_id, message_format, payload, settled, state, oversize_bytes),)

    def _break_link(self, link: Link, violation: PeerViolation) -> Sequence[Event]:
        error = Error(violation.condition, violation.description)
        link.detach(error)
        return Violated(error), Detached(link)

    def _on_disposition(self, disposition: Disposition) -> Sequence[Event]:
        if disposition.role is SENDER:
            return ()  # about deliveries we received: ours to settle, and we settle them first
        state = delivery_state(disposition.state)
        if not disposition.settled and not _decides(state):
            return ()
        first = disposition.first
        last = first if disposition.last is None else disposition.last
        count = ((last - first) & UINT32) + 1
        if count > len(self.unsettled):
            ids = [known for known in self.unsettled if ((known - first) & UINT32) < count]
        else:
            ids = [(first + step) & UINT32 for step in range(count)]
        found = []
        for delivery_id in ids:
            sent = self.unsettled.pop(delivery_id, None)
            if sent is not None:
                found.append((delivery_id, *sent))
        if not found:
            return ()
        if not disposition.settled:
            self._owed += len(found)
        return (Settled(self, found, state, bool(disposition.settled)),)

    def _on_flow(self, flow: Flow) -> Sequence[Event]:
        seen = flow.next_incoming_id if flow.next_incoming_id is not None else 0
        self._window = max(0, flow.incoming_window + distance(self._next_outgoing_id, seen))  # [AMQP 2.5.6]
        self._send_held()
        if flow.handle is None:
            if flow.echo:
                self.send(self._flow())
            return ()
        return self._on_link_flow(self._link(flow.handle), flow)

    def _on_link_flow(self, link: Link, flow: Flow) -> Sequence[Event]:
        """A peer may grant credit before its attach is answered: the credit counts, the event waits."""
        if isinstance(link, SenderLink) and link.state in _ALIVE:
            link.on_flow(flow)
        if link.state is not LinkState.ATTACHED:
            return ()
        if flow.echo:
            self.send_flow(link.handle, link.delivery_count, link.credit)
        return (CreditChanged(link),) if isinstance(link, SenderLink) else ()

    def _on_attach(self, attach: Attach) -> Sequence[Event]:
        if attach.handle in self.links:
            raise PeerViolation(Scope.SESSION, HANDLE_IN_USE, f"handle {attach.handle} is attached already")
        if attach.handle >= MAX_LINKS:  # [AMQP 2.7.2] beyond handle-max the connection ends
            raise PeerViolation(Scope.CONNECTION, FRAMING_ERROR, f"a session may have {MAX_LINKS} links")
        link = (SenderLink if attach.role is RECEIVER else ReceiverLink)(self, attach)
        self.links[attach.handle] = link
        return (AttachRequested(link),)

    def _on_detach(self, detach: Detach) -> Sequence[Event]:
        link = self._link(detach.handle)
        state = link.state
        link.step("< detach")
        del self.links[detach.handle]
        if state is LinkState.DETACH_SENT:
            return ()
        if state is LinkState.ATTACH_RECEIVED:
            link.attach_nothing()  # pyamqp and rhea end everything over a detach without an attach
        self._held_detaches.append(Detach(detach.handle, closed=bool(detach.closed)))
        self._answer_ends()
        self.forget_deliveries(link)
        return (Detached(link),)

    def _on_end(self) -> Sequence[Event]:
        self.state = SESSION[self.state, "< end"]
        gone = self._drop_links()
        self._answer_ends()
        return gone

    def _answer_ends(self) -> None:
        """Answer detaches and the end, as soon as the peer has heard of every delivery it waits for."""
        if self._owed > 0:
            return
        for detach in self._held_detaches:
            self.send(detach)
        self._held_detaches.clear()
        if self.state is SessionState.END_RECEIVED:
            self.send(End())
            self.state = SESSION[self.state, "> end"]
            self.connection.forget(self.channel)

    def _link(self, handle: int) -> Link:
        link = self.links.get(handle)
        if link is None:
            raise _unattached(handle)
        return link

    # -- frames out --------------------------------------------------------------------------------

    def send(self, performative: Fielded) -> None:
        """Put one frame of this session on its way."""
        self.connection.send(self.channel, performative)

    def _flow(self) -> Flow:
        return Flow(self._next_incoming_id, INCOMING_WINDOW, self._next_outgoing_id, INCOMING_WINDOW)

    def send_flow(self, handle: int, delivery_count: int, credit: int, *, drain: bool = False) -> None:
        """Tell the peer a link's credit."""
        flow = self._flow()
        flow.handle, flow.delivery_count, flow.link_credit, flow.drain = handle, delivery_count, credit, drain
        self.send(flow)

    @property
    def answerable(self) -> bool:
        """Whether the peer still waits for answers."""
        return self.state in {SessionState.MAPPED, SessionState.END_RECEIVED}

    @property
    def writable(self) -> bool:
        """Whether a delivery sent now would leave now: the peer's window is open."""
        return self._window > 0 and self.state is SessionState.MAPPED

    def send_delivery(self, link: SenderLink, tag: bytes, payload: bytes) -> None:
        """Send a message in as many frames as the peer's frame size asks for."""
        delivery_id = self._next_delivery_id
        self._next_delivery_id = (delivery_id + 1) & UINT32
        if not link.settled:
            self.unsettled[delivery_id] = (link, tag)
        room = self.connection.peer_max_frame_size - TRANSFER_OVERHEAD_BYTES
        size_bytes = len(payload)
        if size_bytes <= room:
            frame = encode_transfer(self.channel, link.handle, delivery_id, tag, link.settled, False, payload)
            self._send_transfer(link, frame)
            return
        frame = encode_transfer(
            self.channel, link.handle, delivery_id, tag, link.settled, True, payload[:room]
        )
        self._send_transfer(link, frame)
        for start in range(room, size_bytes, room):
            chunk, more = payload[start : start + room], start + room < size_bytes
            self._send_transfer(link, encode_continuation(self.channel, link.handle, more, chunk))

    def _send_transfer(self, link: SenderLink, frame: bytes) -> None:
        """[AMQP 2.5.6] Every transfer frame takes an id and a place in the peer's window, or waits."""
        if self._window <= 0 or self._held_frames:
            self._held_frames.append((link, frame))
            return
        self._next_outgoing_id = (self._next_outgoing_id + 1) & UINT32
        self._window -= 1
        self.connection.send_bytes(frame)

    def _send_held(self) -> None:
        held, self._held_frames = self._held_frames, deque()
        for link, frame in held:
            self._send_transfer(link, frame)

    def settle_received(self, first: int, last: int, state: bytes) -> None:
        """Settle deliveries that the peer sent us; `state` is the encoded outcome."""
        self._settle(RECEIVER, first, last, state)

    def settle_sent(self, first: int, last: int, state: bytes) -> None:
        """Answer the peer's decision about deliveries that we sent: now both sides have forgotten them."""
        self._settle(SENDER, first, last, state)

    def _settle(self, role: bool, first: int, last: int, state: bytes) -> None:
        if not self.answerable:
            return
        self.connection.send_bytes(encode_disposition(self.channel, role, first, last, state))
        self._owed -= ((last - first) & UINT32) + 1
        self._answer_ends()

    # -- ends --------------------------------------------------------------------------------------

    def forget_deliveries(self, link: Link) -> None:
        """A detached link's deliveries cannot be decided on any more, nor may what is held be sent."""
        if isinstance(link, SenderLink):
            for delivery_id in [key for key, (owner, _) in self.unsettled.items() if owner is link]:
                del self.unsettled[delivery_id]
            self._held_frames = deque(held for held in self._held_frames if held[0] is not link)

    def end(self, error: Error) -> Sequence[Event]:
        """End the session from our side; returns its links as gone."""
        self.state = SESSION[self.state, "> end"]
        self.send(End(error))
        return self._drop_links()

    def over(self) -> Sequence[Event]:
        """The session is gone on both sides (or with its connection); returns its links as gone."""
        self.state = SessionState.ENDED
        self.connection.forget(self.channel)
        return self._drop_links()

    def _drop_links(self) -> Sequence[Event]:
        links = [link for link in self.links.values() if link.state in _ALIVE]
        self.links.clear()
        self.unsettled.clear()
        self._held_frames.clear()
        for link in links:
            link.state = LinkState.DETACHED
        return [Detached(link) for link in links]


_ALIVE: Final = (LinkState.ATTACH_RECEIVED, LinkState.ATTACHED)


def _decides(state: DeliveryState | None) -> bool:
    """[AMQP 3.4, 4.4.2] An outcome is a decision, also within a transaction; any other state is not."""
    outcome = state.outcome if isinstance(state, TransactionalState) else state
    return isinstance(outcome, Outcome)


def _unattached(handle: int) -> PeerViolation:
    return PeerViolation(Scope.SESSION, UNATTACHED_HANDLE, f"handle {handle} is not attached")
