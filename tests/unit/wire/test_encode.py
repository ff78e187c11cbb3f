"""[AMQP 1] Values to bytes."""

import struct
from decimal import Decimal
from enum import IntEnum

import pytest

from longshore.wire.decode import decode_value
from longshore.wire.encode import (
    NULL,
    Composite,
    encode_binary,
    encode_boolean,
    encode_compound,
    encode_int,
    encode_list,
    encode_long,
    encode_map,
    encode_string,
    encode_symbol,
    encode_timestamp,
    encode_ubyte,
    encode_uint,
    encode_ulong,
    encode_ushort,
    encode_value,
)
from longshore.wire.values import (
    Array,
    Byte,
    Float32,
    Int,
    Long,
    Short,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
)

from .golden import CASES, Case
from .typed import typed

CANONICAL = [case for case in CASES if case.canonical]


@pytest.mark.parametrize("case", CANONICAL, ids=str)
def test_every_value_has_its_encoding(case: Case) -> None:
    assert encode_value(case.value) == case.encoded


@pytest.mark.parametrize("case", [case for case in CASES if not case.canonical], ids=str)
def test_no_other_encoding_is_shorter(case: Case) -> None:
    again = encode_value(case.value)
    assert len(again) <= len(case.encoded)
    assert typed(decode_value(again, 0)[0]) == typed(case.value)


def test_a_bare_int_is_a_long() -> None:
    assert encode_value(7) == encode_long(7) == encode_value(Long(7))


def test_a_tuple_is_a_list() -> None:
    assert encode_value((1, "a")) == encode_value([1, "a"])


@pytest.mark.parametrize(
    ("encoded", "value"),
    [
        (encode_boolean(True), True),
        (encode_ubyte(7), UByte(7)),
        (encode_ushort(7), UShort(7)),
        (encode_uint(7), UInt(7)),
        (encode_ulong(7), ULong(7)),
        (encode_int(-7), Int(-7)),
        (encode_long(-7), Long(-7)),
        (encode_timestamp(7), Timestamp(7)),
    ],
)
def test_each_type_has_a_function_of_its_own(encoded: bytes, value: object) -> None:
    assert typed(decode_value(encoded, 0)[0]) == typed(value)


@pytest.mark.parametrize(
    "value",
    [
        UShort(65_536),
        UShort(-1),
        UInt(2**32),
        ULong(2**64),
        Byte(128),
        Short(-32_769),
        Int(2**31),
        Long(2**63),
        Timestamp(2**63),
        Array(b"\x50", [256]),
    ],
    ids=repr,
)
def test_a_number_outside_its_width_is_refused(value: object) -> None:
    with pytest.raises(struct.error):
        encode_value(value)


def test_a_float_outside_its_width_is_refused() -> None:
    with pytest.raises(OverflowError):
        encode_value(Float32(1e300))


class Weekday(IntEnum):
    MONDAY = 1


@pytest.mark.parametrize("value", [Decimal(1), {1, 2}, Weekday.MONDAY], ids=repr)
def test_a_type_that_amqp_has_no_word_for_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no AMQP encoding"):
        encode_value(value)


def test_a_composite_without_fields_has_no_encoding() -> None:
    with pytest.raises(TypeError, match="Composite has no encoding"):
        encode_value(Composite())


@pytest.mark.parametrize(
    ("constructor", "item"),
    [
        (b"\xa0", "text"),
        (b"\x74", 1),
        (b"\x98", 1),
        (b"\xc0", 1),
        (b"\xd1", "x"),
        (b"\xe0", [1]),
        (b"\xf0", 1),
    ],
)
def test_an_array_holds_what_its_constructor_says(constructor: bytes, item: object) -> None:
    with pytest.raises(TypeError, match=r"not what this array holds|not an array"):
        encode_value(Array(constructor, [item]))


class TestWidthOfTheSize:
    """One byte as long as size and count fit in one, four bytes beyond."""

    @pytest.mark.parametrize(("length", "constructor"), [(0, 0xA0), (255, 0xA0), (256, 0xB0)])
    def test_of_variable_values(self, length: int, constructor: int) -> None:
        assert encode_binary(bytes(length))[0] == constructor
        assert encode_string("x" * length)[0] == constructor + 1
        assert encode_symbol("x" * length)[0] == constructor + 3

    @pytest.mark.parametrize(("length", "constructor"), [(254, 0xC0), (255, 0xD0)])
    def test_of_compound_values(self, length: int, constructor: int) -> None:
        assert encode_compound(0xC0, 0xD0, [NULL] * length)[0] == constructor

    def test_of_compound_values_with_many_empty_elements(self) -> None:
        assert encode_compound(0xC0, 0xD0, [b""] * 255)[0] == 0xC0
        assert encode_compound(0xC0, 0xD0, [b""] * 256)[0] == 0xD0

    @pytest.mark.parametrize(("length", "constructor"), [(253, 0xE0), (254, 0xF0)])
    def test_of_arrays(self, length: int, constructor: int) -> None:
        assert encode_value(Array(b"\x50", [UByte(1)] * length))[0] == constructor

    def test_of_arrays_with_many_empty_elements(self) -> None:
        assert encode_value(Array(b"\x40", [None] * 255))[0] == 0xE0
        assert encode_value(Array(b"\x40", [None] * 256))[0] == 0xF0


def test_a_list_of_encoded_items_may_be_empty() -> None:
    assert encode_list([]) == b"\x45"


def test_a_map_keeps_the_order_of_the_mapping() -> None:
    assert list(encode_map({"b": 1, "a": 2})) == list(bytes.fromhex("c1 0b 04 a10162 5501 a10161 5502"))
