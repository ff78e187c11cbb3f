"""[ASB topic-filters] "For the filter to match, all conditions must match." """

from decimal import Decimal

import pytest

from longshore.filters import Value
from longshore.filters.correlation import compile_correlation
from longshore.model.entities import CorrelationFilter, PropertyValue

from .messages import message

FIELDS = {
    "correlation_id": "correlationid",
    "message_id": "messageid",
    "to": "to",
    "reply_to": "replyto",
    "label": "label",
    "session_id": "sessionid",
    "reply_to_session_id": "replytosessionid",
    "content_type": "contenttype",
}


def matches(value: Value, expected: PropertyValue) -> bool:
    return compile_correlation(CorrelationFilter(properties={"p": expected}))(message({"p": value}))


@pytest.mark.parametrize(("field", "key"), FIELDS.items())
def test_each_field_asks_for_its_system_property(field: str, key: str) -> None:
    predicate = compile_correlation(CorrelationFilter(**{field: "x"}))  # type: ignore[arg-type] # one str field
    assert predicate(message(**{key: "x"}))
    assert not predicate(message(**{key: "y"}))
    assert not predicate(message())


def test_all_fields_and_properties_must_match() -> None:
    predicate = compile_correlation(CorrelationFilter(label="Important", properties={"color": "Red"}))
    assert predicate(message({"color": "Red"}, label="Important"))
    assert not predicate(message({"color": "Red"}, label="Dull"))
    assert not predicate(message({"color": "Blue"}, label="Important"))


def test_absent_fields_are_not_compared() -> None:
    assert compile_correlation(CorrelationFilter(label="x"))(message(label="x", messageid="m"))


def test_a_filter_that_asks_for_nothing_matches() -> None:
    assert compile_correlation(CorrelationFilter())(message())


def test_strings_compare_case_sensitively() -> None:
    assert not matches("red", "Red")


def test_names_of_properties_are_case_insensitive() -> None:
    predicate = compile_correlation(CorrelationFilter(properties={"Colour": "red"}))
    assert predicate(message({"cOLOUR": "red"}))


@pytest.mark.parametrize("value", ["x", 1, 1.5, True, b"x"])
def test_a_property_matches_an_equal_value(value: str | float | bytes) -> None:
    assert matches(value, value)


def test_numbers_of_different_kinds_may_be_equal() -> None:
    assert matches(1.0, 1)
    assert matches(Decimal(1), 1)


@pytest.mark.parametrize(("value", "expected"), [(1, True), ("1", 1), (b"x", "x"), (Decimal("sNaN"), 1)])
def test_a_property_of_another_type_does_not_match_and_is_no_error(
    value: Value, expected: PropertyValue
) -> None:
    assert not matches(value, expected)


def test_null_matches_a_property_that_is_null_or_missing() -> None:
    predicate = compile_correlation(CorrelationFilter(properties={"p": None}))
    assert predicate(message({"p": None}))
    assert predicate(message())
    assert not predicate(message({"p": 0}))


def test_a_missing_property_matches_no_value() -> None:
    assert not compile_correlation(CorrelationFilter(properties={"p": 0}))(message())
