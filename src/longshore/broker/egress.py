"""A stored message to an encoded AMQP message: a new header and annotations in front of stored bytes."""

import struct
from typing import Final

from longshore.broker.ingest import annotation_items
from longshore.engine.message import Message
from longshore.wire.encode import encode_int, encode_long, encode_string, encode_symbol, encode_uint
from longshore.wire.sections import index_sections

_HEADER: Final = b"\x00\x53\x70\xc0"
_ANNOTATIONS: Final = b"\x00\x53\x72\xd1"
_size_and_count: Final = struct.Struct(">II").pack

# What every delivery carries, its values packed in place.
_SEQUENCE_NUMBER: Final = encode_symbol("x-opt-sequence-number") + b"\x81"
_ENQUEUED_TIME: Final = encode_symbol("x-opt-enqueued-time") + b"\x83"
_pack_always: Final = struct.Struct(f">{len(_SEQUENCE_NUMBER)}sq{len(_ENQUEUED_TIME)}sq").pack

_LOCKED_UNTIL: Final = encode_symbol("x-opt-locked-until") + b"\x83"
_pack_time: Final = struct.Struct(">q").pack

_ENQUEUED_SEQUENCE_NUMBER: Final = encode_symbol("x-opt-enqueue-sequence-number")
_DEAD_LETTER_SOURCE: Final = encode_symbol("x-opt-deadletter-source")
_STATE: Final = encode_symbol("x-opt-message-state")


def encode_browsed(message: Message, payload: bytes, *, body: bool) -> bytes:
    """Return a message as one gets it who only looks: without a lock and, if need be, without its body."""
    if not body:
        start = index_sections(payload).body
        payload = payload[:start] if start >= 0 else payload
    return _encode(message, payload, 0)


def encode_delivery(message: Message, payload: bytes) -> bytes:
    """Return a message as its receiver gets it [ASB AMQP protocol guide: message annotations]."""
    return _encode(message, payload, message.locked_until_ms)


def _encode(message: Message, payload: bytes, locked_until_ms: int) -> bytes:
    header = message.header + encode_uint(message.delivery_count)
    annotations = _pack_always(_SEQUENCE_NUMBER, message.sequence_number, _ENQUEUED_TIME, message.enqueued_ms)
    count = 2
    if locked_until_ms:
        annotations += _LOCKED_UNTIL + _pack_time(locked_until_ms)
        count = 3
    if message.kind or message.enqueued_sequence_number or message.dead_letter_source or message.annotations:
        more, items = _rarer_annotations(message)
        count += more
        annotations += items
    return b"".join(
        (
            _HEADER,
            bytes((len(header) + 1, 5)),
            header,
            _ANNOTATIONS,
            _size_and_count(len(annotations) + 4, 2 * count),
            annotations,
            payload,
        )
    )


def _rarer_annotations(message: Message) -> tuple[int, bytes]:
    """Return (number of entries, encoded entries) beyond those every delivery has."""
    count, items = annotation_items(message.annotations)
    if message.enqueued_sequence_number:
        items += _ENQUEUED_SEQUENCE_NUMBER + encode_long(message.enqueued_sequence_number)
        count += 1
    if message.kind:
        items += _STATE + encode_int(message.kind)
        count += 1
    if message.dead_letter_source is not None:
        items += _DEAD_LETTER_SOURCE + encode_string(message.dead_letter_source)
        count += 1
    return count, items
