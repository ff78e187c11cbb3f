"""What must hold for any filter, any message and any text."""

from contextlib import suppress

import pytest
from hypothesis import assume, example, given, reject, settings
from hypothesis import strategies as st

from longshore.filters import FilterEvaluationError, FilterInput, FilterSyntaxError, compile_filter
from longshore.filters.compiler import Compiler
from longshore.filters.like import matcher
from longshore.filters.parser import parse
from longshore.filters.syntax import Condition
from longshore.model.entities import SqlFilter
from longshore.model.limits import MAX_FILTER_CHARACTERS

from . import oracle
from .messages import ID
from .trees import conditions, messages
from .unparse import unparse

FRAGMENTS = (
    *(
        "a",
        "sys.Label",
        "sys.",
        "user.",
        "[b c]",
        '"d"',
        "p(",
        "newid()",
        "property(",
        "sys",
        "\u017fys.",
        "\u0131s",
    ),
    *("1", "1.5", ".5", "1E5", "'x'", "''", "'", '"', "[", "]", "TRUE", "NULL", "@p", ";", "\n", "\0", "é"),
    *("=", "<>", "!=", "<", ">=", "==", "+", "-", "*", "/", "%", "(", ")", ",", "."),
    *("AND", "or", "Not", "LIKE", "ESCAPE", "IN", "IS", "EXISTS"),
)


def outcome(judge: object, *arguments: object) -> str:
    try:
        return str(judge(*arguments))  # type: ignore[operator]
    except (FilterEvaluationError, oracle.Unjudgeable):
        return "cannot be judged"


def is_filter(text: str) -> bool:
    try:
        parse(text)
    except FilterSyntaxError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(conditions)
def test_a_filter_that_is_written_out_reads_as_the_same_tree(tree: Condition) -> None:
    text = unparse(tree)
    assume(len(text) <= MAX_FILTER_CHARACTERS)
    assert parse(text) == tree


@settings(max_examples=200, deadline=None)
@given(conditions, messages)
def test_a_compiled_filter_judges_as_the_naive_one(tree: Condition, message: FilterInput) -> None:
    compiled = Compiler(lambda: ID).condition(tree)
    try:
        expected = outcome(oracle.judge, tree, message)
    except oracle.Beyond:
        reject()
    assert outcome(compiled, message) == expected


@settings(max_examples=150, deadline=None)
@given(st.text("aAb.", max_size=8), st.text("ab.%_", max_size=8))
@example("a" * 12, "%a%a%b")
def test_a_pattern_matches_as_the_naive_one(text: str, pattern: str) -> None:
    assert matcher(pattern)(text) == oracle.matches(text, [(letter, letter in "%_") for letter in pattern])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join) | st.text(max_size=40))
@example("(" * 500)
@example("(" * 500 + "1=1" + ")" * 500)
@example("-" * 1_000 + "1=1")
@example("NOT " * 250 + "1=1")
@example("a+" * 500 + "a=a")
@example("a.b")
@example("\ud800 = 1")
def test_any_text_is_a_filter_or_a_syntax_error(text: str) -> None:
    with suppress(FilterSyntaxError):
        predicate = compile_filter(SqlFilter(text))
        assert outcome(predicate, FilterInput({}, {})) in {"True", "False", "cannot be judged"}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=12).map(" ".join))
def test_an_error_points_into_the_text_or_just_behind_it(text: str) -> None:
    assume(not is_filter(text))
    with pytest.raises(FilterSyntaxError) as caught:
        parse(text)
    lines = text.split("\n")
    assert 1 <= caught.value.line <= len(lines)
    assert 1 <= caught.value.column <= len(lines[caught.value.line - 1]) + 1
