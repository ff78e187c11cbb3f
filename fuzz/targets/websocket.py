"""The WebSocket layer: any bytes after any handshake, however cut, come up as the same bytes, or end it.

An input is a request and what follows it. The layer never raises, and never holds more than a frame.
"""

from collections.abc import Iterable
from typing import Final

from tests.unit.server.transports import Socket, Upper
from websockets.frames import Frame, Opcode

from fuzz.target import Target
from longshore.server.http1 import HttpProtocol
from longshore.server.site import answer
from longshore.server.websocket import WebSocketLayer

_REQUEST: Final = (
    b"GET /$servicebus/websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: AMQPWSB10\r\n\r\n"
)
_OPEN: Final = b"\x00"
"""How an input begins that comes after a handshake; any other brings its own."""


def run(data: bytes) -> None:
    """Say the bytes in one piece, and in three."""
    beginning, data = (_REQUEST, data[1:]) if data.startswith(_OPEN) else (b"", data)
    third = len(data) // 3
    whole = _said(beginning, data)
    assert _said(beginning, data[:third], data[third : 2 * third], data[2 * third :]) == whole


def _said(*pieces: bytes) -> tuple[bytes, list[str], bool]:
    """Return what came up, what became of the socket, and whether there is a connection above."""
    socket, upper = Socket(), Upper()
    layer = WebSocketLayer(upper)
    http = HttpProtocol(answer, lambda: layer, lambda: None)
    http.connection_made(socket)
    socket.set_protocol(http)
    for piece in pieces:
        socket.feed(piece)
        if upper.transport is not None:
            upper.transport.write(b"answer")
    assert upper.received == b"" or upper.transport is layer
    if socket.protocol is layer:
        layer.pause_writing()
        layer.close()
        layer.connection_lost(None)
    return upper.received, sorted(set(socket.events)), upper.transport is not None


def _frame(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin=fin).serialize(mask=True, extensions=[])


def seeds() -> Iterable[bytes]:
    """Return handshakes and frames of every kind."""
    yield _REQUEST
    yield _REQUEST.replace(b"AMQPWSB10", b"mqtt, amqp") + _frame(Opcode.BINARY, b"AMQP")
    yield _OPEN + _frame(Opcode.BINARY, b"one ", fin=False) + _frame(Opcode.CONT, b"two")
    yield (
        _OPEN + _frame(Opcode.PING, b"ping") + _frame(Opcode.PONG, b"") + _frame(Opcode.CLOSE, b"\x03\xe8bye")
    )
    yield _OPEN + _frame(Opcode.TEXT, b"text")
    yield _OPEN + _frame(Opcode.BINARY, b"x" * 300)


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=(
        *(
            bytes((opcode | fin, 0x80 | size))
            for opcode in (0, 1, 2, 8, 9, 10)
            for fin in (0, 0x80)
            for size in (0, 2)
        ),
        *(b"\xfe\xff\xff", b"\xff\x00\x00\x00\x00\x00\x10\x00\x00", b"\xff" * 9, b"\x00\x00\x00\x00"),
        *(
            b"\r\n",
            b"Sec-WebSocket-Protocol: ",
            b"Sec-WebSocket-Key: ",
            b"Sec-WebSocket-Extensions: ",
            b", ",
            b";",
        ),
        *(b"permessage-deflate", b"Upgrade: ", b"Connection: ", b"amqp", b"13", b"\x00", b"\xff"),
    ),
    bytes_max=1_024,
    memory_max=(300_000, 300),
    traced=4,
    inputs=8_000,
)
