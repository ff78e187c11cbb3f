"""The layer against the client side of the same library, both without a socket."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import Event, State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from longshore.server.websocket import FRAGMENT_BYTES_MAX, MESSAGE_BYTES, WebSocketLayer

from .transports import Socket, Upper


class Connection:
    """A layer between its two ends, and a client of it."""

    def __init__(self, *subprotocols: str) -> None:
        self.socket = Socket()
        self.upper = Upper()
        self.layer = WebSocketLayer(self.upper)
        self.layer.connection_made(self.socket)
        self.client = ClientProtocol(
            parse_uri("ws://localhost/$servicebus/websocket"),
            subprotocols=[Subprotocol(name) for name in subprotocols] or None,
        )
        self.client.send_request(self.client.connect())
        self.speak()
        self.responses = [event for event in self._heard() if isinstance(event, Response)]

    def said(self) -> bytes:
        """Return what the client wants to send."""
        return b"".join(self.client.data_to_send())

    def speak(self) -> None:
        self.layer.data_received(self.said())

    def hear(self) -> list[Frame]:
        """Return the frames that come to the client."""
        return [event for event in self._heard() if isinstance(event, Frame)]

    def _heard(self) -> list[Event]:
        self.client.receive_data(self.socket.take())
        return self.client.events_received()


@pytest.fixture
def connection() -> Connection:
    return Connection("AMQPWSB10")


@pytest.mark.parametrize("offered", ["AMQPWSB10", "amqpwsb10", "amqp"])
def test_the_subprotocol_is_taken_as_the_client_spells_it(offered: str) -> None:
    connection = Connection("mqtt", offered)
    assert connection.client.subprotocol == offered
    assert connection.upper.transport is connection.layer


def test_a_client_that_offers_no_subprotocol_may_stay() -> None:
    assert Connection().client.state is State.OPEN


def test_a_client_that_offers_other_subprotocols_only_is_refused() -> None:
    connection = Connection("mqtt", "chat")
    assert [response.status_code for response in connection.responses] == [400]
    assert connection.upper.transport is None
    assert connection.socket.events == ["close"]


def test_compression_is_not_agreed_on(connection: Connection) -> None:
    assert "Sec-WebSocket-Extensions" not in connection.responses[0].headers


def test_messages_of_one_read_come_up_in_one_piece(connection: Connection) -> None:
    connection.client.send_binary(b"one ")
    connection.client.send_binary(b"two")
    connection.speak()
    assert connection.upper.pieces == [b"one two"]


def test_the_fragments_of_a_message_come_up_as_they_come(connection: Connection) -> None:
    connection.client.send_binary(b"one ", fin=False)
    connection.speak()
    connection.client.send_continuation(b"two", fin=True)
    connection.speak()
    assert connection.upper.pieces == [b"one ", b"two"]


@given(cuts=st.lists(st.integers(0, 3_000), max_size=20))
def test_it_does_not_matter_how_the_bytes_are_cut(cuts: list[int]) -> None:
    connection = Connection("amqp")
    for size in (0, 1, 125, 126, 2_500):
        connection.client.send_binary(bytes(size))
    said = connection.said()
    for start, end in pairwise([0, *sorted(cuts), len(said)]):
        connection.layer.data_received(said[start:end])
    assert connection.upper.received == bytes(1 + 125 + 126 + 2_500)


def test_what_comes_with_the_request_is_not_lost() -> None:
    first = Connection("amqp")
    layer, upper = WebSocketLayer(Upper()), Upper()
    layer.set_protocol(upper)
    layer.connection_made(Socket())
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN)
    client.send_binary(b"early")
    request = first.client.connect().serialize()
    layer.data_received(request + b"".join(client.data_to_send()))
    assert upper.received == b"early"


def request_and(data: bytes, *subprotocols: str) -> tuple[Upper, Socket]:
    """Return both ends of a layer that got a request, and something else with it."""
    upper, socket = Upper(), Socket()
    layer = WebSocketLayer(upper)
    layer.connection_made(socket)
    client = ClientProtocol(
        parse_uri("ws://localhost/"), subprotocols=[Subprotocol(name) for name in subprotocols]
    )
    layer.data_received(client.connect().serialize() + data)
    return upper, socket


def test_what_comes_with_a_request_that_is_refused_stays_down_here() -> None:
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN)
    client.send_binary(b"early")
    upper, socket = request_and(b"".join(client.data_to_send()), "mqtt")
    assert (upper.received, upper.transport, socket.events) == (b"", None, ["close"])


@pytest.mark.parametrize("subprotocol", ["mqtt", "amqp"])
def test_garbage_with_the_request_ends_the_connection(subprotocol: str) -> None:
    upper, socket = request_and(b"\xff" * 20, subprotocol)
    assert (upper.received, socket.events) == (b"", ["close"])


def test_what_is_written_comes_in_binary_messages_that_every_client_takes(connection: Connection) -> None:
    data = bytes(range(256)) * (2 * MESSAGE_BYTES // 256) + b"end"
    connection.layer.write(data)
    frames = connection.hear()
    assert {(frame.opcode, frame.fin) for frame in frames} == {(Opcode.BINARY, True)}
    assert [len(frame.data) for frame in frames] == [MESSAGE_BYTES, MESSAGE_BYTES, 3]
    assert b"".join(frame.data for frame in frames) == data


def test_a_ping_is_answered(connection: Connection) -> None:
    connection.client.send_ping(b"there?")
    connection.speak()
    assert [(frame.opcode, frame.data) for frame in connection.hear()] == [(Opcode.PONG, b"there?")]


def test_pings_of_a_client_that_does_not_read_are_not_answered(connection: Connection) -> None:
    connection.layer.pause_writing()
    connection.client.send_ping(b"there?")
    connection.speak()
    assert connection.socket.take() == b""
    connection.layer.resume_writing()
    connection.client.send_ping(b"now?")
    connection.speak()
    assert [frame.data for frame in connection.hear()] == [b"now?"]
    assert connection.upper.events == ["full", "room"]


def test_text_is_refused(connection: Connection) -> None:
    connection.client.send_text(b"AMQP")
    connection.speak()
    connection.hear()
    assert connection.client.close_rcvd is not None
    assert connection.client.close_rcvd.code == CloseCode.UNSUPPORTED_DATA
    assert connection.upper.received == b""
    assert connection.socket.events == ["close"]


def test_nothing_behind_text_comes_up(connection: Connection) -> None:
    connection.client.send_text(b"AMQP")
    connection.client.send_binary(b"AMQP")
    connection.speak()
    assert connection.upper.received == b""


def test_a_fragment_has_a_largest_size_that_is_refused_by_its_header(connection: Connection) -> None:
    connection.client.send_binary(bytes(FRAGMENT_BYTES_MAX + 1))
    connection.layer.data_received(connection.said()[:10])
    connection.hear()
    assert connection.client.close_rcvd is not None
    assert connection.client.close_rcvd.code == CloseCode.MESSAGE_TOO_BIG
    assert connection.socket.events == ["close"]


def test_a_message_may_have_any_number_of_fragments(connection: Connection) -> None:
    connection.client.send_binary(bytes(FRAGMENT_BYTES_MAX), fin=False)
    connection.client.send_continuation(bytes(FRAGMENT_BYTES_MAX), fin=True)
    connection.speak()
    assert len(connection.upper.received) == 2 * FRAGMENT_BYTES_MAX


def test_a_close_of_the_client_is_answered_behind_what_it_said(connection: Connection) -> None:
    connection.client.send_binary(b"the last word")
    connection.client.send_close(CloseCode.NORMAL_CLOSURE)
    connection.speak()
    assert [frame.opcode for frame in connection.hear()] == [Opcode.CLOSE]
    assert connection.upper.received == b"the last word"
    assert connection.socket.events == ["close"]


def test_closing_says_goodbye_first(connection: Connection) -> None:
    connection.layer.write(b"the last word")
    connection.layer.close()
    assert [frame.opcode for frame in connection.hear()] == [Opcode.BINARY, Opcode.CLOSE]
    assert connection.socket.events == ["close"]


def test_nothing_is_sent_after_the_end(connection: Connection) -> None:
    connection.layer.close()
    connection.socket.take()
    connection.layer.write(b"late")
    connection.layer.close()
    assert connection.socket.take() == b""


@given(garbage=st.binary(min_size=1, max_size=100))
def test_any_bytes_behind_the_request_are_data_or_end_the_connection(garbage: bytes) -> None:
    connection = Connection("amqp")
    connection.layer.data_received(garbage)
    assert connection.socket.events in ([], ["close"])
