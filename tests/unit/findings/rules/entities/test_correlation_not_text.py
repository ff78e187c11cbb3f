"""Correlation filters that compare with something else than text, and the same as SQL."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.filters import FilterEvaluationError, FilterInput, compile_filter
from longshore.model.entities import CorrelationFilter, SqlFilter
from longshore.plan.entities import CorrelationCondition
from tests.unit.findings.plans import findings_of, settled

from .plans import topic

NAMES = st.sampled_from(["Size", "two words", "or", "a]b", "sys", "größe"])
VALUES = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=4),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("correlation", "sql"),
    [
        ({"properties": {"Size": 3}}, "Size = 3"),
        ({"properties": {"Size": -0.5, "Hot": True}}, "Size = -0.5 AND Hot = TRUE"),
        ({"reply_to": "it's", "properties": {"Hot": False}}, "sys.ReplyTo = 'it''s' AND Hot = FALSE"),
        ({"properties": {"two words": 1, "or": 2}}, "[two words] = 1 AND [or] = 2"),
    ],
)
def test_the_condition_becomes_sql(correlation: dict[str, object], sql: str) -> None:
    text = topic({"correlation": correlation})

    assert {finding.fix for finding in findings_of(text, "LS125")} == {sql}
    (filtered,) = settled(text, "LS125").topics[0].subscriptions
    assert filtered.properties.default_rule is not None
    assert filtered.properties.default_rule.filter == sql


def test_texts_stay_a_correlation_filter() -> None:
    assert findings_of(topic({"correlation": {"properties": {"Size": "3"}}}), "LS125") == ()


def test_each_property_is_found_where_it_stands() -> None:
    found = findings_of(
        topic({"correlation": {"properties": {"Size": 3, "Colour": "red", "Hot": True}}}), "LS125"
    )

    assert [each.message for each in found] == [
        "the filter of s0 compares Size with 3, which is no text",
        "the filter of s0 compares Hot with TRUE, which is no text",
    ]


@pytest.mark.parametrize("properties", [{"Size": 1, "Long": "x" * 1_100}, {"": 1}, {"Size": 2**63}])
def test_what_sql_cannot_say_is_left_to_the_user(properties: dict[str, object]) -> None:
    (finding,) = findings_of(topic({"correlation": {"properties": properties}}), "LS125")

    assert finding.edits == ()


@settings(deadline=None)
@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=2), st.dictionaries(NAMES, VALUES, max_size=2))
def test_the_sql_lets_the_same_messages_through(wanted: dict[str, Any], carried: dict[str, Any]) -> None:
    wanted["Always"] = 1
    (filtered,) = settled(topic({"correlation": {"properties": wanted}}), "LS125").topics[0].subscriptions
    assert filtered.properties.default_rule is not None
    sql = filtered.properties.default_rule.filter
    assert not isinstance(sql, CorrelationCondition)
    before = compile_filter(CorrelationFilter(properties=wanted))

    for properties in ({**carried, "Always": 1}, {**carried, **wanted}):
        message = FilterInput({}, {name.lower(): value for name, value in properties.items()})
        try:
            passes = compile_filter(SqlFilter(sql))(message)
        except FilterEvaluationError:
            passes = False
        assert passes == before(message)
