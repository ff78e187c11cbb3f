"""Peers that speak nonsense, or AMQP badly: each hears why, the log says why, and everyone else goes on."""

import random
import socket
import struct
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from longshore.wire.frames import SASL_FRAME, SASL_HEADER, encode_frame
from longshore.wire.performatives import (
    Attach,
    Begin,
    Close,
    Detach,
    Disposition,
    End,
    Open,
    SaslInit,
    Transfer,
)
from longshore.wire.sections import with_application_properties
from longshore.wire.states import Accepted, Rejected, Source, Target

from .broker import Broker
from .conftest import HalfOpen
from .raw import ROOT, Raw, transfer_frame

HELLO = b"\x00\x53\x75\xa0\x05hello"
"""A message: one data section."""

HALF_OPEN_S = 20
"""How long a connection may stay without a valid token: AMQP protocol guide."""


@pytest.fixture
def bystander(broker: Broker, queue: str) -> Iterator[Raw]:
    """Another connection, that must still work when the test has ended."""
    with Raw(broker).open() as raw:
        raw.attach_sender(queue)
        yield raw
        raw.transfer(0, HELLO)
        assert isinstance(raw.wait_for(Disposition).state, Accepted)


def said_why(broker: Broker, peer: str) -> bool:
    """Say whether the log tells why this peer's connection ended; it is written just before the close."""
    deadline = time.monotonic() + 5
    while not broker.said("connection ended", peer=peer) and time.monotonic() < deadline:
        time.sleep(0.01)
    return broker.said("connection ended", peer=peer)


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize(
    "beginning",
    [
        pytest.param(bytes(range(100, 200)), id="garbage"),
        pytest.param(b"GETTING / HTTP/1.1\r\n\r\n", id="no-method-of-http"),
        pytest.param(b"AMQP\x00\x00\x09\x01", id="amqp-0-9-1"),
        pytest.param(b"AMQP\x00\x02\x00\x00", id="amqp-2"),
        pytest.param(b"AMQP\x02\x01\x00\x00", id="amqp-over-tls-upgrade"),
        pytest.param(b"\xff", id="one-wrong-byte"),
    ],
)
def test_a_peer_that_does_not_speak_amqp_is_told_what_we_speak(broker: Broker, beginning: bytes) -> None:
    with Raw(broker) as raw:
        raw.send(beginning)

        assert raw.rest() == SASL_HEADER
        assert said_why(broker, raw.name)


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize(
    ("frame", "condition"),
    [
        pytest.param(struct.pack(">IBBH", 65_537, 2, 0, 0), "amqp:connection:framing-error", id="too-large"),
        pytest.param(
            struct.pack(">IBBH", 0xFFFF_FFFF, 2, 0, 0), "amqp:connection:framing-error", id="4-gigabytes"
        ),
        pytest.param(struct.pack(">IBBH", 7, 2, 0, 0), "amqp:connection:framing-error", id="too-small"),
        pytest.param(
            struct.pack(">IBBH", 16, 9, 0, 0) + bytes(8), "amqp:connection:framing-error", id="bad-offset"
        ),
        pytest.param(
            struct.pack(">IBBH", 16, 2, 1, 0) + encode_frame(0, Close())[8:][:8].ljust(8, b"\x40"),
            "amqp:connection:framing-error",
            id="of-a-type-out-of-turn",
        ),
        pytest.param(
            struct.pack(">IBBH", 12, 2, 0, 0) + b"\xde\xad\xbe\xef", "amqp:decode-error", id="not-decodable"
        ),
        pytest.param(encode_frame(0, Open("again")), "amqp:not-allowed", id="second-open"),
        pytest.param(encode_frame(0, Begin(None, 0, 1, 1)), "amqp:not-allowed", id="channel-in-use"),
        pytest.param(
            encode_frame(999, Begin(None, 0, 1, 1)), "amqp:connection:framing-error", id="channel-too-high"
        ),
        pytest.param(encode_frame(7, End()), "amqp:not-allowed", id="session-that-never-began"),
    ],
)
def test_a_frame_that_breaks_the_rules_ends_the_connection(
    broker: Broker, frame: bytes, condition: str
) -> None:
    with Raw(broker).open() as raw:
        raw.send(frame)

        assert raw.error(Close).condition == condition
        assert raw.rest() == b""
        assert said_why(broker, raw.name)


@pytest.mark.usefixtures("bystander")
def test_an_oversized_frame_before_the_open_ends_the_connection(broker: Broker) -> None:
    with Raw(broker) as raw:
        raw.send(SASL_HEADER + struct.pack(">IBBH", 1 << 30, 2, 1, 0))
        raw.rest()

        assert said_why(broker, raw.name)


@pytest.mark.usefixtures("bystander")
def test_a_wrong_password_is_refused(broker: Broker) -> None:
    with Raw(broker) as raw:
        raw.send(SASL_HEADER + encode_frame(0, SaslInit("PLAIN", f"\0{ROOT}\0wrong".encode()), SASL_FRAME))
        raw.rest()

        assert broker.said("authentication failed", peer=raw.name, mechanism="PLAIN")


@pytest.mark.usefixtures("bystander")
def test_a_frame_that_never_ends_and_a_peer_that_leaves(broker: Broker, queue: str) -> None:
    with Raw(broker).open() as raw:
        raw.attach_sender(queue)
        raw.send(transfer_frame(0, bytes(60_000))[:1_000])


