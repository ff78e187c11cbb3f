"""A load client that is not the bottleneck: frames are prepared once and patched, answers are counted.

It speaks just enough AMQP for one link on one connection (SASL PLAIN). A message to send is one transfer
frame made beforehand, into which only the delivery id is written; a received transfer is recognised by one
byte and not decoded. That costs about a microsecond per message, a tenth of what any broker written in
Python could need; the share of a core that it used is part of every result.
"""

import socket
import struct
from dataclasses import dataclass
from typing import Final

from longshore.wire.fields import Fielded
from longshore.wire.frames import (
    AMQP_HEADER,
    SASL_FRAME,
    SASL_HEADER,
    encode_disposition,
    encode_frame,
)
from longshore.wire.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Disposition,
    Flow,
    Open,
    SaslInit,
    decode_performative,
)
from longshore.wire.states import ACCEPTED, Source, Target

WINDOW: Final = 0x7FFF_FFFF
READ_BYTES: Final = 1 << 20
_ACCEPTED: Final = ACCEPTED.encode()
_DESCRIPTOR: Final = 10
_TRANSFER, _DISPOSITION, _FLOW, _ATTACH, _BEGIN, _OUTCOME = 0x14, 0x15, 0x13, 0x12, 0x11, 0x44
_ENDS: Final = {0x16, 0x17, 0x18}


@dataclass(frozen=True, slots=True)
class Access:
    """Where a broker is and how to get in."""

    host: str
    port: int
    user: str
    password: str


