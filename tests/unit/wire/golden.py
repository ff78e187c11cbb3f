"""Every primitive encoding of [AMQP 1.6] as a named case, bytes and value: one table for both directions.

A case is canonical when the encoder writes these very bytes; the others are legal and only read.
"""

from dataclasses import dataclass
from uuid import UUID

from longshore.wire.values import (
    Array,
    Byte,
    Char,
    Decimal32,
    Decimal64,
    Decimal128,
    Described,
    Float32,
    Int,
    Long,
    Short,
    Symbol,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One value and one way to write it."""

    name: str
    encoded: bytes
    value: object
    canonical: bool = True

    def __str__(self) -> str:
        return self.name


def case(name: str, written: str, value: object) -> Case:
    return Case(name, bytes.fromhex(written), value)


def other(name: str, written: str, value: object) -> Case:
    """A legal encoding that is not the shortest."""
    return Case(name, bytes.fromhex(written), value, canonical=False)


LONG = "x" * 256
ID = UUID("00112233-4455-6677-8899-aabbccddeeff")

NUMBERS = [
    case("ubyte", "50 ff", UByte(255)),
    case("ubyte zero", "50 00", UByte(0)),
    case("ushort", "60 0102", UShort(0x102)),
    case("ushort highest", "60 ffff", UShort(65_535)),
    case("uint0", "43", UInt(0)),
    case("smalluint", "52 ff", UInt(255)),
    case("uint", "70 00000100", UInt(256)),
    case("uint highest", "70 ffffffff", UInt(2**32 - 1)),
    other("smalluint for zero", "52 00", UInt(0)),
    other("uint for zero", "70 00000000", UInt(0)),
    other("uint for a small number", "70 000000ff", UInt(255)),
    case("ulong0", "44", ULong(0)),
    case("smallulong", "53 ff", ULong(255)),
    case("ulong", "80 0000000000000100", ULong(256)),
    case("ulong highest", "80 ffffffffffffffff", ULong(2**64 - 1)),
    other("smallulong for zero", "53 00", ULong(0)),
    other("ulong for zero", "80 0000000000000000", ULong(0)),
    other("ulong for a small number", "80 00000000000000ff", ULong(255)),
    case("byte lowest", "51 80", Byte(-128)),
    case("byte highest", "51 7f", Byte(127)),
    case("short lowest", "61 8000", Short(-32_768)),
    case("short highest", "61 7fff", Short(32_767)),
    case("smallint lowest", "54 80", Int(-128)),
    case("smallint highest", "54 7f", Int(127)),
    case("int", "71 00000080", Int(128)),
    case("int lowest", "71 80000000", Int(-(2**31))),
    case("int highest", "71 7fffffff", Int(2**31 - 1)),
    other("int for a small number", "71 ffffffff", Int(-1)),
    case("smalllong lowest", "55 80", Long(-128)),
    case("smalllong highest", "55 7f", Long(127)),
    case("long", "81 ffffffffffffff7f", Long(-129)),
    case("long lowest", "81 8000000000000000", Long(-(2**63))),
    case("long highest", "81 7fffffffffffffff", Long(2**63 - 1)),
    other("long for a small number", "81 ffffffffffffffff", Long(-1)),
    case("float", "72 3fc00000", Float32(1.5)),
    case("float minus zero", "72 80000000", Float32(-0.0)),
    case("float infinity", "72 7f800000", Float32("inf")),
    case("float not a number", "72 7fc00000", Float32("nan")),
    case("double", "82 3ff8000000000000", 1.5),
    case("double minus infinity", "82 fff0000000000000", float("-inf")),
    case("double not a number", "82 7ff8000000000000", float("nan")),
    case("decimal32", "74 22500001", Decimal32(bytes.fromhex("22500001"))),
    case("decimal64", "84 2234000000000001", Decimal64(bytes.fromhex("2234000000000001"))),
    case(
        "decimal128",
        "94 22080000000000000000000000000001",
        Decimal128(bytes.fromhex("22080000000000000000000000000001")),
    ),
]

SCALARS = [
    case("null", "40", None),
    case("true", "41", True),
    case("false", "42", False),
    other("true as a byte", "56 01", True),
    other("false as a byte", "56 00", False),
    *NUMBERS,
    case("char", "73 00000041", Char("A")),
    case("char beyond 16 bits", "73 0001f6a2", Char("\U0001f6a2")),
    case("timestamp", "83 0000018cc251f400", Timestamp(1_704_067_200_000)),
    case("timestamp before the epoch", "83 ffffffffffffffff", Timestamp(-1)),
    case("uuid", "98 00112233445566778899aabbccddeeff", ID),
    case("vbin8", "a0 03 010203", b"\x01\x02\x03"),
    case("vbin8 empty", "a0 00", b""),
    case("vbin8 longest", "a0 ff" + "78" * 255, b"x" * 255),
    case("vbin32", "b0 00000100" + "78" * 256, b"x" * 256),
    other("vbin32 short", "b0 00000001 07", b"\x07"),
    case("str8", "a1 03 68c3a9", "h\u00e9"),
    case("str8 empty", "a1 00", ""),
    case("str8 longest", "a1 ff" + "78" * 255, LONG[1:]),
    case("str32", "b1 00000100" + "78" * 256, LONG),
    case("str32 counts bytes, not characters", "b1 00000100" + "c3a9" * 128, "\u00e9" * 128),
    other("str32 short", "b1 00000001 61", "a"),
    case("sym8", "a3 03 616263", Symbol("abc")),
    case("sym8 empty", "a3 00", Symbol("")),
    case("sym32", "b3 00000100" + "78" * 256, Symbol(LONG)),
    other("sym32 short", "b3 00000001 61", Symbol("a")),
]

LISTS = [
    case("list0", "45", []),
    other("list8 empty", "c0 01 00", []),
    other("list32 empty", "d0 00000004 00000000", []),
    case("list8", "c0 03 02 41 40", [True, None]),
    case("list8 fullest", "c0 ff fe" + "40" * 254, [None] * 254),
    other("list32 short", "d0 00000006 00000002 41 40", [True, None]),
    case("list32", "d0 00000103 000000ff" + "40" * 255, [None] * 255),
    case("list in a list", "c0 06 02 c0020143 40", [[UInt(0)], None]),
]

MAPS = [
    case("map8 empty", "c1 01 00", {}),
    other("map32 empty", "d1 00000004 00000000", {}),
    case("map8", "c1 06 02 a30161 5201", {Symbol("a"): UInt(1)}),
    case("map8 keeps its order", "c1 07 04 5402 41 5401 42", {Int(2): True, Int(1): False}),
    other("map32 short", "d1 00000009 00000002 a30161 5201", {Symbol("a"): UInt(1)}),
    case("map32", "d1 0000010c 00000002 a30161 b000000100" + "00" * 256, {Symbol("a"): bytes(256)}),
    case("map in a map", "c1 07 02 a10161 c10100", {"a": {}}),
]


def array(constructor: int, *items: object) -> Array:
    return Array(bytes((constructor,)), list(items))


ARRAYS = [
    case("array8 empty", "e0 02 00 a3", array(0xA3)),
    case("array8", "e0 06 02 a3 0161 0162", array(0xA3, Symbol("a"), Symbol("b"))),
    other("array32 short", "f0 00000009 00000002 a3 0161 0162", array(0xA3, Symbol("a"), Symbol("b"))),
    case("array32", "f0 00000104 000000ff 50" + "07" * 255, array(0x50, *[UByte(7)] * 255)),
    case("array of null", "e0 02 03 40", array(0x40, None, None, None)),
    case("array of true", "e0 02 02 41", array(0x41, True, True)),
    case("array of false", "e0 02 01 42", array(0x42, False)),
    case("array of boolean", "e0 04 02 56 01 00", array(0x56, True, False)),
    case("array of uint0", "e0 02 01 43", array(0x43, UInt(0))),
    case("array of ulong0", "e0 02 01 44", array(0x44, ULong(0))),
    case("array of list0", "e0 02 01 45", array(0x45, [])),
    case("array of ubyte", "e0 04 02 50 01 ff", array(0x50, UByte(1), UByte(255))),
    case("array of byte", "e0 04 02 51 01 ff", array(0x51, Byte(1), Byte(-1))),
    case("array of smalluint", "e0 04 02 52 00 ff", array(0x52, UInt(0), UInt(255))),
    case("array of smallulong", "e0 04 02 53 00 ff", array(0x53, ULong(0), ULong(255))),
    case("array of smallint", "e0 04 02 54 01 ff", array(0x54, Int(1), Int(-1))),
    case("array of smalllong", "e0 04 02 55 01 ff", array(0x55, Long(1), Long(-1))),
    case("array of ushort", "e0 04 01 60 ffff", array(0x60, UShort(65_535))),
    case("array of short", "e0 04 01 61 ffff", array(0x61, Short(-1))),
    case("array of uint", "e0 06 01 70 00000001", array(0x70, UInt(1))),
    case("array of int", "e0 06 01 71 ffffffff", array(0x71, Int(-1))),
    case("array of float", "e0 06 01 72 3fc00000", array(0x72, Float32(1.5))),
    case("array of char", "e0 06 01 73 00000041", array(0x73, Char("A"))),
    case("array of decimal32", "e0 06 01 74 22500001", array(0x74, Decimal32(b"\x22\x50\x00\x01"))),
    case("array of ulong", "e0 0a 01 80 0000000000000001", array(0x80, ULong(1))),
    case("array of long", "e0 0a 01 81 ffffffffffffffff", array(0x81, Long(-1))),
    case("array of double", "e0 0a 01 82 3ff8000000000000", array(0x82, 1.5)),
    case("array of timestamp", "e0 0a 01 83 0000000000000001", array(0x83, Timestamp(1))),
    case("array of decimal64", "e0 0a 01 84" + "11" * 8, array(0x84, Decimal64(b"\x11" * 8))),
    case("array of decimal128", "e0 12 01 94" + "11" * 16, array(0x94, Decimal128(b"\x11" * 16))),
    case("array of uuid", "e0 12 01 98 00112233445566778899aabbccddeeff", array(0x98, ID)),
    case("array of vbin8", "e0 05 02 a0 0107 00", array(0xA0, b"\x07", b"")),
    case("array of vbin32", "e0 07 01 b0 00000001 07", array(0xB0, b"\x07")),
    case("array of str8", "e0 04 01 a1 0161", array(0xA1, "a")),
    case("array of str32", "e0 07 01 b1 00000001 61", array(0xB1, "a")),
    case("array of sym32", "e0 07 01 b3 00000001 61", array(0xB3, Symbol("a"))),
    case("array of list8", "e0 07 02 c0 020141 0100", array(0xC0, [True], [])),
    case("array of list32", "e0 0b 01 d0 00000005 00000001 41", array(0xD0, [True])),
    case("array of map8", "e0 07 01 c1 0402 5201 41", array(0xC1, {UInt(1): True})),
    case("array of map32", "e0 0d 01 d1 00000007 00000002 5201 41", array(0xD1, {UInt(1): True})),
    case("array of array8", "e0 06 01 e0 0301 50 07", array(0xE0, array(0x50, UByte(7)))),
    case("array of array32", "e0 0c 01 f0 00000006 00000001 50 07", array(0xF0, array(0x50, UByte(7)))),
]

DESCRIBED = [
    case("described by a number", "00 5324 45", Described(ULong(0x24), [])),
    case("described by a name", "00 a3 01 78 40", Described(Symbol("x"), None)),
    case("described by a long number", "00 80 0000468c00000004 41", Described(ULong(0x468C_0000_0004), True)),
    case("described twice", "00 5201 00 5202 40", Described(UInt(1), Described(UInt(2), None))),
    case("described in a list", "c0 05 01 00 5324 45", [Described(ULong(0x24), [])]),
]

CASES = [*SCALARS, *LISTS, *MAPS, *ARRAYS, *DESCRIBED]

CONSTRUCTORS = bytes.fromhex(
    "404142434445 50515253545556 6061 7071727374 8081828384 9498 a0a1a3 b0b1b3 c0c1 d0d1 e0 f0"
)
"""[AMQP 1.6] All of them."""
