"""The type system of [AMQP 1], bytes to values, cursor style.

Every function takes the whole buffer and a position and returns the value and the position behind it;
nothing is sliced but what is kept. Whatever the bytes are, the answer is a value or DecodeError, in time
and memory bounded by the buffer's length: sizes are checked before they are believed, nesting is limited,
and elements that take no bytes (an array of null) are counted.
"""

import struct
from collections.abc import Callable
from typing import Final
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

MAX_NESTING: Final = 32
MAX_EMPTY_ELEMENTS: Final = 16
"""An array may claim 2**32 elements of a type that takes no bytes; this bounds what it can cost.

Small, because a buffer can hold one such array in every few bytes. No client sends any."""


class DecodeError(ValueError):
    """The bytes are not AMQP: `position` says where."""

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(f"{problem} at byte {position}")
        self.position = position


Decoder = Callable[[bytes, int, int], tuple[object, int]]
"""(buffer, position behind the constructor, nesting) -> (value, position behind the value)."""

_u16 = struct.Struct(">H").unpack_from
_u32 = struct.Struct(">I").unpack_from
_u64 = struct.Struct(">Q").unpack_from
_i8 = struct.Struct(">b").unpack_from
_i16 = struct.Struct(">h").unpack_from
_i32 = struct.Struct(">i").unpack_from
_i64 = struct.Struct(">q").unpack_from
_f32 = struct.Struct(">f").unpack_from
_f64 = struct.Struct(">d").unpack_from


def decode_value(buf: bytes, pos: int, nesting: int = 0) -> tuple[object, int]:
    """Return the value that starts at `pos` and the position behind it.

    Raises DecodeError, and nothing else, for bytes that are not a value.
    """
    try:
        return _decode(buf, pos, nesting)
    except (IndexError, struct.error) as error:
        raise DecodeError(pos, "the value is cut short") from error
    except UnicodeDecodeError as error:
        raise DecodeError(pos, "the text is not valid in its encoding") from error


def _decode(buf: bytes, pos: int, nesting: int) -> tuple[object, int]:
    code = buf[pos]
    decoder = DECODERS.get(code)
    if decoder is None:
        raise DecodeError(pos, f"0x{code:02x} is no AMQP constructor")
    return decoder(buf, pos + 1, nesting)


def _span(buf: bytes, start: int, size_bytes: int) -> int:
    """Return the end of a run of bytes after checking that the buffer holds it."""
    end = start + size_bytes
    if end > len(buf):
        raise DecodeError(start, f"{size_bytes} bytes are announced, {len(buf) - start} are there")
    return end


def _constant(value: object) -> Decoder:
    return lambda _buf, pos, _nesting: (value, pos)


def _fixed(
    unpack: Callable[[bytes, int], tuple[object, ...]],
    width: int,
    make: Callable[..., object],
) -> Decoder:
    return lambda buf, pos, _nesting: (make(unpack(buf, pos)[0]), pos + width)


def _boolean_byte(buf: bytes, pos: int, _nesting: int) -> tuple[object, int]:
    if buf[pos] > 1:
        raise DecodeError(pos, "a boolean is 0x00 or 0x01")
    return buf[pos] == 1, pos + 1


def _char(buf: bytes, pos: int, _nesting: int) -> tuple[object, int]:
    end = _span(buf, pos, 4)
    return Char(buf[pos:end].decode("utf-32-be")), end


def _uuid(buf: bytes, pos: int, _nesting: int) -> tuple[object, int]:
    end = _span(buf, pos, 16)
    return UUID(bytes=buf[pos:end]), end


def _opaque(width: int, make: Callable[[bytes], object]) -> Decoder:
    def decoder(buf: bytes, pos: int, _nesting: int) -> tuple[object, int]:
        end = _span(buf, pos, width)
        return make(buf[pos:end]), end

    return decoder


def _variable8(make: Callable[[bytes], object]) -> Decoder:
    def decoder(buf: bytes, pos: int, _nesting: int) -> tuple[object, int]:
        end = _span(buf, pos + 1, buf[pos])
        return make(buf[pos + 1 : end]), end

    return decoder


def _variable32(make: Callable[[bytes], object]) -> Decoder:
    def decoder(buf: bytes, pos: int, _nesting: int) -> tuple[object, int]:
        end = _span(buf, pos + 4, _u32(buf, pos)[0])
        return make(buf[pos + 4 : end]), end

    return decoder


def _utf8(raw: bytes) -> str:
    return raw.decode("utf-8")


def _symbol(raw: bytes) -> Symbol:
    return Symbol(raw.decode("ascii"))


