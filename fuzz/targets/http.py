"""HTTP/1.1 at the door: any bytes, however cut, are answered once, handed to a WebSocket, or waited for."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from tests.unit.server.transports import Socket, Upper

from fuzz.target import Target
from longshore.server.doors import choose
from longshore.server.http1 import BODY_BYTES_MAX, HEAD_BYTES_MAX, HttpProtocol, Request, Response
from longshore.server.site import answer


def run(data: bytes) -> None:
    """Say the bytes in one piece, and in three."""
    choose(data)
    whole = _said(data)
    third = len(data) // 3
    assert _said(data[:third], data[third : 2 * third], data[2 * third :]) == whole


def _said(*pieces: bytes) -> tuple[bytes, bytes, list[Request]]:
    """Return what was answered, what a WebSocket got, and the requests."""
    requests: list[Request] = []
    websocket = Upper()

    def answered(request: Request) -> Response:
        requests.append(request)
        return answer(request)

    socket = Socket()
    protocol = HttpProtocol(answered, lambda: websocket, lambda: None)
    protocol.connection_made(socket)
    socket.set_protocol(protocol)
    for piece in pieces:
        socket.feed(piece)
    assert len(requests) <= 1
    assert socket.is_closing() == bool(socket.written)
    assert len(protocol._received) <= HEAD_BYTES_MAX + BODY_BYTES_MAX
    if socket.written:
        assert HTTPStatus(int(socket.written.split(b" ")[1]))
    return socket.written, websocket.received, requests


def seeds() -> Iterable[bytes]:
    """Return requests of every kind."""
    yield b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield b"PUT /a%2Fb?c=d HTTP/1.1\r\nIf-Match:  * \r\nContent-Length: 5\r\n\r\nhello"
    yield b"HEAD / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
    yield b"GET /$servicebus/websocket HTTP/1.1\r\nUpgrade: websocket\r\n\r\n\x82\x00"


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=(
        *(
            b"GET ",
            b"HEAD ",
            b"POST ",
            b"OPTIONS ",
            b" HTTP/1.1",
            b" HTTP/1.0",
            b" HTTP/2",
            b"\r\n",
            b"\r\n\r\n",
        ),
        *(
            b"/",
            b"%24",
            b"%00",
            b"%ff",
            b"?",
            b"#",
            b"//",
            b"..",
            b"/$servicebus/websocket",
            b":",
            b" ",
            b"\t",
        ),
        *(b"Content-Length: ", b"Transfer-Encoding: chunked", b"0", b"1048576", b"1048577", b"-1", b"\xb2"),
        *(b"Host: x", b"Expect: 100-continue", b"Connection: close", b"Upgrade: websocket", b"\x00", b"\xff"),
    ),
    pieces=re.compile(rb"[\w-]+|\r\n|.", re.DOTALL),
    memory_max=(200_000, 200),
    traced=4,
    inputs=30_000,
)
