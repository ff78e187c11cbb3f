"""One port, and every way through it: TCP, TLS, WebSocket, and WebSocket inside TLS."""

import socket
import ssl
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from azure.servicebus import ServiceBusClient as SyncClient
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient

from longshore.wire.performatives import Disposition, Transfer
from longshore.wire.states import Accepted

from .broker import Broker, plan_of, queue_of, running
from .raw import WAYS, Raw, RawTls, RawWebSocket, raw_by
from .sdk import WAIT_S, bodies, connects_by_tls, opened, reached_by, take

pytestmark = pytest.mark.filterwarnings(  # azure-servicebus 7.15 says so to aiohttp for plain WebSockets
    "ignore:ssl=None is deprecated:DeprecationWarning"
)

LARGE_BYTES = 1_500_000
ASYNC_WAYS = ["tcp", pytest.param("tls", marks=connects_by_tls), "ws", "wss"]
HELLO = b"\x00\x53\x75\xa0\x05hello"


@pytest.mark.parametrize("way", ASYNC_WAYS)
async def test_the_async_client_sends_and_receives(broker: Broker, queue: str, way: str) -> None:
    async with ServiceBusClient.from_connection_string(
        **reached_by(way, broker.connection_string), retry_total=0
    ) as client:
        sender, receiver = await opened(client.get_queue_sender(queue), client.get_queue_receiver(queue))
        await sender.send_messages([ServiceBusMessage("one"), ServiceBusMessage("two")])
        received = await take(receiver, 2)
        for message in received:
            await receiver.complete_message(message)

        assert bodies(received) == ["one", "two"]


@pytest.mark.parametrize("way", WAYS)
def test_the_sync_client_sends_and_receives(broker: Broker, queue: str, way: str) -> None:
    with SyncClient.from_connection_string(
        **reached_by(way, broker.connection_string), retry_total=0
    ) as client:
        client.get_queue_sender(queue).send_messages([ServiceBusMessage("one"), ServiceBusMessage("two")])
        receiver = client.get_queue_receiver(queue)
        received = receiver.receive_messages(max_message_count=2, max_wait_time=WAIT_S)
        for message in received:
            receiver.complete_message(message)

        assert [str(message) for message in received] == ["one", "two"]


@pytest.mark.parametrize("way", ASYNC_WAYS)
async def test_a_large_message_arrives_as_it_was_sent(broker: Broker, queue: str, way: str) -> None:
    body = bytes(range(250)) * (LARGE_BYTES // 250)
    async with ServiceBusClient.from_connection_string(
        **reached_by(way, broker.connection_string), retry_total=0
    ) as client:
        sender, receiver = await opened(client.get_queue_sender(queue), client.get_queue_receiver(queue))
        await sender.send_messages(ServiceBusMessage(body))
        (received,) = await take(receiver, 1)

        assert b"".join(received.body) == body


def test_a_client_that_does_not_trust_us_stays_outside_and_the_log_says_so(broker: Broker) -> None:
    strangers = ssl.create_default_context()
    with socket.create_connection(("127.0.0.1", broker.port)) as plain:
        name = "{}:{}".format(*plain.getsockname())
        with pytest.raises(ssl.SSLCertVerificationError):
            strangers.wrap_socket(plain, server_hostname="127.0.0.1")

    assert said_soon(broker, name, "TLS failed")


def said_soon(broker: Broker, peer: str, reason: str) -> bool:
    """Say whether a connection ended for a reason; others may have come from the same port before."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        for line in broker.log():
            if line["event"] == "connection ended" and line["peer"] == peer and reason in line["reason"]:
                return True
        time.sleep(0.02)
    return False


def test_garbage_that_looks_like_tls_is_told_so_and_closed(broker: Broker) -> None:
    with Raw(broker) as raw:
        raw.send(b"\x16\x03\x01\x00\x05hello")

        assert raw.rest()[:1] == b"\x15"  # an alert
        assert said_soon(broker, raw.name, "TLS failed")


def test_inside_tls_a_stranger_is_told_what_we_speak(broker: Broker) -> None:
    with RawTls(broker, broker.ca_file) as raw:
        raw.send(b"hello, world")

        assert raw.rest() == b"AMQP\x03\x01\x00\x00"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_http_is_answered_on_the_same_port(broker: Broker, scheme: str) -> None:
    trusting = ssl.create_default_context(cafile=broker.ca_file)
    with urlopen(f"{scheme}://localhost:{broker.port}/healthz", context=trusting) as answer:  # noqa: S310  # our own
        assert (answer.status, answer.read()) == (200, b"ok\n")


def test_two_hundred_idle_websockets_are_no_burden(broker: Broker, queue: str) -> None:
    before_mb = broker.memory_mb()
    idle = [RawWebSocket(broker, broker.ca_file if number % 2 else None).open() for number in range(200)]
    try:
        with RawWebSocket(broker, broker.ca_file).open() as raw:
            raw.attach_sender(queue)
            raw.transfer(0, HELLO)

            assert isinstance(raw.wait_for(Disposition).state, Accepted)
            assert broker.memory_mb() - before_mb < 60
    finally:
        for raw in idle:
            raw.socket.close()


# -- a slow client ---------------------------------------------------------------------------------

BACKLOG = 250
BODY_BYTES = 300_000


@pytest.fixture(scope="module")
def burdened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker of its own, because its memory is looked at, with 75 MB to deliver."""
    plan = plan_of(*(queue_of(way) for way in WAYS))
    with running(tmp_path_factory.mktemp("burdened"), plan) as broker:
        yield broker


@pytest.mark.parametrize("way", WAYS)
def test_who_does_not_read_fills_no_memory_and_misses_nothing(burdened: Broker, way: str) -> None:
    with raw_by(burdened, way).open() as sender:
        sender.attach_sender(way)
        for number in range(BACKLOG):
            for piece in range(5):
                payload = (b"\x00\x53\x75\xb0" + BODY_BYTES.to_bytes(4, "big")) if not piece else b""
                sender.transfer(number, payload + bytes(BODY_BYTES // 5), more=piece < 4)
        while True:
            settled = sender.wait_for(Disposition)
            if (settled.last if settled.last is not None else settled.first) == BACKLOG - 1:
                break
    with raw_by(burdened, way).open() as receiver:
        before_mb = burdened.memory_mb()
        receiver.attach_receiver(way, credit=BACKLOG)
        time.sleep(1)

        assert burdened.memory_mb() - before_mb < 40
        delivered = 0
        while delivered < BACKLOG:
            delivered += not receiver.wait_for(Transfer).more
