"""AMQP values that Python has no type of its own for.

Python's `bool, float, str, bytes, list, dict, uuid.UUID` and `None` stand for boolean, double, string,
binary, list, map, uuid and null. Integers come in eight widths, which clients tell apart (a message-id
sent as ulong must come back as ulong), so each width is a subclass of int. A bare `int` is encoded as long.
"""

from uuid import UUID


class UByte(int):
    """[AMQP 1.6.3] 0 to 255."""


class UShort(int):
    """[AMQP 1.6.4] 0 to 65,535."""


class UInt(int):
    """[AMQP 1.6.5] 0 to 2**32 - 1."""


class ULong(int):
    """[AMQP 1.6.6] 0 to 2**64 - 1."""


class Byte(int):
    """[AMQP 1.6.7] -128 to 127."""


class Short(int):
    """[AMQP 1.6.8] 16 bits, signed."""


class Int(int):
    """[AMQP 1.6.9] 32 bits, signed."""


class Long(int):
    """[AMQP 1.6.10] 64 bits, signed."""


class Timestamp(int):
    """[AMQP 1.6.17] Milliseconds since 1970-01-01T00:00Z, signed 64 bits."""


class Float32(float):
    """[AMQP 1.6.11] A 32-bit float; a bare Python float is a double."""


class Char(str):
    """[AMQP 1.6.16] One Unicode character."""

    __slots__ = ()


class Symbol(str):
    """[AMQP 1.6.21] A constant name, ASCII."""

    __slots__ = ()


class Decimal32(bytes):
    """[AMQP 1.6.13] Kept as its four bytes."""


class Decimal64(bytes):
    """[AMQP 1.6.14] Kept as its eight bytes."""


class Decimal128(bytes):
    """[AMQP 1.6.15] Kept as its sixteen bytes."""


class Described:
    """[AMQP 1.3] A value with a descriptor that no composite of ours claims."""

    __slots__ = ("descriptor", "value")
    __hash__ = None  # type: ignore[assignment]  # it may hold a list

    def __init__(self, descriptor: object, value: object) -> None:
        self.descriptor = descriptor
        self.value = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Described):
            return NotImplemented
        return (self.descriptor, self.value) == (other.descriptor, other.value)

    def __repr__(self) -> str:
        return f"Described({self.descriptor!r}, {self.value!r})"


class Array(list[object]):
    """[AMQP 1.6.24] Values of one type. `constructor` is the AMQP constructor that all elements share."""

    __slots__ = ("constructor",)

    def __init__(self, constructor: bytes, items: list[object]) -> None:
        super().__init__(items)
        self.constructor = constructor


def array_of_symbols(*names: str) -> Array:
    """Return an array of symbols with the short constructor (each name at most 255 bytes)."""
    return Array(b"\xa3", [Symbol(name) for name in names])


def array_of_timestamps(*times_ms: int) -> Array:
    """Return an array of timestamps."""
    return Array(b"\x83", [Timestamp(time_ms) for time_ms in times_ms])


def array_of_longs(*numbers: int) -> Array:
    """Return an array of longs."""
    return Array(b"\x81", [Long(number) for number in numbers])


__all__ = [
    "UUID",
    "Array",
    "Byte",
    "Char",
    "Decimal32",
    "Decimal64",
    "Decimal128",
    "Described",
    "Float32",
    "Int",
    "Long",
    "Short",
    "Symbol",
    "Timestamp",
    "UByte",
    "UInt",
    "ULong",
    "UShort",
    "array_of_longs",
    "array_of_symbols",
    "array_of_timestamps",
]
