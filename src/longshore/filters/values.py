"""The values a filter works with, what their types are called, and how two of them compare.

Theory. [ASB sql-filter: operator binding] "Comparison operators follow the same semantics as the C# operator
binding in data type promotions and implicit conversions." So:

    integer with double      the integer becomes a double       (long -> double, and may lose digits)
    integer with decimal     the integer becomes a decimal      (long -> decimal)
    decimal with double      no conversion in C#                error
    string, guid, boolean,   only with their own kind           anything else is an error
    binary, date

An integer is meant to be a .NET Int64, a float a Double. [ASB sql-filter: property evaluation] A missing
property is UNKNOWN, and so is the comparison: both are None here, and None never reaches a comparison of
values. Null and unknown are told apart by nothing but EXISTS, as in SQL-92.

What the documentation leaves open and we decided: strings compare ordinally (by UTF-16 code units, .NET's
`string.CompareOrdinal`) also for `<`, which C# lacks for strings; binary compares by content; a naive date
is UTC.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

from longshore.filters.errors import FilterEvaluationError

Value = None | bool | int | float | Decimal | str | bytes | UUID | datetime
"""What a property, a constant or a computation can be; None is null and UNKNOWN."""

Number = int | float | Decimal

Truth = bool | None
"""TRUE, FALSE, and None for UNKNOWN."""


class Kind(Enum):
    """The types that C# tells apart; the value is their name in messages."""

    BOOLEAN = "a boolean"
    INTEGER = "an integer"
    DOUBLE = "a double"
    DECIMAL = "a decimal"
    STRING = "a string"
    BINARY = "binary"
    GUID = "a guid"
    DATE = "a date"


# In this order, for bool is an int to Python and not to .NET.
_KINDS: Mapping[type, Kind] = {
    bool: Kind.BOOLEAN,
    int: Kind.INTEGER,
    float: Kind.DOUBLE,
    Decimal: Kind.DECIMAL,
    str: Kind.STRING,
    bytes: Kind.BINARY,
    UUID: Kind.GUID,
    datetime: Kind.DATE,
}
NUMBERS = frozenset({Kind.INTEGER, Kind.DOUBLE, Kind.DECIMAL})
_SPELLED = frozenset({Kind.STRING, Kind.INTEGER, Kind.BOOLEAN, Kind.GUID})
_UNORDERED = frozenset({Kind.BOOLEAN, Kind.BINARY, Kind.GUID})

# Two of these need no conversion. That is nearly every comparison of nearly every filter, so it comes first.
_EQUAL_AS_THEY_ARE = frozenset({str, int, float, bool, bytes, UUID})
_ORDERED_AS_THEY_ARE = frozenset({int, float})


def kind_of(value: Value) -> Kind:
    """Return the kind of a value that is not None; a subclass of int or str is what its parent is."""
    kind = _KINDS.get(type(value)) or _inherited_kind(value)
    if kind is None:
        raise FilterEvaluationError(f"a filter cannot work with {type(value).__name__}")
    return kind


def _inherited_kind(value: Value) -> Kind | None:
    return next((kind for parent, kind in _KINDS.items() if isinstance(value, parent)), None)


def spelled(value: Value) -> str | None:
    """Return the text of a value that is not None; None where it has none that every culture shares."""
    return str(value) if kind_of(value) in _SPELLED else None


def comparison(symbol: str) -> Callable[[Value, Value], Truth]:
    """Return what `symbol` (one of = <> < <= > >=) does to two values."""
    return _equality(_TESTS[symbol]) if symbol in {"=", "<>"} else _ordering(_TESTS[symbol])


def promote(left: Value, right: Value, verb: str) -> tuple[Any, Any]:
    """Return two numbers as numbers of one kind, by C#'s implicit conversions."""
    kinds = (kind_of(left), kind_of(right))
    if kinds == (Kind.INTEGER, Kind.INTEGER):
        return left, right
    if not NUMBERS.issuperset(kinds) or {*kinds} == {Kind.DECIMAL, Kind.DOUBLE}:
        raise FilterEvaluationError(f"cannot {verb} {kinds[0].value} and {kinds[1].value}")
    one, other = cast("Number", left), cast("Number", right)
    if Kind.DOUBLE in kinds:
        return float(one), float(other)
    return _decimal(one), _decimal(other)


def _decimal(number: Number) -> Decimal:
    """Return a decimal of .NET, which has neither infinities nor NaN (AMQP's decimals do)."""
    decimal = Decimal(number)
    if not decimal.is_finite():
        raise FilterEvaluationError(f"a decimal cannot be {decimal}")
    return decimal


def _equality(test: Callable[[Any, Any], bool]) -> Callable[[Value, Value], Truth]:
    def compare(left: Value, right: Value) -> Truth:
        if left is None or right is None:
            return None
        if type(left) is type(right) and type(left) in _EQUAL_AS_THEY_ARE:
            return test(left, right)
        return test(*_alike(left, right))

    return compare


def _ordering(test: Callable[[Any, Any], bool]) -> Callable[[Value, Value], Truth]:
    def compare(left: Value, right: Value) -> Truth:
        if left is None or right is None:
            return None
        if type(left) is type(right) and type(left) in _ORDERED_AS_THEY_ARE:
            return test(left, right)
        return test(*_orderable(*_alike(left, right)))

    return compare


def _alike(left: Value, right: Value) -> tuple[Any, Any]:
    kind = kind_of(left)
    if kind in NUMBERS or kind is not kind_of(right):
        return promote(left, right, "compare")
    if kind is Kind.DATE:
        return _utc(cast("datetime", left)), _utc(cast("datetime", right))
    return left, right


def _orderable(left: Value, right: Value) -> tuple[Any, Any]:
    kind = kind_of(left)
    if kind in _UNORDERED:
        raise FilterEvaluationError(f"{kind.value} is neither less nor greater than another")
    if kind is Kind.STRING:
        return _ordinal(cast("str", left)), _ordinal(cast("str", right))
    return left, right


def _utc(date: datetime) -> datetime:
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _ordinal(text: str) -> bytes:
    """Return bytes that sort as .NET sorts the string: an emoji before U+FFFD, which Python sorts after."""
    return text.encode("utf-16-be", "surrogatepass")


_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
