"""A scripted client: it writes frames with the wire encoders and reads what the connection answers.

peer = Peer.begun()                      # SASL left out; open and begin have been exchanged
link = peer.attached_receiver(handle=1)  # a link on which the client receives
events = peer.sends(Flow(...))           # what the connection made of it
peer.hears()                             # [(channel, performative, payload), ...]
"""

import struct
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from longshore.amqp.connection import Connection
from longshore.amqp.events import AttachRequested, Event, Violated
from longshore.amqp.link import Link, ReceiverLink, SenderLink
from longshore.amqp.session import Session
from longshore.wire.fields import Fielded
from longshore.wire.frames import (
    AMQP_FRAME,
    AMQP_HEADER,
    EMPTY_FRAME,
    FRAME_HEADER_BYTES,
    PROTOCOL_HEADER_BYTES,
    SASL_FRAME,
    encode_frame,
    unpack_frame_header,
)
from longshore.wire.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Flow,
    Open,
    Transfer,
    decode_performative,
)
from longshore.wire.states import Error, Source, Target

CHANNEL = 3
"""Where the sessions of these tests are: not zero, so that a forgotten channel shows."""

Kind = TypeVar("Kind", bound=Fielded)


class Heard(NamedTuple):
    """One frame as the client gets it."""

    channel: int
    body: Fielded
    payload: bytes = b""


def frame(
    body: Fielded, payload: bytes = b"", *, channel: int = CHANNEL, frame_type: int = AMQP_FRAME
) -> bytes:
    """Return one frame, with a payload where it carries one."""
    encoded = encode_frame(channel, body, frame_type) + payload
    return struct.pack(">I", len(encoded)) + encoded[4:]


def parse(data: bytes) -> list[Heard | bytes]:
    """Return the frames in what a connection sent; protocol headers and empty frames as their bytes."""
    heard: list[Heard | bytes] = []
    pos = 0
    while pos < len(data):
        if data.startswith(b"AMQP", pos):
            heard.append(data[pos : pos + PROTOCOL_HEADER_BYTES])
            pos += PROTOCOL_HEADER_BYTES
            continue
        size, _offset, _type, channel = unpack_frame_header(data, pos)
        end = pos + size
        if size == FRAME_HEADER_BYTES:
            heard.append(EMPTY_FRAME)
        else:
            body, payload_at = decode_performative(data, pos + FRAME_HEADER_BYTES)
            heard.append(Heard(channel, body, data[payload_at:end]))
        pos = end
    return heard


class Peer:
    """One client and the connection it talks to; `driver` handles each event, as the broker would."""

    def __init__(self, driver: Callable[[Event], None] = lambda _event: None) -> None:
        self.now_ms = 0
        self.wake_ups = 0
        self.driver = driver
        self.violations: list[Error] = []
        self.connection = Connection("broker", self.now_ms, self._wake_up)

    @classmethod
    def opened(cls, *, max_frame_size: int | None = None, idle_time_out: int | None = None) -> "Peer":
        """Return a client whose connection is open; what was said so far has been read."""
        peer = cls()
        peer.says(AMQP_HEADER)
        theirs = Open("client", max_frame_size=max_frame_size, idle_time_out=idle_time_out)
        peer.sends(theirs, channel=0)
        peer.hears()
        return peer

    @classmethod
    def begun(cls, *, window: int = 1_000, max_frame_size: int | None = None) -> "Peer":
        """Return a client with a session on `CHANNEL`."""
        peer = cls.opened(max_frame_size=max_frame_size)
        peer.sends(Begin(None, 0, window, 1_000))
        peer.hears()
        return peer

    def _wake_up(self) -> None:
        self.wake_ups += 1

    # -- talking -----------------------------------------------------------------------------------

    def says(self, data: bytes) -> list[Event]:
        """Send bytes; returns what the connection made of them, without blame: that is in `violations`."""
        events: list[Event] = []
        for event in self.connection.receive(data, self.now_ms):
            if isinstance(event, Violated):
                self.violations.append(event.error)
            else:
                events.append(event)
            self.driver(event)
        return events

    def sends(
        self, body: Fielded, payload: bytes = b"", *, channel: int = CHANNEL, frame_type: int = AMQP_FRAME
    ) -> list[Event]:
        """Send one frame."""
        return self.says(frame(body, payload, channel=channel, frame_type=frame_type))

    def sends_sasl(self, body: Fielded) -> list[Event]:
        """Send one frame of the SASL dialog."""
        return self.sends(body, channel=0, frame_type=SASL_FRAME)

    def hears(self) -> list[Heard | bytes]:
        """Read what has gathered for the client."""
        return parse(self.connection.data_to_send(self.now_ms))

    def hears_bodies(self) -> list[Fielded]:
        """Read what has gathered, frames only, without their channels."""
        return [heard.body for heard in self.hears() if isinstance(heard, Heard)]

    def hears_one(self, kind: type[Kind]) -> Kind:
        """Read the one frame that has gathered."""
        [body] = self.hears_bodies()
        assert isinstance(body, kind)
        return body

    # -- sessions and links ------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """The connection's end of the session on `CHANNEL`."""
        return self.connection.sessions[CHANNEL]

    def asks(self, attach: Attach) -> Link:
        """Ask for a link that nobody has answered yet."""
        [event] = self.sends(attach)
        assert isinstance(event, AttachRequested)
        return event.link

    def asks_to_send(self, handle: int = 1) -> ReceiverLink:
        """Ask for a link on which the client sends."""
        link = self.asks(
            Attach("sends", handle, SENDER, source=Source("c"), target=Target("q"), initial_delivery_count=0)
        )
        assert isinstance(link, ReceiverLink)
        return link

    def asks_to_receive(self, handle: int = 2, snd_settle_mode: int = 0) -> SenderLink:
        """Ask for a link on which the client receives."""
        link = self.asks(
            Attach("receives", handle, RECEIVER, snd_settle_mode, 1, source=Source("q"), target=Target("c"))
        )
        assert isinstance(link, SenderLink)
        return link

    def attached_to_send(self, credit: int = 10, max_message_size: int = 0, handle: int = 1) -> ReceiverLink:
        """Return an attached link on which the client sends."""
        link = self.asks_to_send(handle)
        link.accept(credit, max_message_size)
        self.hears()
        return link

    def attached_to_receive(self, credit: int = 10, handle: int = 2, snd_settle_mode: int = 0) -> SenderLink:
        """Return an attached link on which the client receives."""
        link = self.asks_to_receive(handle, snd_settle_mode)
        link.accept()
        self.grants(credit, handle=handle)
        self.hears()
        return link

    def grants(
        self,
        credit: int,
        delivery_count: int = 0,
        handle: int = 2,
        *,
        drain: bool | None = None,
        echo: bool | None = None,
    ) -> list[Event]:
        """Grant credit to a link on which the client receives."""
        return self.sends(Flow(0, 1_000, 0, 1_000, handle, delivery_count, credit, drain=drain, echo=echo))

    def transfers(
        self,
        payload: bytes,
        handle: int = 1,
        delivery_id: int = 0,
        *,
        more: bool | None = None,
        aborted: bool | None = None,
    ) -> list[Event]:
        """Send one transfer frame."""
        return self.sends(Transfer(handle, delivery_id, b"tag", 0, more=more, aborted=aborted), payload)
