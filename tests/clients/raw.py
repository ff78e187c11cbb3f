"""A socket that says what it likes: for peers that no SDK would be."""

import socket
import ssl
import struct
from types import TracebackType
from typing import Final, Protocol, Self, TypeVar

import websocket

from longshore.wire.fields import Fielded
from longshore.wire.frames import (
    AMQP_HEADER,
    FRAME_HEADER_BYTES,
    SASL_FRAME,
    SASL_HEADER,
    encode_frame,
    unpack_frame_header,
)
from longshore.wire.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Close,
    Detach,
    End,
    Flow,
    Open,
    SaslInit,
    Transfer,
    decode_performative,
)
from longshore.wire.states import Error, Source, Target
from longshore.wire.values import Symbol

PATIENCE_S: Final = 10.0
WINDOW: Final = 0x7FFF_FFFF
ROOT: Final = "RootManageSharedAccessKey"
WAYS: Final = ("tcp", "tls", "ws", "wss")
"""Every way through a port."""

F = TypeVar("F", bound=Fielded)


class Reachable(Protocol):
    """A broker, wherever it runs."""

    port: int

    def key_of(self, policy: str) -> str:
        """Return the primary key of an access policy."""


class Secure(Reachable, Protocol):
    """A broker that speaks TLS."""

    @property
    def ca_file(self) -> str:
        """Return the authority to trust."""


class Raw:
    """One connection."""

    def __init__(self, broker: Reachable) -> None:
        self._broker = broker
        self.socket = socket.create_connection(("127.0.0.1", broker.port), PATIENCE_S)
        self.name = "{}:{}".format(*self.socket.getsockname())
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    # -- speaking ----------------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Say anything at all."""
        self.socket.sendall(data)

    def say(self, *performatives: Fielded, channel: int = 0) -> None:
        """Say something in AMQP."""
        self.send(b"".join(encode_frame(channel, performative) for performative in performatives))

    def open(self) -> Self:
        """Authenticate with the namespace's key and begin a session."""
        response = f"\0{ROOT}\0{self._broker.key_of(ROOT)}".encode()
        self.send(SASL_HEADER + encode_frame(0, SaslInit("PLAIN", response), SASL_FRAME))
        self.wait_for_header()
        self.hear()
        self.hear()
        self.send(AMQP_HEADER)
        self.wait_for_header()
        self.say(Open("raw"), Begin(None, 0, WINDOW, WINDOW))
        self.wait_for(Begin)
        return self

    def attach_sender(self, queue: str, handle: int = 0) -> None:
        """Attach a link to send on."""
        end = Target(address=queue)
        self.say(
            Attach(f"to-{handle}", handle, SENDER, source=Source(), target=end, initial_delivery_count=0)
        )
        self.wait_for(Flow)

    def attach_receiver(self, queue: str, credit: int, handle: int = 1) -> None:
        """Attach a link to receive on."""
        self.say(
            Attach(f"from-{handle}", handle, RECEIVER, source=Source(address=queue), target=Target()),
            Flow(0, WINDOW, 0, WINDOW, handle=handle, delivery_count=0, link_credit=credit),
        )

    def attach_session(self, queue: str, session_id: str, handle: int = 1) -> Attach:
        """Accept a session; returns the answer."""
        source = Source(address=queue, filter={Symbol("com.microsoft:session-filter"): session_id})
        self.say(Attach(f"from-{handle}", handle, RECEIVER, source=source, target=Target()))
        return self.wait_for(Attach)

    def transfer(self, number: int, payload: bytes, handle: int = 0, *, more: bool = False) -> None:
        """Send a message, or the first frame of one."""
        self.send(transfer_frame(number, payload, handle, more=more))

    # -- hearing -----------------------------------------------------------------------------------

    def rest(self) -> bytes:
        """Return all that the broker says until it closes."""
        said = self._rest
        while data := self._receive():
            said += data
        return said

    def wait_for_header(self) -> None:
        """Read a protocol header."""
        self._read(len(AMQP_HEADER))

    def hear(self) -> Fielded:
        """Return the next performative."""
        return decode_performative(self.hear_frame(), 0)[0]

    def hear_frame(self) -> bytes:
        """Return the body of the next frame that has one: a performative, and what it carries."""
        while True:
            size, offset, _type, _channel = unpack_frame_header(self._read(FRAME_HEADER_BYTES), 0)
            body = self._read(size - FRAME_HEADER_BYTES)
            if body:
                return body[offset * 4 - FRAME_HEADER_BYTES :]

    def wait_for(self, kind: type[F]) -> F:
        """Return the next performative of a kind."""
        while True:
            heard = self.hear()
            if isinstance(heard, kind):
                return heard

    def error(self, kind: type[Close | End | Detach]) -> Error:
        """Return the error with which the broker ends something."""
        error = self.wait_for(kind).error
        assert error is not None
        return error

    def _receive(self) -> bytes:
        return self.socket.recv(65_536)

    def _read(self, count: int) -> bytes:
        while len(self._rest) < count:
            data = self._receive()
            if not data:
                raise EOFError("the broker closed the connection")
            self._rest += data
        data, self._rest = self._rest[:count], self._rest[count:]
        return data


class RawTls(Raw):
    """One connection inside TLS."""

    def __init__(self, broker: Reachable, ca_file: str) -> None:
        super().__init__(broker)
        trusting = ssl.create_default_context(cafile=ca_file)
        self.socket = trusting.wrap_socket(self.socket, server_hostname="127.0.0.1")


class RawWebSocket(Raw):
    """One connection inside a WebSocket; inside TLS too, if there is an authority to trust."""

    def __init__(self, broker: Reachable, ca_file: str | None = None) -> None:
        self._broker = broker
        self._websocket = websocket.create_connection(
            f"{'wss' if ca_file else 'ws'}://127.0.0.1:{broker.port}/$servicebus/websocket",
            timeout=PATIENCE_S,
            subprotocols=["AMQPWSB10"],
            sslopt={"ca_certs": ca_file},
        )
        assert self._websocket.sock is not None
        self.socket = self._websocket.sock
        self.name = "{}:{}".format(*self.socket.getsockname())
        self._rest = b""

    def send(self, data: bytes) -> None:
        """Say anything at all, in one message."""
        self._websocket.send_binary(data)

    def _receive(self) -> bytes:
        """Return the next message; its control frames are answered meanwhile."""
        data = self._websocket.recv()
        return data.encode() if isinstance(data, str) else data


def raw_by(broker: Secure, way: str) -> Raw:
    """Return a connection, not opened, by one of the ways."""
    if way == "tcp":
        return Raw(broker)
    if way == "tls":
        return RawTls(broker, broker.ca_file)
    return RawWebSocket(broker, broker.ca_file if way == "wss" else None)


def transfer_frame(number: int, payload: bytes, handle: int = 0, *, more: bool = False) -> bytes:
    """Return a transfer frame."""
    body = Transfer(handle, number, struct.pack(">I", number), 0, settled=False, more=more).encode()
    size = FRAME_HEADER_BYTES + len(body) + len(payload)
    return struct.pack(">IBBH", size, 2, 0, 0) + body + payload
