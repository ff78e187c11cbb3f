"""What a composite's fields are, on a composite of our own."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from longshore.wire.decode import DecodeError
from longshore.wire.encode import encode_value
from longshore.wire.fields import (
    ANY,
    BINARY,
    BOOLEAN,
    MAP,
    STRING,
    SYMBOL,
    SYMBOLS,
    UBYTE,
    UINT,
    ULONG,
    USHORT,
    Field,
    Fielded,
    FieldType,
    claim,
    composite_type,
)
from longshore.wire.values import Array, Described, Int, Symbol, UInt, ULong, array_of_symbols


@dataclass(slots=True)
class Point(Fielded):
    DESCRIPTOR: ClassVar[int] = 0x7F
    FIELDS: ClassVar[dict[str, Field]] = {
        "x": Field(UINT, mandatory=True),
        "name": Field(STRING),
        "tags": Field(MAP),
    }
    x: int
    name: str | None = None
    tags: dict[object, object] | None = None


POINT = composite_type(Point)


def test_all_fields_are_written() -> None:
    assert Point(1).encode() == bytes.fromhex("00537f c0 05 03 5201 40 40")
    assert encode_value(Point(0, "a")) == bytes.fromhex("00537f c0 06 03 43 a10161 40")


def test_fields_left_out_at_the_end_are_none() -> None:
    assert Point.from_fields([1]) == Point(1)
    assert Point.from_fields([1, "a"]) == Point(1, "a")


@pytest.mark.parametrize("values", [[], [None], [None, "a"]])
def test_a_mandatory_field_must_be_there(values: list[object]) -> None:
    with pytest.raises(DecodeError, match=r"Point\.x is mandatory at byte 9"):
        Point.from_fields(values, 9)


def test_a_field_must_be_of_its_type() -> None:
    with pytest.raises(DecodeError, match=r"Point\.name must be string, not bytes at byte 9"):
        Point.from_fields([1, b"a"], 9)


def test_there_are_no_fields_beyond_the_last() -> None:
    with pytest.raises(DecodeError, match=r"Point has 3 fields, not 4"):
        Point.from_fields([1, None, None, None])


@pytest.mark.parametrize(
    ("kind", "highest"),
    [(UBYTE, 2**8 - 1), (USHORT, 2**16 - 1), (UINT, 2**32 - 1), (ULONG, 2**64 - 1)],
    ids=lambda kind: getattr(kind, "name", ""),
)
def test_a_number_must_fit_whatever_its_width_on_the_wire(kind: FieldType, highest: int) -> None:
    assert kind.admits(0)
    assert kind.admits(highest)
    assert kind.admits(Int(5))
    assert kind.admits(ULong(highest))
    assert not kind.admits(highest + 1)
    assert not kind.admits(Int(-1))


@pytest.mark.parametrize("kind", [UBYTE, USHORT, UINT, ULONG], ids=lambda kind: kind.name)
@pytest.mark.parametrize("value", [True, 1.0, "1", b"1", [1]], ids=repr)
def test_what_is_no_number_is_none(kind: FieldType, value: object) -> None:
    assert not kind.admits(value)


@pytest.mark.parametrize(
    ("kind", "yes", "no"),
    [
        (BOOLEAN, True, UInt(1)),
        (STRING, "a", b"a"),
        (SYMBOL, Symbol("a"), "a"),
        (BINARY, b"a", "a"),
        (SYMBOLS, Symbol("a"), "a"),
        (SYMBOLS, array_of_symbols("a"), ["a"]),
        (MAP, {}, []),
        (POINT, Point(1), Described(ULong(0x7F), [])),
        (ANY, Array(b"\x40", []), ...),
    ],
)
def test_other_types(kind: FieldType, yes: object, no: object) -> None:
    assert kind.admits(yes)
    assert no is ... or not kind.admits(no)


def test_a_composite_type_is_named_after_all_its_kinds() -> None:
    assert composite_type(Point, Fielded).name == "Point or Fielded"
    assert POINT.encode(Point(1)) == Point(1).encode()


class TestClaim:
    """A described list becomes the composite that its descriptor names."""

    def test_a_known_one(self) -> None:
        assert claim(Described(ULong(0x7F), [UInt(1), "a"]), {0x7F: Point}, 0) == Point(1, "a")

    def test_one_inside_another(self) -> None:
        inner = Described(ULong(0x7F), [UInt(1)])
        known: dict[int, type[Fielded]] = {0x7F: Point, 0x7E: Pair}
        assert claim(Described(ULong(0x7E), [inner, inner]), known, 0) == Pair(Point(1), Point(1))

    @pytest.mark.parametrize(
        "value",
        [
            "text",
            Described(ULong(0x7F), {}),
            Described(ULong(0x70), []),
            Described(Symbol("x:point:list"), []),
        ],
        ids=repr,
    )
    def test_anything_else_is_left_as_it_is(self, value: object) -> None:
        assert claim(value, {0x7F: Point}, 0) is value

    def test_one_with_wrong_fields(self) -> None:
        with pytest.raises(DecodeError, match=r"Point\.x must be uint"):
            claim(Described(ULong(0x7F), ["a"]), {0x7F: Point}, 0)


@dataclass(slots=True)
class Pair(Fielded):
    DESCRIPTOR: ClassVar[int] = 0x7E
    FIELDS: ClassVar[dict[str, Field]] = {"first": Field(POINT), "second": Field(ANY)}
    first: Point
    second: object
