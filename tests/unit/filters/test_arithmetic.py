"""[ASB sql-filter: operator binding] Arithmetic follows C#'s promotions and implicit conversions."""

import math
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from longshore.filters import FilterEvaluationError, Value
from longshore.filters.arithmetic import arithmetic, signed

SYMBOLS = ("+", "-", "*", "/", "%")
INT64_MAX = 2**63 - 1
INT64_MIN = -(2**63)
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def compute(left: Value, symbol: str, right: Value) -> Value:
    return arithmetic(symbol)(left, right)


@pytest.mark.parametrize(("symbol", "result"), [("+", 9), ("-", 5), ("*", 14), ("/", 3), ("%", 1)])
def test_integers(symbol: str, result: int) -> None:
    computed = compute(7, symbol, 2)
    assert computed == result
    assert type(computed) is int


@pytest.mark.parametrize(("symbol", "result"), [("+", 9.5), ("-", 5.5), ("*", 15.0), ("/", 3.75), ("%", 1.5)])
def test_doubles(symbol: str, result: float) -> None:
    assert compute(7.5, symbol, 2.0) == result


@pytest.mark.parametrize(
    ("symbol", "result"), [("+", "9.5"), ("-", "5.5"), ("*", "15.0"), ("/", "3.75"), ("%", "1.5")]
)
def test_decimals(symbol: str, result: str) -> None:
    assert compute(Decimal("7.5"), symbol, Decimal(2)) == Decimal(result)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_an_unknown_operand_makes_the_result_unknown(symbol: str) -> None:
    assert compute(None, symbol, 1) is None
    assert compute(1, symbol, None) is None
    assert compute(None, symbol, "x") is None


@pytest.mark.parametrize(
    ("left", "right", "quotient", "rest"), [(7, -2, -3, 1), (-7, 2, -3, -1), (-7, -2, 3, -1)]
)
def test_integer_division_cuts_towards_zero(left: int, right: int, quotient: int, rest: int) -> None:
    assert compute(left, "/", right) == quotient
    assert compute(left, "%", right) == rest


def test_integers_wrap_around_at_64_bits() -> None:
    assert compute(INT64_MAX, "+", 1) == INT64_MIN
    assert compute(INT64_MIN, "-", 1) == INT64_MAX
    assert compute(INT64_MAX, "*", 2) == -2


@pytest.mark.parametrize("symbol", ["/", "%"])
def test_an_integer_cannot_be_divided_by_zero(symbol: str) -> None:
    with pytest.raises(FilterEvaluationError, match="divided by zero"):
        compute(1, symbol, 0)


def test_a_double_can_be_divided_by_zero() -> None:
    assert compute(1.0, "/", 0) == math.inf
    assert compute(-1.0, "/", 0) == -math.inf
    assert compute(1.0, "/", -0.0) == -math.inf


@pytest.mark.parametrize(
    ("left", "symbol", "right"),
    [(0.0, "/", 0.0), (1.0, "%", 0.0), (math.inf, "%", 2.0), (math.nan, "/", 0.0)],
)
def test_some_doubles_have_no_quotient(left: float, symbol: str, right: float) -> None:
    result = compute(left, symbol, right)
    assert isinstance(result, float)
    assert math.isnan(result)


def test_the_rest_of_doubles_has_the_sign_of_the_dividend() -> None:
    assert compute(-7.5, "%", 2.0) == -1.5


def test_an_integer_becomes_a_double_beside_a_double() -> None:
    assert compute(1, "/", 2.0) == 0.5


def test_an_integer_becomes_a_decimal_beside_a_decimal() -> None:
    assert compute(1, "/", Decimal(4)) == Decimal("0.25")


def test_decimals_and_doubles_cannot_be_mixed() -> None:
    with pytest.raises(FilterEvaluationError, match="cannot add a decimal and a double"):
        compute(Decimal(1), "+", 1.0)


def test_decimals_keep_28_digits() -> None:
    assert compute(Decimal(1), "/", 3) == Decimal("0." + "3" * 28)


def test_a_decimal_overflow_is_an_error() -> None:
    with pytest.raises(FilterEvaluationError, match="overflows"):
        compute(Decimal(10) ** 28, "*", Decimal(10))


@pytest.mark.parametrize("symbol", ["/", "%"])
def test_a_decimal_cannot_be_divided_by_zero(symbol: str) -> None:
    with pytest.raises(FilterEvaluationError, match="no result"):
        compute(Decimal(1), symbol, Decimal(0))


def test_plus_joins_strings() -> None:
    assert compute("ab", "+", "cd") == "abcd"


@pytest.mark.parametrize(
    ("value", "text"), [(1, "1"), (True, "True"), (UUID(int=1), "00000000-0000-0000-0000-000000000001")]
)
def test_plus_joins_a_string_with_what_has_one_text(value: Value, text: str) -> None:
    assert compute("a", "+", value) == f"a{text}"
    assert compute(value, "+", "a") == f"{text}a"


@pytest.mark.parametrize("value", [1.5, Decimal(1), b"x", NOON])
def test_plus_does_not_join_a_string_with_what_has_many_texts(value: Value) -> None:
    with pytest.raises(FilterEvaluationError, match="cannot join a string and"):
        compute("a", "+", value)


@pytest.mark.parametrize("symbol", ["-", "*", "/", "%"])
def test_strings_can_only_be_joined(symbol: str) -> None:
    with pytest.raises(FilterEvaluationError, match="a string and an integer"):
        compute("a", symbol, 1)


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("value", [True, b"x", UUID(int=1), NOON])
def test_other_kinds_cannot_be_computed_with(symbol: str, value: Value) -> None:
    with pytest.raises(FilterEvaluationError):
        compute(value, symbol, value)


@pytest.mark.parametrize("value", [5, 1.5, Decimal("1.5")])
def test_a_sign_turns_a_number_or_leaves_it(value: float | Decimal) -> None:
    assert signed("-")(value) == -value
    assert signed("+")(value) == value


def test_the_smallest_integer_has_no_opposite() -> None:
    assert signed("-")(INT64_MIN) == INT64_MIN


def test_the_sign_of_unknown_is_unknown() -> None:
    assert signed("-")(None) is None


@pytest.mark.parametrize("value", ["x", True, b"x", NOON])
def test_other_kinds_have_no_sign(value: Value) -> None:
    with pytest.raises(FilterEvaluationError, match="has no sign"):
        signed("+")(value)
