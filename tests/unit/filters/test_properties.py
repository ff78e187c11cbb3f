"""What must hold for any filter, any action, any message and any text."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import assume, example, given, reject, settings
from hypothesis import strategies as st

from longshore.filters import (
    Edits,
    FilterEvaluationError,
    FilterInput,
    FilterSyntaxError,
    compile_action,
    compile_filter,
)
from longshore.filters.compiler import Compiler
from longshore.filters.like import matcher
from longshore.filters.parser import parse, parse_action
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
    *("AND", "or", "Not", "LIKE", "ESCAPE", "IN", "IS", "EXISTS", "SET", "remove"),
)


def outcome(judge: object, *arguments: object) -> str:
    try:
        return str(judge(*arguments))  # type: ignore[operator]
    except (FilterEvaluationError, oracle.Unjudgeable):
        return "cannot be judged"


def is_one(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except FilterSyntaxError:
        return False
    return True


FRAGMENT_TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join)
STATEMENTS = st.builds(
    "{} {}".format,
    st.sampled_from(("SET a =", "SET sys.Label =", "REMOVE a ", "set [b c]=")),
    FRAGMENT_TEXTS,
)


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
@given(FRAGMENT_TEXTS | st.text(max_size=40))
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


@settings(max_examples=200, deadline=None)
@given(st.lists(STATEMENTS, max_size=3).map(";".join) | FRAGMENT_TEXTS | st.text(max_size=40))
@example("SET a = " + "(" * 500)
@example("SET a = " + "(" * 500 + "1" + ")" * 500)
@example("SET a = " + "-" * 1_000 + "1")
@example("SET a = 1;" * 100)
@example("SET a = '\ud800'")
def test_any_text_is_an_action_or_a_syntax_error(text: str) -> None:
    with suppress(FilterSyntaxError):
        action = compile_action(text)
        with suppress(FilterEvaluationError):
            assert isinstance(action(FilterInput({}, {})), Edits)


@settings(max_examples=200, deadline=None)
@given(FRAGMENT_TEXTS | STATEMENTS, st.sampled_from((parse, parse_action)))
def test_an_error_points_into_the_text_or_just_behind_it(text: str, read: Callable[[str], object]) -> None:
    assume(not is_one(read, text))
    with pytest.raises(FilterSyntaxError) as caught:
        read(text)
    lines = text.split("\n")
    assert 1 <= caught.value.line <= len(lines)
    assert 1 <= caught.value.column <= len(lines[caught.value.line - 1]) + 1
