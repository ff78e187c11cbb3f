from contextlib import suppress
from http import HTTPStatus
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.server.http1 import (
    BODY_BYTES_MAX,
    HEAD_BYTES_MAX,
    BadRequest,
    HttpProtocol,
    Request,
    Response,
    parse_head,
)

from .transports import Socket, Upper

UPGRADE = b"GET /$servicebus/websocket HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"


class Exchange:
    """A connection, and what became of it."""

    def __init__(self) -> None:
        self.socket = Socket()
        self.requests: list[Request] = []
        self.websocket = Upper()
        self.lost = 0
        self.protocol = HttpProtocol(self._answer, lambda: self.websocket, self._on_lost)
        self.protocol.connection_made(self.socket)
        self.socket.set_protocol(self.protocol)

    def _answer(self, request: Request) -> Response:
        self.requests.append(request)
        return Response(HTTPStatus.OK, "fine")

    def _on_lost(self) -> None:
        self.lost += 1

    def status(self) -> int:
        """Return the status of the answer; there is one, and the connection is closed behind it."""
        assert self.socket.events == ["close"]
        return int(self.socket.written.split(b" ")[1])


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


def test_a_request_is_answered_and_the_connection_closed(exchange: Exchange) -> None:
    exchange.socket.feed(b"GET /queues?top=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert exchange.socket.written == (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 4\r\n"
        b"Connection: close\r\n\r\nfine"
    )
    assert exchange.socket.events == ["close"]


def test_the_answerer_gets_method_path_fields_and_body(exchange: Exchange) -> None:
    exchange.socket.feed(b"PUT /a%2Fb?c=d HTTP/1.1\r\nIf-Match:  * \r\nContent-Length: 5\r\n\r\nhello")
    (request,) = exchange.requests
    assert (request.head.method, request.head.path, request.body) == ("PUT", "/a/b", b"hello")
    assert request.head.target == "/a%2Fb?c=d"
    assert request.head.fields == {"if-match": "*", "content-length": "5"}


def test_an_answer_to_head_has_no_body_but_its_length(exchange: Exchange) -> None:
    exchange.socket.feed(b"HEAD / HTTP/1.1\r\n\r\n")
    assert exchange.socket.written.endswith(b"Content-Length: 4\r\nConnection: close\r\n\r\n")


@given(cuts=st.lists(st.integers(0, 60), max_size=10))
def test_it_does_not_matter_how_the_bytes_are_cut(cuts: list[int]) -> None:
    exchange, request = Exchange(), b"POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\nhello world"
    for start, end in pairwise([0, *sorted(cuts), len(request)]):
        exchange.socket.feed(request[start:end])
    assert [request.body for request in exchange.requests] == [b"hello world"]
    assert exchange.status() == 200


@pytest.mark.parametrize(
    "path",
    [
        "/$servicebus/websocket",
        "/$servicebus/websocket/",
        "/%24servicebus/websocket",
        "/$ServiceBus/WebSocket?x=1",
    ],
)
def test_a_websocket_is_handed_over_with_the_whole_request(exchange: Exchange, path: str) -> None:
    request = UPGRADE.replace(b"/$servicebus/websocket", path.encode()) + b"more"
    exchange.socket.feed(request)
    assert exchange.websocket.received == request
    assert exchange.websocket.transport is exchange.socket
    assert exchange.socket.protocol is exchange.websocket


@pytest.mark.parametrize("request_line", [b"GET /websocket", b"PUT /$servicebus/websocket", b"GET /"])
def test_other_requests_are_answered_though_they_ask_for_an_upgrade(
    exchange: Exchange, request_line: bytes
) -> None:
    exchange.socket.feed(UPGRADE.replace(b"GET /$servicebus/websocket", request_line))
    assert exchange.status() == 200


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(b"GET / HTTP/2.0\r\n\r\n", 400, id="another version"),
        pytest.param(b"GET /\r\n\r\n", 400, id="no version"),
        pytest.param(b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400, id="no colon"),
        pytest.param(b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400, id="space before the colon"),
        pytest.param(b"GET / HTTP/1.1\r\nA: b\r\n folded: c\r\n\r\n", 400, id="folded"),
        pytest.param(b"PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, id="a negative length"),
        pytest.param(b"PUT / HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n", 400, id="a length in odd digits"),
        pytest.param(b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411, id="chunked"),
        pytest.param(
            f"PUT / HTTP/1.1\r\nContent-Length: {BODY_BYTES_MAX + 1}\r\n\r\n".encode(), 413, id="too long"
        ),
        pytest.param(
            b"PUT / HTTP/1.1\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n", 413, id="far too long"
        ),
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"x" * HEAD_BYTES_MAX, 431, id="an endless head"),
    ],
)
def test_what_cannot_be_read_is_refused(exchange: Exchange, request_bytes: bytes, status: int) -> None:
    exchange.socket.feed(request_bytes)
    assert exchange.status() == status
    assert exchange.requests == []


def test_what_comes_after_the_answer_is_not_looked_at(exchange: Exchange) -> None:
    exchange.socket.feed(b"GET / HTTP/1.1\r\n\r\n")
    exchange.socket.feed(b"GET / HTTP/1.1\r\n\r\n")
    assert len(exchange.requests) == 1


def test_a_lost_connection_is_told_of(exchange: Exchange) -> None:
    exchange.protocol.connection_lost(None)
    assert exchange.lost == 1


@given(text=st.binary(max_size=200))
def test_any_bytes_are_a_head_or_a_bad_request(text: bytes) -> None:
    with suppress(BadRequest):
        head = parse_head(text)
        assert " " not in head.method + head.target
