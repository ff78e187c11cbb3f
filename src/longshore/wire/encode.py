"""The type system of [AMQP 1], values to bytes, always in the shortest encoding.

`encode_value` goes by the Python type (see `values`). The small functions beside it encode a plain
Python value as one stated AMQP type: performatives use them, because their fields know their types.
"""

import struct
from collections.abc import Callable, Mapping
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

_pack_u32 = struct.Struct(">I").pack
_pack_head32 = struct.Struct(">BI").pack
_pack_compound32 = struct.Struct(">BII").pack

NULL: Final = b"\x40"


def encode_boolean(value: bool) -> bytes:
    """[AMQP 1.6.2]."""
    return b"\x41" if value else b"\x42"


def encode_ubyte(value: int) -> bytes:
    """[AMQP 1.6.3]."""
    return bytes((0x50, value))


def encode_ushort(value: int) -> bytes:
    """[AMQP 1.6.4]."""
    return struct.pack(">BH", 0x60, value)


def encode_uint(value: int) -> bytes:
    """[AMQP 1.6.5]."""
    if value == 0:
        return b"\x43"
    return bytes((0x52, value)) if value < 256 else _pack_head32(0x70, value)


def encode_ulong(value: int) -> bytes:
    """[AMQP 1.6.6]."""
    if value == 0:
        return b"\x44"
    return bytes((0x53, value)) if value < 256 else struct.pack(">BQ", 0x80, value)


def encode_int(value: int) -> bytes:
    """[AMQP 1.6.9]."""
    return struct.pack(">Bb", 0x54, value) if -128 <= value < 128 else struct.pack(">Bi", 0x71, value)


def encode_long(value: int) -> bytes:
    """[AMQP 1.6.10]."""
    return struct.pack(">Bb", 0x55, value) if -128 <= value < 128 else struct.pack(">Bq", 0x81, value)


def encode_timestamp(value: int) -> bytes:
    """[AMQP 1.6.17]."""
    return struct.pack(">Bq", 0x83, value)


def _variable(code8: int, code32: int, raw: bytes) -> bytes:
    if len(raw) < 256:
        return bytes((code8, len(raw))) + raw
    return _pack_head32(code32, len(raw)) + raw


def encode_binary(value: bytes) -> bytes:
    """[AMQP 1.6.19]."""
    return _variable(0xA0, 0xB0, value)


def encode_string(value: str) -> bytes:
    """[AMQP 1.6.20]."""
    return _variable(0xA1, 0xB1, value.encode("utf-8"))


def encode_symbol(value: str) -> bytes:
    """[AMQP 1.6.21]."""
    return _variable(0xA3, 0xB3, value.encode("ascii"))


def encode_compound(code8: int, code32: int, items: list[bytes]) -> bytes:
    """Return a list (0xC0, 0xD0) or map (0xC1, 0xD1) of items that are encoded already."""
    body = b"".join(items)
    if len(body) < 255 and len(items) < 256:
        return bytes((code8, len(body) + 1, len(items))) + body
    return _pack_compound32(code32, len(body) + 4, len(items)) + body


def encode_list(items: list[bytes]) -> bytes:
    """[AMQP 1.6.22]."""
    return encode_compound(0xC0, 0xD0, items) if items else b"\x45"


def encode_map(pairs: Mapping[object, object]) -> bytes:
    """[AMQP 1.6.23] In the order of the mapping."""
    return encode_compound(0xC1, 0xD1, [encode_value(item) for pair in pairs.items() for item in pair])


def _encode_array(value: Array) -> bytes:
    """[AMQP 1.6.24] Every element in the encoding that the array's one constructor names."""
    encode = _ELEMENT_ENCODERS[value.constructor[0]]
    body = value.constructor + b"".join(encode(item) for item in value)
    if len(body) < 255 and len(value) < 256:
        return bytes((0xE0, len(body) + 1, len(value))) + body
    return _pack_compound32(0xF0, len(body) + 4, len(value)) + body


def _packed(form: str) -> Callable[[object], bytes]:
    return struct.Struct(form).pack


def _sized8(raw: bytes) -> bytes:
    return bytes((len(raw),)) + raw


def _sized32(raw: bytes) -> bytes:
    return _pack_u32(len(raw)) + raw


def _text(item: object, encoding: str) -> bytes:
    return str(item).encode(encoding)


def _raw(item: object) -> bytes:
    if not isinstance(item, bytes):
        raise TypeError(f"{type(item).__name__} is not what this array holds")
    return item


def _items(item: object) -> list[bytes]:
    """Return the encoded elements of a list, or keys and values of a map in turn."""
    if isinstance(item, dict):
        return [encode_value(part) for pair in item.items() for part in pair]
    if isinstance(item, list):
        return [encode_value(part) for part in item]
    raise TypeError(f"{type(item).__name__} is not what this array holds")


