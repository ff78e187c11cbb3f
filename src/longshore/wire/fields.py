"""What a composite's fields are: the machinery under `performatives` and `states`.

A composite type of the standard is a described list whose fields have names, types, defaults and a
"mandatory" mark. Each of ours is a dataclass that states the same in its `FIELDS` table, in the
standard's order; encoding and checking are derived from that table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from longshore.wire.decode import DecodeError
from longshore.wire.encode import (
    NULL,
    Composite,
    encode_binary,
    encode_boolean,
    encode_list,
    encode_string,
    encode_symbol,
    encode_ubyte,
    encode_uint,
    encode_ulong,
    encode_ushort,
    encode_value,
)
from longshore.wire.values import Array, Described, Symbol


@dataclass(frozen=True, slots=True)
class FieldType:
    """One of the standard's types, as a field uses it; only whole numbers have a limit."""

    name: str
    accepts: tuple[type, ...]
    encode: Callable[[Any], bytes]
    limit: int | None = None

    def admits(self, value: object) -> bool:
        """Say whether a decoded value is of this type. Any width of integer will do, if the number fits."""
        if self.limit is None:
            return isinstance(value, self.accepts)
        return isinstance(value, int) and type(value) is not bool and 0 <= value <= self.limit


ANY: Final = FieldType("any", (object,), encode_value)
BOOLEAN: Final = FieldType("boolean", (bool,), encode_boolean)
UBYTE: Final = FieldType("ubyte", (int,), encode_ubyte, 0xFF)
USHORT: Final = FieldType("ushort", (int,), encode_ushort, 0xFFFF)
UINT: Final = FieldType("uint", (int,), encode_uint, 0xFFFF_FFFF)
ULONG: Final = FieldType("ulong", (int,), encode_ulong, 0xFFFF_FFFF_FFFF_FFFF)
STRING: Final = FieldType("string", (str,), encode_string)
SYMBOL: Final = FieldType("symbol", (Symbol,), encode_symbol)
BINARY: Final = FieldType("binary", (bytes,), encode_binary)
SYMBOLS: Final = FieldType("one symbol or an array of symbols", (Symbol, Array), encode_value)
MAP: Final = FieldType("map", (dict,), encode_value)


@dataclass(frozen=True, slots=True)
class Field:
    """`mandatory` as in the standard: an absent or null value is an error of the peer."""

    type: FieldType
    mandatory: bool = False


class Fielded(Composite):
    """Base of all composites: `DESCRIPTOR` is the standard's code, `FIELDS` its fields in order."""

    __slots__ = ()

    DESCRIPTOR: ClassVar[int]
    FIELDS: ClassVar[dict[str, Field]]

    def encode(self) -> bytes:
        """Return the described list at its full length: older clients index optional trailing fields."""
        items = []
        for name, spec in self.FIELDS.items():
            value = getattr(self, name)
            items.append(NULL if value is None else spec.type.encode(value))
        return b"\x00\x53" + bytes((self.DESCRIPTOR,)) + encode_list(items)

    @classmethod
    def from_fields(cls, values: list[Any], pos: int = 0) -> Self:
        """Return the composite of decoded fields; `pos` is where they stood, for errors.

        Raises DecodeError for a missing mandatory field, a value of another type, or too many fields.
        """
        if len(values) > len(cls.FIELDS):
            raise DecodeError(pos, f"{cls.__name__} has {len(cls.FIELDS)} fields, not {len(values)}")
        values = values + [None] * (len(cls.FIELDS) - len(values))
        for (name, spec), value in zip(cls.FIELDS.items(), values, strict=True):
            if value is None:
                if spec.mandatory:
                    raise DecodeError(pos, f"{cls.__name__}.{name} is mandatory")
            elif not spec.type.admits(value):
                problem = f"{cls.__name__}.{name} must be {spec.type.name}, not {type(value).__name__}"
                raise DecodeError(pos, problem)
        return cls(*values)


def composite_type(*kinds: type[Fielded]) -> FieldType:
    """Return the type of a field that holds one of some composites, encoded by itself."""
    names = " or ".join(kind.__name__ for kind in kinds)
    return FieldType(names, kinds, lambda value: value.encode())


def claim(value: object, known: dict[int, type[Fielded]], pos: int) -> object:
    """Return the composite that a described value stands for, or the value itself when none of `known`."""
    if not isinstance(value, Described) or not isinstance(value.value, list):
        return value
    kind = known.get(value.descriptor) if isinstance(value.descriptor, int) else None
    if kind is None:
        return value
    return kind.from_fields([claim(field, known, pos) for field in value.value], pos)