@pytest.mark.usefixtures("bystander")
def test_a_peer_that_leaves_in_the_middle_of_a_message_has_not_sent_it(broker: Broker, queue: str) -> None:
    with Raw(broker).open() as raw:
        raw.attach_sender(queue)
        raw.transfer(0, HELLO, more=True)

    with Raw(broker).open() as other:
        other.attach_sender(queue)
        other.attach_receiver(queue, credit=10)
        other.transfer(0, HELLO)
        assert isinstance(other.wait_for(Disposition).state, Accepted)
        other.wait_for(Transfer)
        other.socket.settimeout(0.3)
        with pytest.raises(TimeoutError):
            other.wait_for(Transfer)


@pytest.mark.usefixtures("bystander")
def test_a_flood_beyond_the_credit_ends_the_link(broker: Broker, queue: str) -> None:
    with Raw(broker).open() as raw:
        raw.attach_sender(queue)
        raw.send(b"".join(transfer_frame(number, b"\x00\x53\x75\xa0\x00") for number in range(5_000)))

        assert raw.error(Detach).condition == "amqp:link:transfer-limit-exceeded"


@pytest.mark.usefixtures("bystander")
def test_a_message_that_cannot_be_read_is_rejected_and_the_link_goes_on(broker: Broker, queue: str) -> None:
    with Raw(broker).open() as raw:
        raw.attach_sender(queue)

        raw.transfer(0, b"\x00\x53\x75\xb0\xff\xff\xff\xff")
        rejected = raw.wait_for(Disposition).state
        raw.transfer(1, HELLO)

        assert isinstance(rejected, Rejected)
        assert rejected.error is not None
        assert rejected.error.condition == "amqp:decode-error"
        assert isinstance(raw.wait_for(Disposition).state, Accepted)
        assert broker.said("message refused", peer=raw.name, entity=queue)


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize(
    ("frame", "condition"),
    [
        pytest.param(transfer_frame(0, HELLO, handle=9), "amqp:session:unattached-handle", id="transfer"),
        pytest.param(encode_frame(0, Detach(9, closed=True)), "amqp:session:unattached-handle", id="detach"),
        pytest.param(
            encode_frame(0, Attach("again", 0, role=False, source=Source(), target=Target(address="x"))),
            "amqp:session:handle-in-use",
            id="handle-in-use",
        ),
    ],
)
def test_a_link_that_is_not_there_costs_its_session(
    broker: Broker, queue: str, frame: bytes, condition: str
) -> None:
    with Raw(broker).open() as raw:
        raw.attach_sender(queue)
        raw.send(frame)

        assert raw.error(End).condition == condition


@pytest.mark.usefixtures("bystander")
def test_a_link_to_an_unknown_entity_is_refused(broker: Broker) -> None:
    with Raw(broker).open() as raw:
        raw.say(Attach("lost", 0, role=False, source=Source(), target=Target(address="nowhere")))

        assert raw.error(Detach).condition == "amqp:not-found"
        assert broker.said("link refused", peer=raw.name, link="lost")


@pytest.mark.usefixtures("bystander")
def test_hundreds_of_connections_that_are_reset_at_once(broker: Broker) -> None:
    at_once = struct.pack("ii", 1, 0)
    for _ in range(300):
        connection = socket.create_connection(("127.0.0.1", broker.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        connection.close()

    with Raw(broker).open():
        pass


@pytest.mark.late
@pytest.mark.usefixtures("bystander")
def test_half_open_connections_are_closed_in_time_and_the_log_says_why(
    broker: Broker, half_open: HalfOpen
) -> None:
    for raw in half_open.connections:
        raw.socket.settimeout(HALF_OPEN_S + 5)
        raw.rest()

    ended = {line["peer"]: line for line in broker.log() if line["event"] == "connection ended"}
    for raw in half_open.connections:
        age = datetime.fromisoformat(ended[raw.name]["timestamp"]) - half_open.since
        assert timedelta(0) < age < timedelta(seconds=HALF_OPEN_S + 5)
        assert "no valid token" in ended[raw.name]["reason"]


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize("seed", range(3))
def test_frames_with_random_mistakes_never_do_more_than_end_their_connection(
    broker: Broker, queue: str, seed: int
) -> None:
    rng = random.Random(seed)
    good = b"".join(
        (
            encode_frame(
                0, Attach("to", 0, role=False, source=Source(), target=Target(address=queue), properties={})
            ),
            encode_frame(0, Attach("from", 1, role=True, source=Source(address=queue), target=Target())),
            transfer_frame(0, with_application_properties(HELLO, {"kind": "trip"})),
            transfer_frame(1, HELLO, more=True),
            encode_frame(0, Disposition(role=True, first=0, last=3, settled=True, state=Accepted())),
            encode_frame(0, Detach(0, closed=True)),
            encode_frame(0, End()),
        )
    )
    for _ in range(60):
        bad = bytearray(good)
        for _ in range(rng.randint(1, 6)):
            bad[rng.randrange(len(bad))] = rng.randrange(256)
        with Raw(broker).open() as raw:
            raw.send(bytes(bad) + encode_frame(0, Close()))
            raw.socket.shutdown(socket.SHUT_WR)
            raw.rest()


@pytest.mark.usefixtures("bystander")
def test_a_message_without_measure_is_rejected_and_does_not_fill_the_memory(
    broker: Broker, queue: str
) -> None:
    before_mb = broker.memory_mb()
    with Raw(broker).open() as raw:
        raw.attach_sender(queue)
        for _ in range(6_000):
            raw.transfer(0, bytes(65_000), more=True)
        raw.transfer(0, b"")

        assert isinstance(raw.wait_for(Disposition).state, Rejected)
        assert broker.memory_mb() - before_mb < 250
