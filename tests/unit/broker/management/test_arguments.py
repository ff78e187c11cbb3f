from uuid import UUID

import pytest

from longshore.broker.errors import Unacceptable
from longshore.broker.management.arguments import (
    Body,
    count,
    needed_text,
    numbers,
    properties,
    text,
    tokens,
    whole,
)
from longshore.model.refusal import Condition
from longshore.wire.values import Array, Byte, Int, Long, Short, Symbol, UByte, UInt, ULong, UShort

WIDTHS = [UByte, UShort, UInt, ULong, Byte, Short, Int, Long, int]


def refused(call: object) -> str:
    assert callable(call)
    with pytest.raises(Unacceptable) as caught:
        call()
    assert caught.value.refusal.condition is Condition.ARGUMENT_ERROR
    return caught.value.refusal.description


@pytest.mark.parametrize("width", WIDTHS)
def test_a_whole_number_may_have_any_width(width: type[int]) -> None:
    found = whole({"top": width(7)}, "top")
    assert (found, type(found)) == (7, int)


@pytest.mark.parametrize("body", [{}, {"top": None}])
def test_null_is_as_good_as_absent(body: Body) -> None:
    assert whole(body, "top", 100) == 100


@pytest.mark.parametrize("value", [None, "7", 7.0, True, [7], b"7"])
def test_what_is_no_whole_number_is_refused_by_name(value: object) -> None:
    assert "'top' must be a whole number" in refused(lambda: whole({"top": value}, "top"))


def test_a_count_is_not_negative() -> None:
    assert count({"top": Int(0)}, "top") == 0
    assert refused(lambda: count({"top": Int(-1)}, "top")) == "'top' must not be negative."


def test_an_empty_text_counts_as_not_given() -> None:
    assert text({"deadletter-reason": ""}, "deadletter-reason") is None


def test_a_symbol_is_text_too() -> None:
    found = text({"session-id": Symbol("s")}, "session-id")
    assert (found, type(found)) == ("s", str)


@pytest.mark.parametrize("value", [None, "", 5, b"s"])
def test_a_text_that_must_be_there_is_asked_for_by_name(value: object) -> None:
    assert refused(lambda: needed_text({"rule-name": value}, "rule-name")) == (
        "'rule-name' must be given, as text."
    )


@pytest.mark.parametrize("constructor", [b"\x81", b"\x55", b"\x80"])
def test_sequence_numbers_may_be_an_array_of_any_width(constructor: bytes) -> None:
    assert numbers({"sequence-numbers": Array(constructor, [Long(2), Long(1)])}) == [2, 1]


def test_sequence_numbers_may_be_a_list() -> None:
    assert numbers({"sequence-numbers": [Int(2), ULong(1)]}) == [2, 1]


def test_a_sequence_number_that_comes_twice_counts_once() -> None:
    assert numbers({"sequence-numbers": [Long(1), Long(1)]}) == [1]


@pytest.mark.parametrize("value", [None, [], Array(b"\x81", []), "1", Long(1), [Long(1), "2"], {"1": 1}])
def test_sequence_numbers_that_are_none_are_refused(value: object) -> None:
    assert "must be an array of long" in refused(lambda: numbers({"sequence-numbers": value}))


def test_lock_tokens_become_delivery_tags() -> None:
    token = UUID("00112233-4455-6677-8899-aabbccddeeff")
    assert tokens({"lock-tokens": Array(b"\x98", [token, token])}) == [
        bytes.fromhex("33221100554477668899aabbccddeeff")
    ]


@pytest.mark.parametrize("value", [None, [], Array(b"\x98", []), [bytes(16)], [UUID(int=1), "x"]])
def test_lock_tokens_that_are_none_are_refused(value: object) -> None:
    assert "must be an array of uuid" in refused(lambda: tokens({"lock-tokens": value}))


def test_properties_keep_the_types_of_their_values() -> None:
    found = properties({"properties-to-modify": {Symbol("a"): UInt(1)}}, "properties-to-modify")
    assert [(type(key), key, type(value), value) for key, value in found.items()] == [(str, "a", UInt, 1)]


@pytest.mark.parametrize("body", [{}, {"properties-to-modify": None}, {"properties-to-modify": [1]}])
def test_without_a_map_there_are_no_properties(body: Body) -> None:
    assert properties(body, "properties-to-modify") == {}
