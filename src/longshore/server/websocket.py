"""AMQP over WebSocket as a layer [RFC 6455], [AMQP WebSocket binding 1.0]; `websockets` knows the frames.

AMQP is a stream in here: a frame may span messages, or share one. So bytes go up as their fragments come,
and what goes down is cut where it suits clients.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from websockets.exceptions import NegotiationError
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from longshore.server.http1 import END_OF_HEAD
from longshore.server.layer import Layer

SUBPROTOCOLS: Final = ("amqpwsb10", "amqp")
"""Azure's SDKs say `AMQPWSB10`; the binding says `amqp`."""

FRAGMENT_BYTES_MAX: Final = 1_048_576
"""What one incoming frame may hold; of a message there may be any number."""

MESSAGE_BYTES: Final = 32_768
"""What we put into one message. Go's coder/websocket refuses more unless told otherwise, aiohttp 4 MB."""

_PONG: Final = bytes((0x80 | Opcode.PONG,))


class WebSocketLayer(Layer):
    """One connection inside a WebSocket. The first bytes that it is given are the client's request."""

    def __init__(self, above: asyncio.BaseProtocol) -> None:
        super().__init__(above)
        self._websocket = ServerProtocol(
            select_subprotocol=_select_subprotocol, max_size=(None, FRAGMENT_BYTES_MAX)
        )
        self._congested = False

    def data_received(self, data: bytes) -> None:
        """Take frames apart; everything that came in one read is passed up as one piece.

        The library reads on into what follows a request, before anyone could refuse that: so it gets no more
        than the request until that is answered.
        """
        if self._websocket.state is State.CONNECTING:
            request, end, data = data.partition(END_OF_HEAD)
            self._take(request + end)
        if data and not self._below.is_closing():
            self._take(data)

    def _take(self, data: bytes) -> None:
        self._websocket.receive_data(data)
        payloads: list[bytes | bytearray | memoryview] = []
        for event in self._websocket.events_received():
            if isinstance(event, Request):
                self._accept(event)
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self._websocket.fail(CloseCode.UNSUPPORTED_DATA, "AMQP comes in binary messages")
                break  # [RFC 6455 7.1.7] nothing behind it is processed
            elif isinstance(event, Frame) and event.opcode in {Opcode.BINARY, Opcode.CONT}:
                payloads.append(event.data)
        self._flush()
        if payloads:
            self._pass_up(b"".join(payloads))
        if self._websocket.close_expected():
            self._below.close()

    def _accept(self, request: Request) -> None:
        """Answer the handshake; the connection exists above if it succeeded."""
        self._websocket.send_response(self._websocket.accept(request))
        if self._websocket.state is State.OPEN:
            self._flush()
            self._above.connection_made(self)

    def pause_writing(self) -> None:
        """The client reads too slowly."""
        self._congested = True
        super().pause_writing()

    def resume_writing(self) -> None:
        """There is room again."""
        self._congested = False
        super().resume_writing()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send in binary messages."""
        if self._websocket.state is not State.OPEN:
            return
        view = memoryview(data)
        for start in range(0, len(view), MESSAGE_BYTES):
            self._websocket.send_binary(view[start : start + MESSAGE_BYTES])
        self._flush()

    def close(self) -> None:
        """Say goodbye, and close once that and all before it is sent."""
        if self._websocket.state is State.OPEN:
            self._websocket.send_close(CloseCode.NORMAL_CLOSURE)
            self._flush()
        self._below.close()

    def _flush(self) -> None:
        """[RFC 6455 5.5.3] Not every ping needs its pong: who pings without reading must not fill us up."""
        writes = self._websocket.data_to_send()
        if self._congested:
            writes = [write for write in writes if not write.startswith(_PONG)]
        data = b"".join(writes)  # the library's mark for "half-close now" is empty; we close
        if data:
            self._below.write(data)


def _select_subprotocol(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """Return the first that we know, spelled as the client does; a client that offers none may stay."""
    for name in offered:
        if name.lower() in SUBPROTOCOLS:
            return name
    if offered:
        raise NegotiationError(f"only {' and '.join(SUBPROTOCOLS)} are spoken here")
    return None
