import subprocess
import sys
from uuid import UUID

import pytest

import longshore.filters
from longshore.filters import (
    Edits,
    FilterEvaluationError,
    FilterSyntaxError,
    compile_action,
    compile_filter,
)
from longshore.model.entities import CorrelationFilter, FalseFilter, SqlFilter, TrueFilter

from .messages import message


def test_a_true_filter_lets_everything_through() -> None:
    assert compile_filter(TrueFilter())(message())


def test_a_false_filter_lets_nothing_through() -> None:
    assert not compile_filter(FalseFilter())(message())


def test_a_sql_filter_lets_through_what_its_condition_holds_for() -> None:
    red = compile_filter(SqlFilter("colour = 'red'"))
    assert red(message({"colour": "red"}))
    assert not red(message({"colour": "blue"}))


def test_a_correlation_filter_lets_through_what_equals_its_fields() -> None:
    high = compile_filter(CorrelationFilter(correlation_id="high"))
    assert high(message(correlationid="high"))
    assert not high(message(correlationid="low"))


def test_unknown_lets_nothing_through_nor_does_its_negation() -> None:
    assert compile_filter(SqlFilter("colour = 'red'"))(message()) is False
    assert compile_filter(SqlFilter("NOT colour = 'red'"))(message()) is False


def test_a_wrong_sql_filter_is_refused_when_it_is_compiled() -> None:
    with pytest.raises(FilterSyntaxError):
        compile_filter(SqlFilter("colour ="))


def test_an_action_says_what_becomes_of_a_message() -> None:
    paint = compile_action("SET colour = 'red'; REMOVE shade; SET sys.Label = 'painted'")
    expected = Edits({"label": "painted"}, frozenset({"shade"}), {"colour": "red"})
    assert paint(message({"shade": 1})) == expected


def test_a_wrong_action_is_refused_when_it_is_compiled() -> None:
    with pytest.raises(FilterSyntaxError):
        compile_action("SET colour")


def test_newid_calls_the_given_source_at_each_evaluation() -> None:
    drawn: list[UUID] = []

    def new_id() -> UUID:
        drawn.append(UUID(int=len(drawn)))
        return drawn[-1]

    fresh = compile_filter(SqlFilter("newid() <> newid()"), new_id)
    assert fresh(message())
    assert drawn == [UUID(int=0), UUID(int=1)]


def test_newid_without_a_source_cannot_be_judged() -> None:
    predicate = compile_filter(SqlFilter("newid() = ticket"))
    with pytest.raises(FilterEvaluationError):
        predicate(message({"ticket": UUID(int=0)}))


def test_the_door_shows_eleven_names() -> None:
    assert sorted(longshore.filters.__all__) == [
        "Action",
        "Edits",
        "FilterEvaluationError",
        "FilterInput",
        "FilterSyntaxError",
        "Predicate",
        "SYSTEM_PROPERTIES",
        "Value",
        "Writable",
        "compile_action",
        "compile_filter",
    ]


def test_without_sql_filters_the_parser_library_is_not_even_imported() -> None:
    program = (
        "import sys; from longshore.filters import compile_filter;"
        "from longshore.model.entities import CorrelationFilter, TrueFilter;"
        "compile_filter(TrueFilter()); compile_filter(CorrelationFilter(label='x'));"
        "sys.exit('lark' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603 - ours
