"""Who is led where; time is the test's own."""

import asyncio
import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.model.limits import UNAUTHENTICATED_CONNECTION_MS
from longshore.server.doors import Doors, Doorway, Kind, choose
from longshore.server.http1 import METHODS, HttpProtocol
from longshore.server.tls import TlsLayer
from longshore.server.websocket import WebSocketLayer
from longshore.wire.frames import AMQP_HEADER, SASL_HEADER

from .transports import Socket, Upper

WEBSOCKET = (
    b"GET /$servicebus/websocket HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: AMQPWSB10\r\n\r\n"
)


class House:
    """Doors, and what happened at them."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.now_ms = 0
        self.lines: list[tuple[str, dict[str, object]]] = []
        self.amqp: list[Upper] = []
        self.doors = Doors(self._make_amqp, lambda: self.now_ms, self._log, tls)

    def _make_amqp(self) -> asyncio.Protocol:
        self.amqp.append(Upper())
        return self.amqp[-1]

    def _log(self, event: str, **fields: object) -> None:
        self.lines.append((event, fields))

    def visit(self, *pieces: bytes) -> Socket:
        """Let a client come and say something."""
        socket, doorway = Socket(), self.doors.doorway()
        socket.set_protocol(doorway)
        doorway.connection_made(socket)
        for piece in pieces:
            socket.feed(piece)
        return socket

    def wait(self, duration_ms: int) -> None:
        self.now_ms += duration_ms
        self.doors.patrol(self.now_ms)


@pytest.fixture
def house() -> House:
    return House()


# -- choosing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [AMQP_HEADER, SASL_HEADER, b"AMQP\x00\x00\x09\x01"])
def test_amqp_is_known_by_its_first_byte(header: bytes) -> None:
    assert {choose(header[:size]) for size in range(1, 9)} == {Kind.AMQP}


@pytest.mark.parametrize("method", METHODS)
def test_http_is_known_by_its_method(method: str) -> None:
    text = f"{method} ".encode()
    assert {choose(text[:size]) for size in range(len(text))} == {None}
    assert choose(text + b"/ HTTP/1.1") is Kind.HTTP


def test_tls_is_known_by_its_first_byte() -> None:
    assert choose(b"\x16") is Kind.TLS


@given(beginning=st.binary(min_size=1, max_size=20))
def test_whoever_is_not_a_method_yet_is_known_at_once(beginning: bytes) -> None:
    open_ended = any(f"{method} ".encode().startswith(beginning) for method in METHODS)
    assert (choose(beginning) is None) == open_ended


# -- leading ---------------------------------------------------------------------------------------


def test_an_amqp_client_talks_to_its_protocol_with_nothing_in_between(house: House) -> None:
    socket = house.visit(SASL_HEADER[:5], SASL_HEADER[5:])
    (amqp,) = house.amqp
    assert socket.protocol is amqp
    assert amqp.transport is socket
    assert amqp.received == SASL_HEADER


def test_strangers_are_led_to_amqp_which_knows_what_to_say(house: House) -> None:
    house.visit(b"G", b"O AWAY")
    assert house.amqp[0].received == b"GO AWAY"


def test_http_is_answered(house: House) -> None:
    socket = house.visit(b"GET /healthz HTTP/1.1\r\n", b"\r\n")
    assert isinstance(socket.protocol, HttpProtocol)
    assert socket.written.startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_websocket_leads_to_amqp(house: House) -> None:
    socket = house.visit(WEBSOCKET)
    assert socket.written.startswith(b"HTTP/1.1 101 ")
    assert b"Sec-WebSocket-Protocol: AMQPWSB10\r\n" in socket.written
    assert isinstance(house.amqp[0].transport, WebSocketLayer)


def test_inside_tls_the_same_choice_is_made(serving: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    house = House(serving)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(incoming, outgoing, server_hostname="127.0.0.1")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    socket = house.visit(outgoing.read())
    assert isinstance(socket.protocol, TlsLayer)
    incoming.write(socket.take())
    client.do_handshake()
    client.write(SASL_HEADER)
    socket.feed(outgoing.read())
    assert house.amqp[0].received == SASL_HEADER
    assert isinstance(house.amqp[0].transport, TlsLayer)


def test_tls_inside_tls_is_a_stranger(serving: ssl.SSLContext) -> None:
    house = House(serving)
    doorway = Doorway(house.doors, house.doors._welcome(Socket()))
    doorway.connection_made(Socket())
    doorway.data_received(b"\x16\x03\x01")
    assert house.amqp[0].received == b"\x16\x03\x01"


def test_without_a_certificate_tls_is_a_stranger(house: House) -> None:
    house.visit(b"\x16\x03\x01")
    assert house.amqp[0].received == b"\x16\x03\x01"


def test_why_tls_failed_is_logged(serving: ssl.SSLContext) -> None:
    house = House(serving)
    house.visit(b"\x16\x03\x01\x00\x05hello")
    ((event, fields),) = house.lines
    assert (event, fields["peer"]) == ("connection ended", "127.0.0.1:7")
    assert str(fields["reason"]).startswith("TLS failed: ")


# -- waiting ---------------------------------------------------------------------------------------

UNDECIDED = {
    "silent": b"",
    "half a method": b"GE",
    "half a head": b"GET / HTTP/1.1\r\nHost: ",
    "half a body": b"PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf",
    "half a ClientHello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


@pytest.mark.parametrize("beginning", UNDECIDED.values(), ids=UNDECIDED.keys())
def test_who_stays_undecided_is_turned_away_in_time(serving: ssl.SSLContext, beginning: bytes) -> None:
    house = House(serving)
    socket = house.visit(*filter(None, [beginning]))
    house.wait(UNAUTHENTICATED_CONNECTION_MS - 1)
    assert socket.events == []
    house.wait(1)
    assert socket.events == ["abort"]
    (line,) = house.lines
    reason = f"no valid token came within {UNAUTHENTICATED_CONNECTION_MS} ms"
    assert line == ("connection ended", {"peer": "127.0.0.1:7", "reason": reason})


@pytest.mark.parametrize("beginning", [SASL_HEADER, WEBSOCKET], ids=["amqp", "websocket"])
def test_who_is_in_amqp_is_bound_by_amqp(house: House, beginning: bytes) -> None:
    socket = house.visit(beginning)
    house.wait(UNAUTHENTICATED_CONNECTION_MS)
    assert (socket.events, house.lines) == ([], [])


@pytest.mark.parametrize("beginning", UNDECIDED.values(), ids=UNDECIDED.keys())
def test_who_left_is_forgotten(serving: ssl.SSLContext, beginning: bytes) -> None:
    house = House(serving)
    socket = house.visit(*filter(None, [beginning]))
    assert isinstance(socket.protocol, asyncio.Protocol)
    socket.protocol.connection_lost(None)
    assert house.doors._guests == {}


def test_each_has_its_own_time(house: House) -> None:
    early = house.visit()
    house.wait(1_000)
    late = house.visit()
    house.wait(UNAUTHENTICATED_CONNECTION_MS - 1_000)
    assert (early.events, late.events) == (["abort"], [])


def test_closing_turns_away_who_is_undecided(house: House) -> None:
    undecided, decided = house.visit(), house.visit(SASL_HEADER)
    house.doors.close()
    assert (undecided.events, decided.events) == (["abort"], [])
    assert house.lines == []