def compound_span(buf: bytes, pos: int, wide: bool) -> tuple[int, int, int]:
    """Return (element count, first element, end) of a list or map whose size field is at `pos`."""
    try:
        if wide:
            size_bytes, start = _u32(buf, pos)[0], pos + 8
            count, least_bytes = _u32(buf, pos + 4)[0], 4
        else:
            size_bytes, start = buf[pos], pos + 2
            count, least_bytes = buf[pos + 1], 1
    except (IndexError, struct.error) as error:
        raise DecodeError(pos, "the size is cut short") from error
    end = _span(buf, start - least_bytes, size_bytes)
    if end < start or count > end - start:
        raise DecodeError(pos, f"{count} elements cannot stand in {size_bytes} bytes")
    return count, start, end


def _elements(buf: bytes, count: int, start: int, end: int, nesting: int) -> list[object]:
    if nesting >= MAX_NESTING:
        raise DecodeError(start, f"values are nested deeper than {MAX_NESTING}")
    items: list[object] = []
    pos = start
    for _ in range(count):
        item, pos = _decode(buf, pos, nesting + 1)
        items.append(item)
    if pos != end:
        raise DecodeError(pos, "the elements do not fill the announced size")
    return items


def _list(wide: bool) -> Decoder:
    def decoder(buf: bytes, pos: int, nesting: int) -> tuple[object, int]:
        count, start, end = compound_span(buf, pos, wide)
        return _elements(buf, count, start, end, nesting), end

    return decoder


def _map(wide: bool) -> Decoder:
    def decoder(buf: bytes, pos: int, nesting: int) -> tuple[object, int]:
        count, start, end = compound_span(buf, pos, wide)
        if count % 2:
            raise DecodeError(pos, "a map needs as many values as keys")  # [AMQP 1.6.23]
        items = _elements(buf, count, start, end, nesting)
        try:
            return dict(zip(items[::2], items[1::2], strict=True)), end
        except TypeError:
            raise DecodeError(pos, "a map key must not be a list, map, array or described") from None

    return decoder


def _array(wide: bool) -> Decoder:
    def decoder(buf: bytes, pos: int, nesting: int) -> tuple[object, int]:
        if wide:
            end, count, first = _span(buf, pos + 4, _u32(buf, pos)[0]), _u32(buf, pos + 4)[0], pos + 8
        else:
            end, count, first = _span(buf, pos + 1, buf[pos]), buf[pos + 1], pos + 2
        return _array_elements(buf, count, first, end, nesting), end

    return decoder


def _array_elements(buf: bytes, count: int, first: int, end: int, nesting: int) -> Array:
    """[AMQP 1.6.24] One constructor, then the elements without theirs."""
    if nesting >= MAX_NESTING or first >= end:
        raise DecodeError(first, "the array is nested too deep or has no constructor")
    if buf[first] == 0x00:
        raise DecodeError(first, "arrays of described values are not used by Service Bus clients")
    decoder = DECODERS.get(buf[first])
    if decoder is None:
        raise DecodeError(first, f"0x{buf[first]:02x} is no AMQP constructor")
    pos = first + 1
    if count > max(end - pos, MAX_EMPTY_ELEMENTS):
        raise DecodeError(first, f"{count} elements cannot stand in {end - pos} bytes")
    items: list[object] = []
    for _ in range(count):
        item, pos = decoder(buf, pos, nesting + 1)
        items.append(item)
    if pos != end:
        raise DecodeError(pos, "the elements do not fill the announced size")
    return Array(buf[first : first + 1], items)


def _described(buf: bytes, pos: int, nesting: int) -> tuple[object, int]:
    if nesting >= MAX_NESTING:
        raise DecodeError(pos, f"values are nested deeper than {MAX_NESTING}")
    descriptor, pos = _decode(buf, pos, nesting + 1)
    value, pos = _decode(buf, pos, nesting + 1)
    return Described(descriptor, value), pos


