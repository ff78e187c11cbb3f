"""Framing: [AMQP 2.3] frames, [AMQP 2.2] protocol headers, and the frames that every message needs.

A frame is `size(4) data-offset(1) type(1) channel(2) extended-header body`. The two encoders at the end
write the frames of the hot path (transfer, disposition) without building a performative first.
"""

import struct
from typing import Final

from longshore.wire.encode import encode_uint
from longshore.wire.fields import Fielded

AMQP_HEADER: Final = b"AMQP\x00\x01\x00\x00"
SASL_HEADER: Final = b"AMQP\x03\x01\x00\x00"
PROTOCOL_HEADER_BYTES: Final = 8

FRAME_HEADER_BYTES: Final = 8
MIN_MAX_FRAME_SIZE: Final = 512
"""[AMQP 2.3] Every peer must accept frames of this size."""

AMQP_FRAME: Final = 0x00
SASL_FRAME: Final = 0x01

_header = struct.Struct(">IBBH")
unpack_frame_header = _header.unpack_from
"""(size in bytes, data offset in 4-byte words, type, channel) of the frame that starts at a position."""


def encode_frame(channel: int, performative: Fielded, frame_type: int = AMQP_FRAME) -> bytes:
    """Return one frame without payload."""
    body = performative.encode()
    return _header.pack(FRAME_HEADER_BYTES + len(body), 2, frame_type, channel) + body


EMPTY_FRAME: Final = _header.pack(FRAME_HEADER_BYTES, 2, AMQP_FRAME, 0)
"""[AMQP 2.4.5] What keeps an idle connection alive."""

_TRANSFER = b"\x00\x53\x14"
_pack_transfer = struct.Struct(">IBBH3sBBBBIBIBB16sBBB5s").pack
_FIVE_NULLS: Final = b"\x40" * 5


def encode_transfer(
    channel: int,
    handle: int,
    delivery_id: int,
    tag: bytes,
    settled: bool,
    more: bool,
    payload: bytes,
) -> bytes:
    """Return the first or only frame of a delivery, message format 0. `tag` has 16 bytes.

    Six fields: handle, delivery-id, delivery-tag, message-format, settled, more; and five nulls, because the
    Python SDK up to 7.14 finds the payload by its position behind all eleven.
    """
    # 50 = header 8, descriptor 3, list head 3, handle 5, delivery-id 5, tag 18, eight fields of one byte
    return (
        _pack_transfer(
            TRANSFER_OVERHEAD_BYTES + len(payload),
            2,
            AMQP_FRAME,
            channel,
            _TRANSFER,
            0xC0,
            37,
            11,
            0x70,
            handle,
            0x70,
            delivery_id,
            0xA0,
            16,
            tag,
            0x43,
            0x41 if settled else 0x42,
            0x41 if more else 0x42,
            _FIVE_NULLS,
        )
        + payload
    )


def encode_continuation(channel: int, handle: int, more: bool, payload: bytes) -> bytes:
    """Return a later frame of a delivery: only handle and more are set [AMQP 2.6.14]."""
    body = b"\x00\x53\x14\xc0\x10\x0b\x70" + handle.to_bytes(4, "big") + b"\x40\x40\x40\x40"
    body += (b"\x41" if more else b"\x42") + _FIVE_NULLS
    return (
        _header.pack(FRAME_HEADER_BYTES + len(body) + len(payload), 2, AMQP_FRAME, channel) + body + payload
    )


TRANSFER_OVERHEAD_BYTES: Final = 50
"""What `encode_transfer` adds to a payload; a continuation adds less."""


def encode_disposition(channel: int, role: bool, first: int, last: int, state: bytes) -> bytes:
    """Return a settling disposition of a range; `state` is the encoded outcome."""
    fields = (
        (b"\x41" if role else b"\x42")
        + encode_uint(first)
        + (encode_uint(last) if last != first else b"\x40")
        + b"\x41"
        + state
        + b"\x40"
    )
    if len(fields) < 255:
        body = b"\x00\x53\x15\xc0" + bytes((len(fields) + 1, 6)) + fields
    else:
        body = b"\x00\x53\x15\xd0" + struct.pack(">II", len(fields) + 4, 6) + fields
    return _header.pack(FRAME_HEADER_BYTES + len(body), 2, AMQP_FRAME, channel) + body
