"""A stored message to an encoded AMQP message: a new header and annotations in front of stored bytes."""

import struct
from typing import Final

from longshore.broker.ingest import annotation_items
from longshore.engine.message import DEAD_LETTER, Message
from longshore.wire.encode import encode_long, encode_string, encode_symbol, encode_uint

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


def encode_delivery(message: Message, payload: bytes) -> bytes:
    """Return a message as its receiver gets it [ASB AMQP protocol guide: message annotations]."""
    header = message.header + encode_uint(message.delivery_count)
    annotations = _pack_always(_SEQUENCE_NUMBER, message.sequence_number, _ENQUEUED_TIME, message.enqueued_ms)
    count = 2
    if message.locked_until_ms:
        annotations += _LOCKED_UNTIL + _pack_time(message.locked_until_ms)
        count = 3
    if message.enqueued_sequence_number or message.dead_letter_source or message.annotations:
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
    if message.sub_queue is DEAD_LETTER and message.dead_letter_source is not None:
        items += _DEAD_LETTER_SOURCE + encode_string(message.dead_letter_source)
        count += 1
    return count, items
