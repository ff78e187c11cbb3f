"""[AMQP 1] Bytes to values."""

from collections.abc import Callable

import pytest

from longshore.wire.decode import (
    DECODERS,
    MAX_EMPTY_ELEMENTS,
    MAX_NESTING,
    DecodeError,
    compound_span,
    decode_fields,
    decode_value,
    skip_value,
)
from longshore.wire.encode import encode_list, encode_value
from longshore.wire.values import Array, Symbol, UInt

from .golden import CASES, CONSTRUCTORS, Case
from .typed import typed

MALFORMED = {
    "nothing": ("", "cut short"),
    "no constructor": ("57", "0x57 is no AMQP constructor"),
    "a boolean of two": ("56 02", "0x00 or 0x01"),
    "text that is no utf-8": ("a1 01 ff", "not valid in its encoding"),
    "text with half a surrogate pair": ("a1 03 eda080", "not valid in its encoding"),
    "a symbol beyond ascii": ("a3 02 c3a9", "not valid in its encoding"),
    "a char that is no character": ("73 00110000", "not valid in its encoding"),
    "a char that is half a surrogate pair": ("73 0000d800", "not valid in its encoding"),
    "a binary longer than the buffer": ("a0 05 01", "5 bytes are announced, 1 are there"),
    "a binary longer than any buffer": ("b0 ffffffff", "4294967295 bytes are announced"),
    "a list longer than the buffer": ("c0 05 01 40", "are announced"),
    "a list without room for its count": ("c0 00 01", "cannot stand in 0 bytes"),
    "a list32 without room for its count": ("d0 00000003 00000000", "cannot stand in 3 bytes"),
    "more elements than bytes": ("c0 02 02 40", "2 elements cannot stand in 2 bytes"),
    "more elements than any buffer": ("d0 00000005 ffffffff 40", "4294967295 elements cannot stand"),
    "elements that end early": ("c0 03 01 40 40", "do not fill the announced size"),
    "elements that end late": ("c0 03 02 5201 40 5201", "do not fill the announced size"),
    "a key without a value": ("c1 02 01 40", "as many values as keys"),
    "a list as a key": ("c1 03 02 45 40", "a map key must not be"),
    "a map as a key": ("c1 05 02 c10100 40", "a map key must not be"),
    "an array as a key": ("c1 06 02 e00200a3 40", "a map key must not be"),
    "a described key": ("c1 05 02 00 40 40 40", "a map key must not be"),
    "an array without room for its count": ("e0 00", "cut short"),
    "an array without a constructor": ("e0 01 00", "has no constructor"),
    "an array of no type": ("e0 02 00 57", "0x57 is no AMQP constructor"),
    "an array of described values": ("e0 04 01 00 5301", "not used by Service Bus clients"),
    "an array with too many elements": ("e0 03 05 50 01", "5 elements cannot stand|do not fill|cut short"),
    "an array that ends early": ("e0 04 01 50 01 02", "do not fill the announced size"),
    "an array of endless nothing": ("f0 00000005 ffffffff 40", "4294967295 elements cannot stand"),
}


@pytest.mark.parametrize("case", CASES, ids=str)
class TestEveryEncoding:
    def test_it_gives_the_value_with_its_type_wherever_it_stands(self, case: Case) -> None:
        value, end = decode_value(b"\x40\x40" + case.encoded + b"\x40", 2)
        assert typed(value) == typed(case.value)
        assert end == 2 + len(case.encoded)

    def test_it_can_be_skipped(self, case: Case) -> None:
        assert skip_value(b"\x40" + case.encoded + b"\x40", 1) == 1 + len(case.encoded)

    def test_it_cannot_be_cut_short(self, case: Case) -> None:
        for length in range(len(case.encoded)):
            with pytest.raises(DecodeError):
                decode_value(case.encoded[:length], 0)
            with pytest.raises(DecodeError):
                skip_value(case.encoded[:length], 0)


def test_the_table_of_cases_has_every_constructor() -> None:
    assert {case.encoded[0] for case in CASES} == {0x00, *CONSTRUCTORS}
    assert set(DECODERS) == {0x00, *CONSTRUCTORS}