DECODERS: Final[dict[int, Decoder]] = {
    0x00: _described,
    0x40: _constant(None),
    0x41: _constant(True),
    0x42: _constant(False),
    0x43: _constant(UInt(0)),
    0x44: _constant(ULong(0)),
    0x45: lambda _buf, pos, _nesting: ([], pos),
    0x50: lambda buf, pos, _nesting: (UByte(buf[pos]), pos + 1),
    0x51: _fixed(_i8, 1, Byte),
    0x52: lambda buf, pos, _nesting: (UInt(buf[pos]), pos + 1),
    0x53: lambda buf, pos, _nesting: (ULong(buf[pos]), pos + 1),
    0x54: _fixed(_i8, 1, Int),
    0x55: _fixed(_i8, 1, Long),
    0x56: _boolean_byte,
    0x60: _fixed(_u16, 2, UShort),
    0x61: _fixed(_i16, 2, Short),
    0x70: _fixed(_u32, 4, UInt),
    0x71: _fixed(_i32, 4, Int),
    0x72: _fixed(_f32, 4, Float32),
    0x73: _char,
    0x74: _opaque(4, Decimal32),
    0x80: _fixed(_u64, 8, ULong),
    0x81: _fixed(_i64, 8, Long),
    0x82: _fixed(_f64, 8, float),
    0x83: _fixed(_i64, 8, Timestamp),
    0x84: _opaque(8, Decimal64),
    0x94: _opaque(16, Decimal128),
    0x98: _uuid,
    0xA0: _variable8(bytes),
    0xA1: _variable8(_utf8),
    0xA3: _variable8(_symbol),
    0xB0: _variable32(bytes),
    0xB1: _variable32(_utf8),
    0xB3: _variable32(_symbol),
    0xC0: _list(wide=False),
    0xC1: _map(wide=False),
    0xD0: _list(wide=True),
    0xD1: _map(wide=True),
    0xE0: _array(wide=False),
    0xF0: _array(wide=True),
}
"""[AMQP 1.6] Every primitive encoding by its constructor byte, and 0x00 for described values."""


_FIXED_WIDTH: Final[dict[int, int]] = {0x4: 0, 0x5: 1, 0x6: 2, 0x7: 4, 0x8: 8, 0x9: 16}
"""[AMQP 1.2.1] The high half of a constructor gives the width of what follows."""


def skip_value(buf: bytes, pos: int) -> int:
    """Return the position behind the value at `pos` without building it.

    Only sizes are believed, after checking them against the buffer: the inside is not validated.
    """
    try:
        while buf[pos] == 0x00:  # a loop: what is described may itself be described, without end
            if buf[pos + 1] == 0x00:
                raise DecodeError(pos, "a descriptor must not itself be described")
            pos = skip_value(buf, pos + 1)
        kind = buf[pos] >> 4
        if kind in {0xA, 0xC, 0xE}:
            return _span(buf, pos + 2, buf[pos + 1])
        if kind in {0xB, 0xD, 0xF}:
            return _span(buf, pos + 5, _u32(buf, pos + 1)[0])
        width = _FIXED_WIDTH.get(kind)
        if width is not None:
            return _span(buf, pos + 1, width)
    except (IndexError, struct.error) as error:
        raise DecodeError(pos, "the value is cut short") from error
    raise DecodeError(pos, f"0x{buf[pos]:02x} is no AMQP constructor")


def decode_fields(buf: bytes, pos: int) -> tuple[list[object], int]:
    """Return the fields of the list at `pos`, and the position behind it: the hot path of every frame.

    The commonest field encodings are read in place, and unsigned integers come as plain `int`, because
    a performative's field knows its own width. The rest goes through `decode_value`.
    """
    try:
        code = buf[pos]
        if code == 0x45:
            return [], pos + 1
        if code not in {0xC0, 0xD0}:
            raise DecodeError(pos, f"a list is expected, not constructor 0x{code:02x}")
        count, pos, end = compound_span(buf, pos + 1, code == 0xD0)
        fields: list[object] = []
        append = fields.append
        for _ in range(count):
            code = buf[pos]
            if code == 0x40:
                append(None)
                pos += 1
            elif code in {0x52, 0x53, 0x50}:
                append(buf[pos + 1])
                pos += 2
            elif code == 0x43:
                append(0)
                pos += 1
            elif code == 0x41:
                append(True)
                pos += 1
            elif code == 0x42:
                append(False)
                pos += 1
            elif code == 0x56 and buf[pos + 1] < 2:  # how pyamqp writes every boolean
                append(buf[pos + 1] == 1)
                pos += 2
            elif code == 0x70:
                append(_u32(buf, pos + 1)[0])
                pos += 5
            elif code == 0xA0:
                stop = pos + 2 + buf[pos + 1]
                append(buf[pos + 2 : stop])
                pos = stop
            else:
                value, pos = _decode(buf, pos, 1)
                append(value)
    except (IndexError, struct.error) as error:
        raise DecodeError(pos, "the list is cut short") from error
    except UnicodeDecodeError as error:
        raise DecodeError(pos, "the text is not valid in its encoding") from error
    if pos != end:
        raise DecodeError(pos, "the fields do not fill the announced size")
    return fields, end
