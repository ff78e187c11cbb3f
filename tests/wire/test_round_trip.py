"""What is written is read as the same value of the same type, and skipped as far as it is read."""

from hypothesis import given, settings

from longshore.wire.decode import decode_value, skip_value
from longshore.wire.encode import encode_value
from longshore.wire.fields import Fielded, claim
from longshore.wire.performatives import decode_performative
from longshore.wire.states import COMPOSITES
from tests.unit.wire.typed import typed

from .performatives import inner_composites, performatives
from .values import values


@settings(max_examples=250, deadline=None)
@given(values)
def test_a_value_comes_back_with_its_type(value: object) -> None:
    encoded = encode_value(value)
    again, end = decode_value(encoded, 0)
    assert typed(again) == typed(value)
    assert end == len(encoded)


@settings(max_examples=100, deadline=None)
@given(values)
def test_a_value_is_skipped_as_far_as_it_is_read(value: object) -> None:
    encoded = b"\x40" + encode_value(value)
    assert skip_value(encoded + b"\x40", 1) == decode_value(encoded + b"\x40", 1)[1] == len(encoded)


@settings(max_examples=100, deadline=None)
@given(values)
def test_writing_again_gives_the_same_bytes(value: object) -> None:
    encoded = encode_value(value)
    assert encode_value(decode_value(encoded, 0)[0]) == encoded


@settings(max_examples=100, deadline=None)
@given(inner_composites)
def test_a_composite_comes_back(composite: Fielded) -> None:
    encoded = composite.encode()
    value, end = decode_value(encoded, 0)
    assert claim(value, COMPOSITES, 0) == composite
    assert end == len(encoded)


@settings(max_examples=100, deadline=None)
@given(performatives)
def test_a_performative_comes_back(performative: Fielded) -> None:
    encoded = performative.encode()
    assert decode_performative(encoded + b"payload", 0) == (performative, len(encoded))
