"""How the value of a SET becomes what the property holds already.

[ASB sql-rule-action: considerations] "SET performs implicit conversion if possible when the expression type
and the existing property type are different." [ASB issue 180] "A string literal in turn will be converted to
a type based on the property being modified." Which conversions are possible is not documented; these are:

    to a string      what `+` joins to a string
    from a string    an integer, a double, TRUE or FALSE, a guid, an ISO 8601 date: what the text reads as
    to a double      an integer, as everywhere in C#

Any other value keeps its own type, and the property takes that one.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from longshore.filters.values import Kind, Value, kind_of, spelled

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,19}")
_DOUBLE: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:E[+-]?[0-9]+)?", re.IGNORECASE)
_BOOLEANS: Final = {"true": True, "false": False}


def converted(value: Value, existing: Value) -> Value:
    """Return the value as the kind of the existing one, or as it is where there is no way."""
    if value is None or existing is None:
        return value
    kind, wanted = kind_of(value), kind_of(existing)
    if kind is wanted:
        return value
    if wanted is Kind.STRING:
        text = spelled(value)
        return value if text is None else text
    if isinstance(value, str) and wanted in _READERS:
        read = _READERS[wanted](value.strip())
        return value if read is None else read
    return float(value) if isinstance(value, int) and (kind, wanted) == (Kind.INTEGER, Kind.DOUBLE) else value


def _integer(text: str) -> int | None:
    number = int(text) if _INTEGER.fullmatch(text) else None
    return number if number is not None and -(2**63) <= number < 2**63 else None


def _double(text: str) -> float | None:
    number = float(text) if _DOUBLE.fullmatch(text) else math.inf
    return number if math.isfinite(number) else None


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.lower())


def _guid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _date(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


_READERS: Final[Mapping[Kind, Callable[[str], Value]]] = {
    Kind.INTEGER: _integer,
    Kind.DOUBLE: _double,
    Kind.BOOLEAN: _boolean,
    Kind.GUID: _guid,
    Kind.DATE: _date,
}
