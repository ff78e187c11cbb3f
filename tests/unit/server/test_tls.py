"""The layer against OpenSSL's own client, both without a socket."""

import ssl
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from longshore.server.tls import PIECE_BYTES, TlsLayer

from .transports import Socket, Upper

ANY_FIXTURES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


class Connection:
    """A layer between its two ends, and a client of it."""

    def __init__(self, serving: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
        self.socket = Socket()
        self.upper = Upper()
        self.failures: list[str] = []
        self.layer = TlsLayer(self.upper, serving, self.failures.append)
        self.layer.connection_made(self.socket)
        self._to_client = ssl.MemoryBIO()
        self.to_server = ssl.MemoryBIO()
        self.client = trusting.wrap_bio(self._to_client, self.to_server, server_hostname="localhost")

    def hear(self) -> None:
        """Let what the layer wrote come to the client."""
        self._to_client.write(self.socket.take())

    def shake_hands(self) -> "Connection":
        for _ in range(3):  # the client comes first, and in TLS 1.2 last
            with suppress(ssl.SSLWantReadError):
                self.client.do_handshake()
            self.layer.data_received(self.to_server.read())
            self.hear()
        return self

    def said(self) -> bytes:
        """Return all that the client can read."""
        self.hear()
        return b"".join(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        try:
            while piece := self.client.read(65_536):
                yield piece
        except ssl.SSLWantReadError:
            return


@pytest.fixture
def fresh(serving: ssl.SSLContext, trusting: ssl.SSLContext) -> Connection:
    return Connection(serving, trusting)


@pytest.fixture
def connection(fresh: Connection) -> Connection:
    return fresh.shake_hands()


def test_the_protocol_above_is_told_of_the_connection_when_hands_are_shaken(fresh: Connection) -> None:
    assert fresh.upper.transport is None
    assert fresh.shake_hands().upper.transport is fresh.layer


def test_what_the_client_says_comes_up_in_one_piece(connection: Connection) -> None:
    for record in (b"one ", b"two ", b"three"):
        connection.client.write(record)
    connection.layer.data_received(connection.to_server.read())
    assert connection.upper.pieces == [b"one two three"]


def test_what_is_written_comes_to_the_client(connection: Connection) -> None:
    data = bytes(range(256)) * (3 * PIECE_BYTES // 256) + b"end"
    connection.layer.write(data)
    assert connection.said() == data


@ANY_FIXTURES
@given(cuts=st.lists(st.integers(0, 4_000), max_size=20))
def test_it_does_not_matter_how_the_bytes_are_cut(
    serving: ssl.SSLContext, trusting: ssl.SSLContext, cuts: list[int]
) -> None:
    connection = Connection(serving, trusting).shake_hands()
    connection.client.write(bytes(3_500))
    sealed = connection.to_server.read()
    for start, end in pairwise([0, *sorted(cuts), len(sealed)]):
        connection.layer.data_received(sealed[start:end])
    assert connection.upper.received == bytes(3_500)


@ANY_FIXTURES
@given(beginning=st.binary(min_size=1, max_size=200))
def test_bytes_that_are_no_tls_end_the_connection_or_are_waited_on(
    serving: ssl.SSLContext, trusting: ssl.SSLContext, beginning: bytes
) -> None:
    connection = Connection(serving, trusting)
    connection.layer.data_received(b"\x16" + beginning)
    assert connection.upper.transport is None
    assert len(connection.failures) == connection.socket.events.count("close")


def test_a_client_that_does_not_trust_us_is_let_go_with_its_reason(serving: ssl.SSLContext) -> None:
    connection = Connection(serving, ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.shake_hands()
    connection.layer.data_received(connection.to_server.read())
    assert len(connection.failures) == 1
    assert "UNKNOWN_CA" in connection.failures[0]
    assert connection.socket.events == ["close"]


def test_tls_1_2_is_the_oldest_that_is_spoken(serving: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    assert serving.minimum_version is ssl.TLSVersion.TLSv1_2
    trusting.maximum_version = ssl.TLSVersion.TLSv1_2
    assert Connection(serving, trusting).shake_hands().client.version() == "TLSv1.2"


def test_closing_says_goodbye_first(connection: Connection) -> None:
    connection.layer.write(b"the last word")
    connection.layer.close()
    assert connection.socket.events == ["close"]
    assert connection.said() == b"the last word"
    assert connection.client.read() == b""


def test_a_goodbye_of_the_client_closes(connection: Connection) -> None:
    connection.client.write(b"the last word")
    with pytest.raises(ssl.SSLWantReadError):
        connection.client.unwrap()
    connection.layer.data_received(connection.to_server.read())
    assert connection.upper.received == b"the last word"
    assert connection.socket.events == ["close"]
    assert connection.failures == []


def test_nothing_is_taken_or_sent_after_the_end(connection: Connection) -> None:
    connection.client.write(b"late")
    connection.layer.close()
    connection.socket.take()
    connection.layer.data_received(connection.to_server.read())
    connection.layer.write(b"late")
    connection.layer.close()
    assert (connection.upper.received, connection.socket.take()) == (b"", b"")
    assert connection.socket.events == ["close"]


def test_a_broken_record_ends_the_connection(connection: Connection) -> None:
    connection.client.write(b"secret")
    sealed = bytearray(connection.to_server.read())
    sealed[-1] ^= 1
    connection.layer.data_received(bytes(sealed))
    assert connection.upper.received == b""
    assert len(connection.failures) == 1
    assert connection.socket.events == ["close"]
