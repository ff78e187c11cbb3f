"""The types that Python has no word for."""

import pytest

from longshore.wire.values import (
    Array,
    Described,
    Symbol,
    Timestamp,
    UInt,
    ULong,
    array_of_symbols,
    array_of_timestamps,
)

from .typed import typed


def test_widths_are_numbers_that_remember_their_width() -> None:
    numbers: list[int] = [UInt(7), ULong(7)]
    assert numbers == [7, 7]
    assert [type(number).__name__ for number in numbers] == ["UInt", "ULong"]


def test_an_array_of_symbols_has_the_short_constructor() -> None:
    assert typed(array_of_symbols("a", "b")) == typed(Array(b"\xa3", [Symbol("a"), Symbol("b")]))


def test_an_array_of_timestamps_has_theirs() -> None:
    assert typed(array_of_timestamps(1, 2)) == typed(Array(b"\x83", [Timestamp(1), Timestamp(2)]))


def test_described_values_are_equal_by_descriptor_and_value() -> None:
    assert Described(1, "a") == Described(1, "a")
    assert Described(1, "a") != Described(2, "a")
    assert Described(1, "a") != Described(1, "b")
    assert Described(1, "a") != "a"


def test_a_described_value_is_no_key_because_it_may_hold_a_list() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Described(1, []))


def test_a_described_value_shows_both_parts() -> None:
    assert repr(Described(Symbol("x"), [1])) == "Described('x', [1])"
