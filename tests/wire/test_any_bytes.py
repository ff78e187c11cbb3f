"""Whatever the bytes are, the answer is a value or DecodeError, and costs no more than the bytes are long."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from longshore.wire.decode import (
    MAX_EMPTY_ELEMENTS,
    DecodeError,
    decode_fields,
    decode_value,
    skip_value,
)
from longshore.wire.encode import encode_value
from longshore.wire.performatives import decode_performative
from longshore.wire.sections import (
    annotation_pairs,
    header_fields,
    index_sections,
    read_list,
    read_map,
    split_batch,
    with_application_properties,
    with_edits,
    with_message_id,
)
from longshore.wire.transactions import decode_request
from longshore.wire.values import Described
from tests.unit.wire.golden import CASES, CONSTRUCTORS
from tests.unit.wire.messages import EVERY_COMBINATION
from tests.unit.wire.typed import typed

from .damage import damaged
from .performatives import inner_composites, performatives
from .values import values

HALF_FRAME: Final = 32_768

HOSTILE: Final = {
    "lists in lists": b"\xc0\xff\x01" * HALF_FRAME,
    "described without end": b"\x00\x40" * HALF_FRAME + b"\x40",
    "descriptors without end": b"\x00" * HALF_FRAME,
    "arrays in arrays": b"\xf0\x00\x00\xff\xff\x00\x00\x00\x01" * 4_000,
    "the longest list": b"\xd0\xff\xff\xff\xff\xff\xff\xff\xff" + bytes(HALF_FRAME),
    "the longest array of nothing": b"\xf0\x00\x00\x00\x05\xff\xff\xff\xff\x40",
    "many arrays of nothing": b"\xd0\x00\x01\x00\x04\x00\x00\x40\x00" + b"\xe0\x02\x10\x45" * 16_384,
    "many arrays of too much": b"\xd0\x00\x01\x00\x04\x00\x00\x40\x00" + b"\xe0\x02\xff\x45" * 16_384,
    "an array that fills the frame with nothing": b"\xf0\x00\x00\x80\x05\x00\x00\x80\x00\x40"
    + bytes(HALF_FRAME),
    "many described keys": b"\xd1\x00\x02\x00\x04\x00\x00\x80\x00"
    + b"\x00\x40\x52\x01\x40\x40\x40\x40" * 16_384,
}
"""Each claims much more than it is."""


def anything() -> st.SearchStrategy[bytes]:
    """Return noise, constructors with noise between them, and valid values with a few bytes changed."""
    pieces = st.one_of(
        st.sampled_from([bytes((code,)) for code in (0, *CONSTRUCTORS)]),
        st.sampled_from([case.encoded[:40] for case in CASES]),
        st.binary(max_size=4),
    )
    return st.one_of(
        st.binary(max_size=60),
        st.lists(pieces, max_size=12).map(b"".join),
        damaged(values.map(encode_value)),
        damaged(performatives.map(lambda performative: performative.encode())),
    )


def size(value: object) -> int:
    """Return how many values there are in a value."""
    if isinstance(value, dict):
        return 1 + sum(size(key) + size(item) for key, item in value.items())
    if isinstance(value, list):
        return 1 + sum(size(item) for item in value)
    if isinstance(value, Described):
        return 1 + size(value.descriptor) + size(value.value)
    return 1


@settings(max_examples=300, deadline=None)
@given(anything())
def test_a_value_or_an_error(data: bytes) -> None:
    with suppress(DecodeError):
        value, end = decode_value(data, 0)
        assert end <= len(data)
        assert size(value) <= MAX_EMPTY_ELEMENTS * max(end, 1)
        assert skip_value(data, 0) == end
        assert typed(decode_value(encode_value(value), 0)[0]) == typed(value)


@settings(max_examples=200, deadline=None)
@given(anything())
def test_fields_or_an_error(data: bytes) -> None:
    with suppress(DecodeError):
        fields, end = decode_fields(data, 0)
        assert skip_value(data, 0) == end <= len(data)
        assert fields == decode_value(data, 0)[0] or any(field != field for field in fields)  # noqa: PLR0124


@settings(max_examples=200, deadline=None)
@given(anything(), st.sampled_from([b"", b"\x00\x53\x10", b"\x00\x53\x12", b"\x00\x53\x15", b"\x00\x53\x14"]))
def test_a_performative_or_an_error(data: bytes, descriptor: bytes) -> None:
    with suppress(DecodeError):
        performative, end = decode_performative(descriptor + data, 0)
        assert end <= len(descriptor + data)
        assert decode_performative(performative.encode(), 0)[0] == performative


@settings(max_examples=200, deadline=None)
@given(anything() | damaged(inner_composites.map(lambda composite: composite.encode())))
def test_a_request_to_a_coordinator_or_an_error(data: bytes) -> None:
    with suppress(DecodeError):
        request = decode_request(b"\x00\x53\x77" + data)
        assert decode_request(b"\x00\x53\x77" + request.encode()) == request


@settings(max_examples=200, deadline=None)
@given(damaged(st.sampled_from(EVERY_COMBINATION).map(b"".join)) | st.binary(max_size=40))
@example(b"\x00\x53\x73\xc0\x00")
@example(b"\x00\x53\x74\xc1\x02\x01\x40")
@example(b"\x00\x53\x74\xc1\x03\x02\x45\x40")
@example(b"\x00\x53\x74\x40")
@example(b"\x00\x53\x77" + b"\x00\x40" * 5_000)
def test_a_message_or_an_error(data: bytes) -> None:
    with suppress(DecodeError):
        split_batch(data)
    try:
        sections = index_sections(data)
    except DecodeError:
        return
    # The rest may refuse the inside of a section, except what must not fail once a message is taken in.
    for read in (
        lambda: read_list(data, sections.properties, 13),
        lambda: read_map(data, sections.application_properties),
        lambda: header_fields(data, sections.header),
        lambda: (
            list(annotation_pairs(data, sections.message_annotations))
            if sections.message_annotations > 0
            else ()
        ),
        lambda: index_sections(with_message_id(sections, "id")),
        lambda: index_sections(with_edits(data[sections.bare :], {"to": "x"}, {"color"}, {"size": 1})),
    ):
        with suppress(DecodeError):
            read()
    index_sections(with_application_properties(data[sections.bare :], {"why": "x"}))
    index_sections(with_edits(data[sections.bare :], {}, {"color"}, {"size": 1}))


@pytest.mark.parametrize(
    "read", [decode_value, decode_fields, decode_performative, skip_value], ids=lambda read: read.__name__
)
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_claiming_much_costs_little(read: Callable[[bytes, int], object], data: bytes) -> None:
    with suppress(DecodeError):
        read(data, 0)


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_claiming_much_in_a_message_costs_little(data: bytes) -> None:
    with suppress(DecodeError):
        index_sections(b"\x00\x53\x77" + data)
