"""[AMQP 2.3] Frames; the short encoders write what the long way round would."""

import pytest

from longshore.wire.frames import (
    AMQP_FRAME,
    AMQP_HEADER,
    EMPTY_FRAME,
    FRAME_HEADER_BYTES,
    PROTOCOL_HEADER_BYTES,
    SASL_FRAME,
    SASL_HEADER,
    TRANSFER_OVERHEAD_BYTES,
    encode_continuation,
    encode_disposition,
    encode_frame,
    encode_transfer,
    unpack_frame_header,
)
from longshore.wire.performatives import Disposition, End, SaslOutcome, Transfer, decode_performative
from longshore.wire.states import Accepted, Error, Rejected
from longshore.wire.values import Symbol

TAG = bytes(range(16))


def read(frame: bytes) -> tuple[int, object, bytes]:
    """Return (channel, performative, payload) of one frame."""
    size, offset, frame_type, channel = unpack_frame_header(frame, 0)
    assert (size, offset, frame_type) == (len(frame), 2, AMQP_FRAME)
    performative, end = decode_performative(frame, FRAME_HEADER_BYTES)
    return channel, performative, frame[end:]


def test_protocol_headers_have_eight_bytes() -> None:
    assert b"AMQP" + bytes((0, 1, 0, 0)) == AMQP_HEADER
    assert b"AMQP" + bytes((3, 1, 0, 0)) == SASL_HEADER
    assert len(AMQP_HEADER) == len(SASL_HEADER) == PROTOCOL_HEADER_BYTES


def test_a_frame_starts_with_size_offset_type_and_channel() -> None:
    assert encode_frame(258, End()) == bytes.fromhex("0000000f 02 00 0102 005317 c0020140")


def test_a_sasl_frame_says_so() -> None:
    assert encode_frame(0, SaslOutcome(0), SASL_FRAME)[5] == 1


def test_an_empty_frame_is_a_header_only() -> None:
    assert bytes.fromhex("00000008 02 00 0000") == EMPTY_FRAME


def test_a_header_is_read_anywhere() -> None:
    assert unpack_frame_header(b"xx" + EMPTY_FRAME, 2) == (8, 2, 0, 0)


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize("more", [True, False])
@pytest.mark.parametrize(("handle", "delivery_id"), [(0, 0), (1, 255), (256, 2**32 - 1)])
def test_a_transfer(settled: bool, more: bool, handle: int, delivery_id: int) -> None:
    frame = encode_transfer(9, handle, delivery_id, TAG, settled, more, b"payload")
    assert read(frame) == (9, Transfer(handle, delivery_id, TAG, 0, settled, more), b"payload")


@pytest.mark.parametrize("more", [True, False])
def test_a_continuation(more: bool) -> None:
    assert read(encode_continuation(9, 300, more, b"rest")) == (9, Transfer(300, more=more), b"rest")


def test_the_overhead_is_what_a_transfer_adds() -> None:
    assert len(encode_transfer(1, 2**32 - 1, 2**32 - 1, TAG, True, True, b"")) == TRANSFER_OVERHEAD_BYTES
    assert len(encode_continuation(1, 2**32 - 1, True, b"")) <= TRANSFER_OVERHEAD_BYTES


@pytest.mark.parametrize("role", [True, False])
@pytest.mark.parametrize(("first", "last"), [(0, 0), (5, 9), (2**32 - 1, 3), (70_000, 70_000)])
def test_a_disposition(role: bool, first: int, last: int) -> None:
    frame = encode_disposition(9, role, first, last, Accepted().encode())
    known_last = None if first == last else last
    assert read(frame) == (9, Disposition(role, first, known_last, True, Accepted()), b"")


def test_a_disposition_with_a_long_error() -> None:
    state = Rejected(Error(Symbol("x"), "y" * 300))
    assert read(encode_disposition(1, True, 0, 0, state.encode()))[1] == Disposition(
        True, 0, None, True, state
    )
