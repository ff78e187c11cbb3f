"""An AMQP connection: any bytes, wherever a conversation is, end it or wait for more; it never raises.

An input says by its first byte how far the conversation has come. However the rest is cut, the same things
happen and the same bytes are answered.
"""

from collections.abc import Iterable
from typing import Final

from tests.wire.conversation import CONVERSATION, Broker
from tests.wire.test_garbage import BEGINNINGS, check

from fuzz.target import Target
from longshore.wire.frames import AMQP_HEADER, SASL_HEADER

_FRAMES: Final = 24
"""How often the conversation is cut to make seeds."""


def run(data: bytes) -> None:
    """Say the bytes in one piece, and in three."""
    beginning, said = BEGINNINGS[data[0] % len(BEGINNINGS)] if data else b"", data[1:]
    third = len(said) // 3
    whole = _heard(beginning, said)
    cut = _heard(beginning, said[:third], said[third : 2 * third], said[2 * third :])
    assert cut.story == whole.story
    assert cut.connection.state is whole.connection.state


def _heard(*pieces: bytes) -> Broker:
    broker = Broker()
    for piece in pieces:
        broker.hears(piece)
    check(broker)
    return broker


def seeds() -> Iterable[bytes]:
    """Return pieces of the conversation behind each of its beginnings."""
    for number, beginning in enumerate(BEGINNINGS):
        yield bytes((number,)) + CONVERSATION[len(beginning) :][:400]
    step = len(CONVERSATION) // _FRAMES
    for start in range(0, len(CONVERSATION), step):
        yield b"\x06" + CONVERSATION[start : start + 2 * step]


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=(
        *(AMQP_HEADER, SASL_HEADER, b"\x00\x00\x00\x08\x02\x00\x00\x00", b"\x00\x00\x00\x10\x02\x00\x00\x03"),
        *(
            b"\x00\x53" + bytes((code,))
            for code in (*range(0x10, 0x19), *range(0x23, 0x36), 0x40, 0x41, 0x44)
        ),
        *(
            b"\xc0\x03\x02",
            b"\xd0\x00\x00\x00\x08\x00\x00\x00\x01",
            b"\x40",
            b"\x41",
            b"\x42",
            b"\x43",
            b"\x45",
        ),
    ),
    bytes_max=1_500,
    memory_max=(1_000_000, 1_000),
    traced=4,
    inputs=1_500,
)
