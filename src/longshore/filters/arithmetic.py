"""Numbers, computed as C# computes them.

Theory. [ASB sql-filter: operator binding] "Arithmetic operators such as +, -, *, / and % follow the same
semantics as the C# operator binding in data type promotions and implicit conversions." From C#'s rules:

    integers    Int64; an overflow wraps around (C# is unchecked unless told otherwise); / cuts towards zero;
                the remainder has the sign of the dividend; division by zero is an error
    doubles     IEEE 754: nothing is an error, 1.0 / 0 is infinite
    decimals    28 digits; an overflow and a division by zero are errors
    strings     + joins two strings; with an integer, boolean or guid it joins that one's text

[ASB sql-filter: property evaluation] An operand that is UNKNOWN makes the result UNKNOWN.

Two things C# has are refused: joining a string with a double, decimal or date (their text depends on the
service's culture), and the difference of dates (a filter without parameters has nothing to compare it with).
"""

import math
import operator
from collections.abc import Callable, Mapping
from decimal import Context, Decimal, DecimalException

from longshore.filters.errors import FilterEvaluationError
from longshore.filters.values import NUMBERS, Kind, Value, kind_of, promote, spelled

_DECIMALS = Context(prec=28)
_DECIMAL_MAX = 2**96 - 1


def arithmetic(symbol: str) -> Callable[[Value, Value], Value]:
    """Return what `symbol` (one of + - * / %) does to two values."""
    integers, doubles, decimals = _INTEGERS[symbol], _DOUBLES[symbol], _DECIMAL_OPERATIONS[symbol]

    def compute(left: Value, right: Value) -> Value:
        if left is None or right is None:
            return None
        if symbol == "+" and Kind.STRING in (kind_of(left), kind_of(right)):
            return _text(left) + _text(right)
        one, other = promote(left, right, _VERBS[symbol])
        if isinstance(one, float):
            return doubles(one, other)
        if isinstance(one, Decimal):
            return _checked(decimals, one, other)
        return _wrapped(integers(one, other))

    return compute


def signed(symbol: str) -> Callable[[Value], Value]:
    """Return what the sign `symbol` does to a value."""
    multiply = arithmetic("*")
    factor = -1 if symbol == "-" else 1

    def compute(operand: Value) -> Value:
        if operand is not None and kind_of(operand) not in NUMBERS:
            raise FilterEvaluationError(f"{kind_of(operand).value} has no sign")
        return multiply(factor, operand)

    return compute


def _wrapped(number: int) -> int:
    """Return the lowest 64 bits, read as a signed number."""
    return (number + 2**63) % 2**64 - 2**63


def _cut_quotient(left: int, right: int) -> int:
    if right == 0:
        raise FilterEvaluationError("an integer is divided by zero")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _cut_remainder(left: int, right: int) -> int:
    return left - right * _cut_quotient(left, right)


def _double_quotient(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _double_remainder(left: float, right: float) -> float:
    return math.nan if right == 0 or math.isinf(left) else math.fmod(left, right)


def _checked(operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Decimal:
    try:
        result = operation(left, right)
    except DecimalException as error:
        raise FilterEvaluationError("a decimal computation has no result") from error
    if abs(result) > _DECIMAL_MAX:
        raise FilterEvaluationError("a decimal computation overflows")
    return result


def _text(value: Value) -> str:
    text = spelled(value)
    if text is None:
        raise FilterEvaluationError(f"cannot join a string and {kind_of(value).value}")
    return text


_VERBS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "divide"}

_INTEGERS: Mapping[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _cut_quotient,
    "%": _cut_remainder,
}
_DOUBLES: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _double_quotient,
    "%": _double_remainder,
}
_DECIMAL_OPERATIONS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _DECIMALS.add,
    "-": _DECIMALS.subtract,
    "*": _DECIMALS.multiply,
    "/": _DECIMALS.divide,
    "%": _DECIMALS.remainder,
}
