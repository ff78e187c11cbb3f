"""What any bytes cost: memory and work in proportion to their number, whatever they claim."""

import sys
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, Final

import pytest
from hypothesis import given, settings

from longshore.wire.decode import DecodeError, decode_fields, decode_value, skip_value
from longshore.wire.sections import index_sections

from .test_any_bytes import HOSTILE, anything

Read = Callable[[bytes], object]

READERS: Final[dict[str, Read]] = {
    "a value": lambda data: decode_value(data, 0),
    "fields": lambda data: decode_fields(data, 0),
    "a value that is skipped": lambda data: skip_value(data, 0),
    "a message": lambda data: index_sections(b"\x00\x53\x77" + data),
}

BYTES_PER_BYTE: Final = 300
"""The most is made of arrays of nothing: four bytes may be sixteen empty lists."""

LINES_PER_BYTE: Final = 30
FOR_NOTHING: Final = 4_000
"""What an error costs with its texts and frames, in bytes; in lines a tenth of it."""

EVERY = {**HOSTILE, "elements of a byte": b"\xf0\x00\x00\x80\x05\x00\x00\x80\x00\x50" + bytes(32_768)}


def allocated_bytes(read: Read, data: bytes) -> int:
    tracemalloc.start()
    try:
        with suppress(DecodeError):
            read(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def lines_run(read: Read, data: bytes) -> int:
    """Return how many lines of Python it takes: what time comes to, without a clock."""
    lines = 0

    def on_event(_frame: FrameType, event: str, _argument: object) -> Any:  # noqa: ANN401  # itself
        nonlocal lines
        lines += event == "line"
        return on_event

    before = sys.gettrace()
    sys.settrace(on_event)
    try:
        with suppress(DecodeError):
            read(data)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("data", EVERY.values(), ids=EVERY.keys())
@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_what_claims_much_costs_what_it_is(read: Read, data: bytes) -> None:
    assert allocated_bytes(read, data) <= FOR_NOTHING + BYTES_PER_BYTE * len(data)
    assert lines_run(read, data) <= FOR_NOTHING // 10 + LINES_PER_BYTE * len(data)


@settings(max_examples=60, deadline=None)
@given(anything())
def test_any_bytes_cost_what_they_are(data: bytes) -> None:
    for read in READERS.values():
        assert allocated_bytes(read, data) <= FOR_NOTHING + BYTES_PER_BYTE * len(data)
        assert lines_run(read, data) <= FOR_NOTHING // 10 + LINES_PER_BYTE * len(data)