def _compound_element(code: int) -> Callable[[object], bytes]:
    wide = code >= 0xD0

    def encode(item: object) -> bytes:
        items = _items(item)
        body = b"".join(items)
        if wide:
            return struct.pack(">II", len(body) + 4, len(items)) + body
        return bytes((len(body) + 1, len(items))) + body

    return encode


def _array_element(code: int) -> Callable[[object], bytes]:
    def encode(item: object) -> bytes:
        if not isinstance(item, Array):
            raise TypeError(f"{type(item).__name__} is not an array")
        body = item.constructor + b"".join(_ELEMENT_ENCODERS[item.constructor[0]](part) for part in item)
        if code == 0xF0:
            return struct.pack(">II", len(body) + 4, len(item)) + body
        return bytes((len(body) + 1, len(item))) + body

    return encode


_ELEMENT_ENCODERS: Final[dict[int, Callable[[object], bytes]]] = {
    **dict.fromkeys((0x40, 0x41, 0x42, 0x43, 0x44, 0x45), lambda _item: b""),
    **{code: _packed(">B") for code in (0x50, 0x52, 0x53, 0x56)},
    **{code: _packed(">b") for code in (0x51, 0x54, 0x55)},
    0x60: _packed(">H"),
    0x61: _packed(">h"),
    0x70: _packed(">I"),
    0x71: _packed(">i"),
    0x72: _packed(">f"),
    0x73: lambda item: _text(item, "utf-32-be"),
    0x80: _packed(">Q"),
    0x81: _packed(">q"),
    0x82: _packed(">d"),
    0x83: _packed(">q"),
    **dict.fromkeys((0x74, 0x84, 0x94), _raw),
    0x98: lambda item: item.bytes if isinstance(item, UUID) else _raw(item),
    0xA0: lambda item: _sized8(_raw(item)),
    0xA1: lambda item: _sized8(_text(item, "utf-8")),
    0xA3: lambda item: _sized8(_text(item, "ascii")),
    0xB0: lambda item: _sized32(_raw(item)),
    0xB1: lambda item: _sized32(_text(item, "utf-8")),
    0xB3: lambda item: _sized32(_text(item, "ascii")),
    **{code: _compound_element(code) for code in (0xC0, 0xC1, 0xD0, 0xD1)},
    **{code: _array_element(code) for code in (0xE0, 0xF0)},
}
"""How an element is written behind an array's shared constructor."""


class Composite:
    """A described list with named fields: what `encode_value` asks of `performatives` and `states`."""

    __slots__ = ()

    def encode(self) -> bytes:
        """Return descriptor and fields."""
        raise TypeError(f"{type(self).__name__} has no encoding")


def _encode_described(value: Described) -> bytes:
    return b"\x00" + encode_value(value.descriptor) + encode_value(value.value)


_ENCODERS: Final[dict[type, Callable[..., bytes]]] = {
    type(None): lambda _value: NULL,
    bool: encode_boolean,
    int: encode_long,
    float: lambda value: struct.pack(">Bd", 0x82, value),
    str: encode_string,
    bytes: encode_binary,
    list: lambda value: encode_list([encode_value(item) for item in value]),
    tuple: lambda value: encode_list([encode_value(item) for item in value]),
    dict: encode_map,
    UUID: lambda value: b"\x98" + value.bytes,
    UByte: encode_ubyte,
    UShort: encode_ushort,
    UInt: encode_uint,
    ULong: encode_ulong,
    Byte: lambda value: struct.pack(">Bb", 0x51, value),
    Short: lambda value: struct.pack(">Bh", 0x61, value),
    Int: encode_int,
    Long: encode_long,
    Timestamp: encode_timestamp,
    Float32: lambda value: struct.pack(">Bf", 0x72, value),
    Char: lambda value: b"\x73" + value.encode("utf-32-be"),
    Symbol: encode_symbol,
    Decimal32: lambda value: b"\x74" + value,
    Decimal64: lambda value: b"\x84" + value,
    Decimal128: lambda value: b"\x94" + value,
    Array: _encode_array,
    Described: _encode_described,
}


def encode_value(value: object) -> bytes:
    """Return the shortest encoding of a value, by its type.

    Raises TypeError for a type AMQP has no word for, struct.error for a number outside its width.
    """
    encoder = _ENCODERS.get(type(value))
    if encoder is not None:
        return encoder(value)
    if isinstance(value, Composite):
        return value.encode()
    raise TypeError(f"{type(value).__name__} has no AMQP encoding")
