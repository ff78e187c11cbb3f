"""HTTP/1.1 at the door: one request per connection, and the way in for WebSockets."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, NamedTuple, cast
from urllib.parse import unquote

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
WEBSOCKET_PATH: Final = "/$servicebus/websocket"
HEAD_BYTES_MAX: Final = 32_768
BODY_BYTES_MAX: Final = 1_048_576

END_OF_HEAD: Final = b"\r\n\r\n"


class Response(NamedTuple):
    """An answer."""

    status: HTTPStatus
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"

    def encode(self, *, bodiless: bool = False) -> bytes:
        """Return the bytes; an answer to HEAD has no body, but says how long it would be."""
        body = self.body.encode()
        head = (
            f"HTTP/1.1 {self.status.value} {self.status.phrase}\r\n"
            f"Content-Type: {self.content_type}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + (b"" if bodiless else body)


@dataclass(frozen=True, slots=True)
class Head:
    """The request line and the header fields; their names in lower case."""

    method: str
    target: str
    fields: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path without its query, decoded."""
        return unquote(self.target.partition("?")[0])

    @property
    def asks_for_websocket(self) -> bool:
        """Whether this opens a WebSocket, or wants to."""
        return self.method == "GET" and self.path.lower().rstrip("/") == WEBSOCKET_PATH


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came whole."""

    head: Head
    body: bytes


Answer = Callable[[Request], Response]
"""What answers requests. This is where HTTP interfaces of the broker are hung in."""


class BadRequest(Exception):  # noqa: N818  # what the peer sent is bad
    """A request that cannot be read; holds the answer."""

    def __init__(self, status: HTTPStatus, problem: str) -> None:
        super().__init__(problem)
        self.response = Response(status, f"{problem}\n")


def parse_head(text: bytes) -> Head:
    """Read a request's head, up to its empty line. Raises BadRequest."""
    request_line, *lines = text.decode("latin-1").split("\r\n")
    words = request_line.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise BadRequest(HTTPStatus.BAD_REQUEST, "This is no request of HTTP/1.1.")
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name != name.strip():
            raise BadRequest(HTTPStatus.BAD_REQUEST, "A header field is not like `name: value`.")
        fields[name.lower()] = value.strip()
    return Head(words[0], words[1], fields)


def body_length(head: Head) -> int:
    """Return how many bytes of body follow. Raises BadRequest."""
    if "transfer-encoding" in head.fields:
        raise BadRequest(HTTPStatus.LENGTH_REQUIRED, "Send the body with a Content-Length.")
    length = head.fields.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise BadRequest(HTTPStatus.BAD_REQUEST, "Content-Length is no number.")
    if len(length) > len(str(BODY_BYTES_MAX)) or int(length) > BODY_BYTES_MAX:
        raise BadRequest(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A body may have {BODY_BYTES_MAX} bytes at most."
        )
    return int(length)


class HttpProtocol(asyncio.Protocol):
    """A connection that began like HTTP.

    Args:
        answer: Answers what does not ask for a WebSocket.
        upgrade: Returns the protocol that takes over, fed with the request, when a WebSocket is asked for.
        on_lost: Called when the connection is gone.
    """

    _transport: asyncio.Transport

    def __init__(
        self, answer: Answer, upgrade: Callable[[], asyncio.Protocol], on_lost: Callable[[], None]
    ) -> None:
        self._answer = answer
        self._upgrade = upgrade
        self._on_lost = on_lost
        self._received = bytearray()
        self._head: Head | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """The client is gone."""
        self._on_lost()

    def data_received(self, data: bytes) -> None:
        """Gather until the request is whole."""
        if self._transport.is_closing():
            return
        self._received += data
        try:
            self._go_on()
        except BadRequest as bad:
            self._respond(bad.response)

    def _go_on(self) -> None:
        if self._head is None:
            self._head = self._take_head()
        if self._head is None:
            return
        length = body_length(self._head)
        if len(self._received) >= length:
            request = Request(self._head, bytes(self._received[:length]))
            self._respond(self._answer(request), bodiless=self._head.method == "HEAD")

    def _take_head(self) -> Head | None:
        """Return the head once it is there, unless another protocol takes the connection from here."""
        end = self._received.find(END_OF_HEAD, 0, HEAD_BYTES_MAX)
        if end < 0:
            if len(self._received) >= HEAD_BYTES_MAX:
                raise BadRequest(
                    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The header fields are too long."
                )
            return None
        head = parse_head(bytes(self._received[:end]))
        if head.asks_for_websocket:
            self._hand_over()
            return None
        del self._received[: end + len(END_OF_HEAD)]
        return head

    def _hand_over(self) -> None:
        following = self._upgrade()
        self._transport.set_protocol(following)
        following.connection_made(self._transport)
        following.data_received(bytes(self._received))

    def _respond(self, response: Response, *, bodiless: bool = False) -> None:
        self._transport.write(response.encode(bodiless=bodiless))
        self._transport.close()
