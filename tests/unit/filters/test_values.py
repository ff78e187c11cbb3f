"""[ASB sql-filter: operator binding] Comparisons follow C#'s promotions and implicit conversions."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from longshore.filters import FilterEvaluationError, Value
from longshore.filters.values import Truth, comparison

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
ONE_OF_EACH: tuple[Value, ...] = (True, 1, "x", b"x", UUID(int=1), NOON)
SYMBOLS = ("=", "<>", "<", "<=", ">", ">=")


class Wide(int):
    """An integer that knows how wide it was on the wire."""


def compare(left: Value, symbol: str, right: Value) -> Truth:
    return comparison(symbol)(left, right)


@pytest.mark.parametrize(
    ("symbol", "below", "same", "above"),
    [
        ("=", False, True, False),
        ("<>", True, False, True),
        ("<", True, False, False),
        ("<=", True, True, False),
        (">", False, False, True),
        (">=", False, True, True),
    ],
)
@pytest.mark.parametrize(
    ("low", "high"),
    [(1, 2), (1.5, 2.5), (Decimal("1.1"), Decimal("1.2")), ("a", "b"), (NOON.replace(hour=1), NOON)],
)
def test_each_operator(symbol: str, below: bool, same: bool, above: bool, low: Value, high: Value) -> None:
    assert compare(low, symbol, high) is below
    assert compare(low, symbol, low) is same
    assert compare(high, symbol, low) is above


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_comparison_with_unknown_is_unknown(symbol: str) -> None:
    assert compare(None, symbol, 1) is None
    assert compare(1, symbol, None) is None
    assert compare(None, symbol, None) is None


@pytest.mark.parametrize("value", ONE_OF_EACH)
def test_every_kind_equals_itself(value: Value) -> None:
    assert compare(value, "=", value) is True
    assert compare(value, "<>", value) is False


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize(
    ("left", "right"),
    [(one, other) for one in ONE_OF_EACH for other in ONE_OF_EACH if type(one) is not type(other)],
)
def test_different_kinds_cannot_be_compared(symbol: str, left: Value, right: Value) -> None:
    with pytest.raises(FilterEvaluationError, match="cannot compare"):
        compare(left, symbol, right)


def test_the_error_names_both_kinds() -> None:
    with pytest.raises(FilterEvaluationError, match="cannot compare a string and an integer"):
        compare("10", ">", 10)


@pytest.mark.parametrize("value", [True, b"x", UUID(int=1)])
def test_some_kinds_have_no_order(value: Value) -> None:
    with pytest.raises(FilterEvaluationError, match="neither less nor greater"):
        compare(value, "<", value)


def test_an_integer_becomes_a_double_beside_a_double() -> None:
    assert compare(2, "<", 2.08)
    assert compare(2.0, "=", 2)


def test_a_large_integer_loses_digits_as_a_double() -> None:
    # In C# the two are equal, for the integer is converted; Python compares them exactly.
    assert compare(9007199254740993, "=", 9007199254740992.0)


def test_an_integer_becomes_a_decimal_beside_a_decimal() -> None:
    assert compare(2, "<", Decimal("2.5"))
    assert compare(9007199254740993, "<>", Decimal(9007199254740992))


def test_decimals_and_doubles_have_nothing_in_common() -> None:
    with pytest.raises(FilterEvaluationError, match="a decimal and a double"):
        compare(Decimal("1.5"), "=", 1.5)


@pytest.mark.parametrize("special", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_decimal_is_a_finite_number(special: str) -> None:
    with pytest.raises(FilterEvaluationError, match="a decimal cannot be"):
        compare(Decimal(special), "=", Decimal(special))


def test_not_a_number_equals_nothing_and_has_no_place() -> None:
    nan = float("nan")
    assert [compare(nan, symbol, nan) for symbol in SYMBOLS] == [False, True, False, False, False, False]


def test_strings_compare_by_their_characters_and_not_by_a_language() -> None:
    assert compare("B", "<", "a")
    assert compare("a", "<>", "A")
    assert compare("stra\u00dfe", "<>", "strasse")


def test_strings_are_ordered_by_utf16_units_as_in_dotnet() -> None:
    assert compare("\U0001f6a2", "<", "\uffff")


def test_half_a_character_can_be_compared() -> None:
    assert compare("\ud800", "<", "\ud801")


def test_dates_compare_across_time_zones() -> None:
    seoul = timezone(timedelta(hours=9))
    assert compare(NOON, "=", datetime(2026, 1, 2, 21, tzinfo=seoul))


def test_a_date_without_a_zone_is_utc() -> None:
    assert compare(NOON, "=", NOON.replace(tzinfo=None))
    assert compare(NOON.replace(tzinfo=None), "<=", NOON)


def test_an_integer_of_the_wire_is_an_integer() -> None:
    assert compare(Wide(1), "=", 1)
    assert compare(Wide(1), "<", 1.5)


def test_a_value_of_no_kind_is_an_error() -> None:
    with pytest.raises(FilterEvaluationError, match="cannot work with list"):
        compare([1], "=", 1)  # type: ignore[arg-type] # that is the point
