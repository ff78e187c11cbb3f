"""AMQP's values, performatives and messages: any bytes give a value or DecodeError, nothing else.

A value that was read is written and read as the same again. A message that the broker takes in can be looked
at by filters, changed, and delivered: after it was accepted nothing about it may fail.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from tests.unit.wire.golden import CASES
from tests.unit.wire.messages import EVERY_COMBINATION
from tests.unit.wire.typed import typed
from tests.wire.conversation import CONVERSATION

from fuzz.target import Target
from longshore.broker.errors import Unacceptable
from longshore.broker.ingest import BATCH_FORMAT, drafts_of, partition_key_in, ttl_ms_in
from longshore.broker.properties import filter_input
from longshore.broker.requests import encode_reply, parse_request
from longshore.engine.message import Draft
from longshore.wire.decode import DECODERS, DecodeError, decode_fields, decode_value, skip_value
from longshore.wire.encode import encode_value
from longshore.wire.performatives import decode_performative
from longshore.wire.sections import index_sections, with_application_properties, with_edits
from longshore.wire.transactions import decode_request

_MESSAGE: Final = 0x70
_PERFORMATIVE: Final = range(0x10, 0x45)


def run(data: bytes) -> None:
    """Read the bytes as whatever they could be."""
    with suppress(DecodeError):
        _value(data)
    with suppress(DecodeError):
        fields, end = decode_fields(data, 0)
        assert skip_value(data, 0) == end <= len(data)
        assert len(fields) <= len(data)
    with suppress(DecodeError):
        performative, end = decode_performative(data, 0)
        assert end <= len(data)
        again, _end = decode_performative(performative.encode(), 0)
        assert repr(again) == repr(performative)  # a NaN is not equal to itself
    with suppress(DecodeError):
        request = decode_request(data)
        assert decode_request(b"\x00\x53\x77" + request.encode()) == request
    with suppress(DecodeError):
        asked = parse_request(data)
        index_sections(encode_reply(asked, {}, asked.body))
    for message_format in (0, BATCH_FORMAT):
        with suppress(DecodeError, Unacceptable):
            for draft in drafts_of(data, message_format, lambda: "id", filtered=True):
                _taken_in(draft)


def _value(data: bytes) -> None:
    value, end = decode_value(data, 0)
    assert end <= len(data)
    assert skip_value(data, 0) == end
    assert typed(decode_value(encode_value(value), 0)[0]) == typed(value)


def _taken_in(draft: Draft) -> None:
    """What is done to a message after its sender was told that it is there."""
    filter_input(draft, stored=True)
    partition_key_in(draft.annotations)
    properties = decode_fields(draft.payload, index_sections(draft.payload).properties)[0]
    ttl_ms_in(draft.header, properties)
    index_sections(with_application_properties(draft.payload, {"DeadLetterReason": "x"}))
    index_sections(with_edits(draft.payload, {"to": "x"}, {"color"}, {"size": 1}))


def seeds() -> Iterable[bytes]:
    """Return every encoding of a value, every shape of a message, and the frames of a conversation."""
    yield from (case.encoded for case in CASES)
    yield from (b"".join(parts) for parts in EVERY_COMBINATION[:: len(EVERY_COMBINATION) // 40])
    yield from (b"\x00\x53" + rest[:80] for rest in CONVERSATION.split(b"\x00\x53")[1:])


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=(
        *(bytes((code,)) for code in DECODERS),
        *(b"\x00\x53" + bytes((code,)) for code in (*range(0x10, 0x19), *range(0x23, 0x45))),
        *(b"\x00\x53" + bytes((code,)) for code in range(_MESSAGE, _MESSAGE + 9)),
        b"\xa3\x1cx-opt-scheduled-enqueue-time\x83",
        b"\xa3\x13x-opt-partition-key\xa1\x01k",
    ),
    bytes_max=1_024,
    cpu_ms_max=200,
    memory_max=(200_000, 500),
    traced=4,
    inputs=30_000,
)