@pytest.mark.parametrize(("written", "problem"), MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_not_amqp_is_refused(written: str, problem: str) -> None:
    with pytest.raises(DecodeError, match=problem):
        decode_value(bytes.fromhex(written), 0)


def test_an_error_says_where_it_is() -> None:
    with pytest.raises(DecodeError, match="at byte 4") as caught:
        decode_value(bytes.fromhex("c0 03 02 40 57"), 0)
    assert caught.value.position == 4


class TestDepth:
    @pytest.mark.parametrize(
        "wrap",
        [
            lambda inner: encode_list([inner]),
            lambda inner: b"\xc1" + bytes((len(inner) + 2, 2)) + b"\x40" + inner,
            lambda inner: b"\x00\x40" + inner,
        ],
        ids=["lists", "maps", "described values"],
    )
    def test_nesting_ends_somewhere(self, wrap: Callable[[bytes], bytes]) -> None:
        nested = b"\x40"
        for _ in range(MAX_NESTING):
            nested = wrap(nested)
        decode_value(nested, 0)
        with pytest.raises(DecodeError, match="nested"):
            decode_value(wrap(nested), 0)

    def test_arrays_nest_as_deep(self) -> None:
        nested = Array(b"\x50", [])
        for _ in range(MAX_NESTING - 1):
            nested = Array(b"\xf0", [nested])
        decode_value(encode_value(nested), 0)
        with pytest.raises(DecodeError, match="nested"):
            decode_value(encode_value(Array(b"\xf0", [nested])), 0)

    def test_what_is_skipped_may_be_described_without_end(self) -> None:
        endless = b"\x00\x40" * 100_000
        assert skip_value(endless + b"\x40", 0) == len(endless) + 1

    def test_a_descriptor_is_not_described(self) -> None:
        with pytest.raises(DecodeError, match="must not itself be described"):
            skip_value(b"\x00\x00\x40\x40\x40", 0)


def test_elements_without_bytes_are_counted() -> None:
    most = Array(b"\x40", [None] * MAX_EMPTY_ELEMENTS)
    assert decode_value(encode_value(most), 0)[0] == most
    with pytest.raises(DecodeError, match="cannot stand"):
        decode_value(encode_value(Array(b"\x40", [*most, None])), 0)


class TestSkipping:
    def test_the_inside_is_not_looked_at(self) -> None:
        assert skip_value(bytes.fromhex("c0 03 09 5757"), 0) == 5

    @pytest.mark.parametrize("code", [0x10, 0x20, 0x30])
    def test_what_is_no_constructor_cannot_be_skipped(self, code: int) -> None:
        with pytest.raises(DecodeError, match="no AMQP constructor"):
            skip_value(bytes((code, 0, 0)), 0)


class TestFields:
    def test_every_value_may_be_one(self) -> None:
        for case in CASES:
            encoded = encode_list([case.encoded])
            [field], end = decode_fields(encoded, 0)
            plain = int(case.value) if type(field) is int and isinstance(case.value, int) else case.value
            assert typed(field) == typed(plain)
            assert end == len(encoded)

    def test_usual_numbers_come_without_their_width(self) -> None:
        fields, _ = decode_fields(bytes.fromhex("c0 0d 05 43 5205 5306 5007 7000010000"), 0)
        assert typed(fields) == typed([0, 5, 6, 7, 65_536])

    def test_rarer_numbers_come_with_it(self) -> None:
        fields, _ = decode_fields(encode_list([bytes.fromhex("80 0000000000000005"), b"\x60\x00\x05"]), 0)
        assert [type(field).__name__ for field in fields] == ["ULong", "UShort"]

    @pytest.mark.parametrize("written", ["45", "c0 01 00", "d0 00000004 00000000"])
    def test_there_may_be_none(self, written: str) -> None:
        encoded = bytes.fromhex(written)
        assert decode_fields(encoded, 0) == ([], len(encoded))

    def test_a_long_list_will_do(self) -> None:
        assert decode_fields(bytes.fromhex("d0 00000006 00000002 41 42"), 0) == ([True, False], 11)

    def test_a_composite_is_left_to_its_owner(self) -> None:
        fields, _ = decode_fields(encode_list([bytes.fromhex("005324 45"), encode_value(Symbol("x"))]), 0)
        assert typed(fields) == typed([decode_value(bytes.fromhex("005324 45"), 0)[0], Symbol("x")])

    @pytest.mark.parametrize(
        ("written", "problem"),
        [
            ("", "cut short"),
            ("40", "a list is expected, not constructor 0x40"),
            ("c1 01 00", "a list is expected"),
            ("c0", "cut short"),
            ("c0 02", "cut short"),
            ("c0 05 01 40", "are announced"),
            ("c0 03 01 40 40", "do not fill"),
            ("c0 02 01 52", "cut short"),
            ("c0 02 01 70", "cut short"),
            ("c0 02 01 56", "cut short"),
            ("c0 03 01 56 02", "0x00 or 0x01"),
            ("c0 03 01 a0 05", "do not fill"),
            ("c0 03 01 a0 05 0102030405", "do not fill"),
            ("c0 04 01 a1 01 ff", "not valid in its encoding"),
            ("c0 02 01 57", "no AMQP constructor"),
        ],
    )
    def test_what_is_no_list_of_fields_is_refused(self, written: str, problem: str) -> None:
        with pytest.raises(DecodeError, match=problem):
            decode_fields(bytes.fromhex(written), 0)


class TestSpan:
    def test_a_short_list(self) -> None:
        assert compound_span(bytes.fromhex("c0 03 02 40 40"), 1, wide=False) == (2, 3, 5)

    def test_a_long_list(self) -> None:
        assert compound_span(bytes.fromhex("d0 00000006 00000002 40 40"), 1, wide=True) == (2, 9, 11)

    @pytest.mark.parametrize(("written", "wide"), [("c0", False), ("c0 00", False), ("d0 0000", True)])
    def test_a_size_that_is_cut_short(self, written: str, wide: bool) -> None:
        with pytest.raises(DecodeError, match="cut short"):
            compound_span(bytes.fromhex(written), 1, wide)


def test_number_widths_do_not_leak_into_equality() -> None:
    assert decode_value(b"\x52\x05", 0)[0] == UInt(5) == 5