class Wire:
    """One connection with one session. Frames come out whole."""

    def __init__(self, access: Access) -> None:
        self.socket = socket.create_connection((access.host, access.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""
        self._ready: list[bytes] = []
        response = f"\0{access.user}\0{access.password}".encode()
        self.socket.sendall(SASL_HEADER + encode_frame(0, SaslInit("PLAIN", response), SASL_FRAME))
        self._skip_header()
        self.wait_for(_OUTCOME)
        self.socket.sendall(AMQP_HEADER)
        self._skip_header()
        self.send(Open("bench", max_frame_size=65_536), Begin(None, 0, WINDOW, WINDOW))
        self.wait_for(_BEGIN)

    def send(self, *performatives: Fielded) -> None:
        """Send a few frames."""
        self.socket.sendall(b"".join(encode_frame(0, performative) for performative in performatives))

    def wait_for(self, code: int) -> bytes:
        """Return the first frame of a kind; those before it are dropped, those behind it come next."""
        while True:
            frames = self._parse() or self.frames()
            for index, frame in enumerate(frames):
                if frame[_DESCRIPTOR] == code:
                    self._ready = frames[index + 1 :]
                    return frame

    def frames(self) -> list[bytes]:
        """Return the whole frames of one read; blocks for at least some bytes."""
        if self._ready:
            frames, self._ready = self._ready, []
            return frames
        data = self.socket.recv(READ_BYTES)
        if not data:
            raise ConnectionError("the broker closed the connection")
        self._rest = self._rest + data if self._rest else data
        return self._parse()

    def _parse(self) -> list[bytes]:
        buf, frames, pos = self._rest, [], 0
        while len(buf) - pos >= 8:
            size = int.from_bytes(buf[pos : pos + 4], "big")
            if len(buf) - pos < size:
                break
            frame = buf[pos : pos + size]
            pos += size
            if size > 8:
                if frame[_DESCRIPTOR] in _ENDS:
                    raise ConnectionError(str(decode_performative(frame, 8)[0]))
                frames.append(frame)
        self._rest = buf[pos:]
        return frames

    def _skip_header(self) -> None:
        while len(self._rest) < 8:
            self._rest += self.socket.recv(READ_BYTES)
        self._rest = self._rest[8:]


class Sender:
    """Sends the same message over and over; knows how many the broker has accepted."""

    def __init__(self, access: Access, address: str, size_bytes: int) -> None:
        self._wire = Wire(access)
        self._message = encoded_message(size_bytes)
        self.socket = self._wire.socket
        self.sent = 0
        self.accepted = 0
        self._wire.send(
            Attach("out", 0, SENDER, source=Source(), target=Target(address), initial_delivery_count=0)
        )
        flow, _ = decode_performative(self._wire.wait_for(_FLOW), 8)
        self.credit = flow.link_credit or 0 if isinstance(flow, Flow) else 0

    def send(self, count: int, stamp: bytes = b"") -> None:
        """Send some messages in one write; `stamp` replaces the end of their bodies."""
        body = self._message[: len(self._message) - len(stamp)] + stamp
        ids = range(self.sent, self.sent + count)
        self.socket.sendall(b"".join([transfer(delivery_id, body) for delivery_id in ids]))
        self.sent += count
        self.credit -= count

    def read(self) -> None:
        """Take the broker's answers."""
        for frame in self._wire.frames():
            performative, _ = decode_performative(frame, 8)
            if isinstance(performative, Disposition):
                first, last = performative.first, performative.last
                self.accepted += 1 + (last if last is not None else first) - first
            elif isinstance(performative, Flow):
                self.credit = (performative.delivery_count or 0) + (performative.link_credit or 0) - self.sent


class Receiver:
    """Receives and completes; knows how many completions the broker has confirmed."""

    def __init__(self, access: Access, address: str, credit: int) -> None:
        self._wire = Wire(access)
        self.socket = self._wire.socket
        self.received = 0
        self.confirmed = 0
        self._window = credit
        self._granted = credit
        self._wire.send(
            Attach("in", 0, RECEIVER, source=Source(address), target=Target()), self._flow(credit)
        )
        self._wire.wait_for(_ATTACH)

    def _flow(self, credit: int) -> Flow:
        return Flow(self.received, WINDOW, 0, WINDOW, 0, self.received, credit)

    def read(self) -> list[bytes]:
        """Take messages and complete them; returns the last eight bytes of each body."""
        stamps: list[bytes] = []
        first = self.received
        for frame in self._wire.frames():
            if frame[_DESCRIPTOR] == _TRANSFER:
                stamps.append(frame[-8:])
            elif frame[_DESCRIPTOR] == _DISPOSITION:
                performative, _ = decode_performative(frame, 8)
                if isinstance(performative, Disposition):
                    start, last = performative.first, performative.last
                    self.confirmed += 1 + (last if last is not None else start) - start
        if stamps:
            self.received += len(stamps)
            self._complete(first)
        return stamps

    def _complete(self, first: int) -> None:
        answer = complete(first, self.received - 1)
        if self._granted - self.received < self._window // 2:
            self._granted = self.received + self._window
            answer += encode_frame(0, self._flow(self._window))
        self.socket.sendall(answer)


def complete(first: int, last: int) -> bytes:
    """Return an unsettled accepting disposition: the broker's answer is awaited, as SDKs do."""
    settled = encode_disposition(0, RECEIVER, first, last, _ACCEPTED)
    at = len(settled) - len(_ACCEPTED) - 2  # behind the state stands one more field
    return settled[:at] + b"\x42" + settled[at + 1 :]


# size, data offset, type, channel | descriptor, list8 of 4: handle 0, delivery-id, 4-byte tag, format 0
_pack_transfer: Final = struct.Struct(">IBBH 7sBI2sIB").pack
_TRANSFER_BYTES: Final = 27


def transfer(delivery_id: int, message: bytes) -> bytes:
    """Return an unsettled transfer on handle 0; its delivery id is also its tag."""
    list_of_four, tag = b"\x00\x53\x14\xc0\x0e\x04\x43", b"\xa0\x04"
    size_bytes = _TRANSFER_BYTES + len(message)
    head = _pack_transfer(size_bytes, 2, 0, 0, list_of_four, 0x70, delivery_id, tag, delivery_id, 0x43)
    return head + message


def encoded_message(size_bytes: int) -> bytes:
    """Return a message as an SDK would send it: a durable header, an id, a body of that size."""
    return (
        b"\x00\x53\x70\xc0\x02\x01\x41"
        b"\x00\x53\x73\xc0\x08\x01\xa1\x05bench"
        b"\x00\x53\x75\xb0" + size_bytes.to_bytes(4, "big") + bytes(size_bytes)
    )
