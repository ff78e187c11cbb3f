"""What a person reads when a filter or an action is wrong."""

import pytest

from longshore.filters import FilterSyntaxError
from longshore.filters.parser import _parser, parse, parse_action

A_VALUE = "a value (a property, a constant or a function)"
NO_NULL = "a comparison (=, <>, <, <=, >, >=, LIKE or IN)"
OPERATOR = "an arithmetic operator"
THE_END = "the end of the filter"
A_COMPARISON = "a comparison (=, <>, <, <=, >, >=, LIKE, IN or IS NULL)"
EDITABLE = "ContentType, CorrelationId, Label, MessageId, ReplyTo, ReplyToSessionId, SessionId or To"
STATEMENT_OR_END = "';', REMOVE, SET or the end of the action"
AFTER_A_VALUE = f"{OPERATOR}, {STATEMENT_OR_END}"


def error(text: str) -> FilterSyntaxError:
    with pytest.raises(FilterSyntaxError) as caught:
        parse(text)
    return caught.value


def action_error(text: str) -> FilterSyntaxError:
    with pytest.raises(FilterSyntaxError) as caught:
        parse_action(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("EventType = ", f"line 1, column 12: the filter ends after 'EventType ='; expected {A_VALUE}"),
        ("EventType == 'x'", f"line 1, column 12: '=' does not fit after 'EventType ='; expected {A_VALUE}"),
        (
            "LIKE",
            f"line 1, column 1: 'LIKE' does not fit at the start; expected {A_VALUE}, EXISTS or NOT",
        ),
        (
            "Urgent",
            f"line 1, column 7: the filter ends after 'Urgent'; expected {A_COMPARISON}, {OPERATOR} or NOT",
        ),
        (
            "a = 1 && b = 2",
            f"line 1, column 7: '&' does not fit after 'a = 1'; expected {OPERATOR}, AND, OR or {THE_END}",
        ),
        ("(a IS NULL", "line 1, column 11: the filter ends after '(a IS NULL'; expected ')', AND or OR"),
        ("a + 1", f"line 1, column 6: the filter ends after 'a + 1'; expected {NO_NULL}, {OPERATOR} or NOT"),
        ("a IN (1", f"line 1, column 8: the filter ends after 'a IN (1'; expected {OPERATOR}, ')' or ','"),
        ("a IN 5", "line 1, column 6: '5' does not fit after 'a IN'; expected '('"),
        ("a IS 5", "line 1, column 6: '5' does not fit after 'a IS'; expected NOT or NULL"),
        ("a NOT 5", "line 1, column 7: '5' does not fit after 'a NOT'; expected IN or LIKE"),
        ("EXISTS(5)", "line 1, column 8: '5' does not fit after 'EXISTS('; expected a property name"),
        ("sys.", "line 1, column 5: the filter ends after 'sys.'; expected a property name"),
        ("a = 'x", f"line 1, column 5: a string is not closed after 'a ='; expected {A_VALUE}"),
        ('a = "', f"line 1, column 5: a quoted name is empty or not closed after 'a ='; expected {A_VALUE}"),
        (
            "a = [",
            f"line 1, column 5: a bracketed name is empty or not closed after 'a ='; expected {A_VALUE}",
        ),
        ("a = @b", f"line 1, column 5: parameters (@name) are not supported after 'a ='; expected {A_VALUE}"),
    ],
)
def test_the_message_says_what_is_wrong_where_and_what_was_expected(text: str, message: str) -> None:
    assert str(error(text)) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1", "line 1, column 1: 'a' does not fit at the start; expected REMOVE or SET"),
        ("SET", "line 1, column 4: the action ends after 'SET'; expected a property name"),
        ("SET a", "line 1, column 6: the action ends after 'SET a'; expected '='"),
        ("SET a > 1", "line 1, column 7: '>' does not fit after 'SET a'; expected '='"),
        ("SET a = ", f"line 1, column 8: the action ends after 'SET a ='; expected {A_VALUE}"),
        (
            "SET a = 1, b = 2",
            f"line 1, column 10: ',' does not fit after 'SET a = 1'; expected {AFTER_A_VALUE}",
        ),
        (
            "SET a = b AND c",
            f"line 1, column 11: 'AND' does not fit after 'SET a = b'; expected {AFTER_A_VALUE}",
        ),
        ("REMOVE\n5", "line 2, column 1: '5' does not fit after 'REMOVE'; expected a property name"),
        ("REMOVE a.b", f"line 1, column 9: '.' does not fit after 'REMOVE a'; expected {STATEMENT_OR_END}"),
        ("SET a = 'x", f"line 1, column 9: a string is not closed after 'SET a ='; expected {A_VALUE}"),
        ("SET sys.Size = 1", f"line 1, column 9: sys.Size is read-only; expected {EDITABLE}"),
    ],
)
def test_the_same_is_said_of_an_action(text: str, message: str) -> None:
    assert str(action_error(text)) == message


def test_lines_and_columns_count_from_one() -> None:
    wrong = error("a = 1\n  AND = 2")
    assert (wrong.line, wrong.column) == (2, 7)


def test_what_was_expected_is_there_to_be_read_one_by_one() -> None:
    assert error("a IS 5").expected == ("NOT", "NULL")


def test_a_long_text_is_quoted_in_part() -> None:
    assert "after '... a = 1 OR a = 1 OR a = 1';" in str(error("a = 1 OR " * 20 + "a = 1 1"))


def test_every_name_of_the_grammar_has_words() -> None:
    words_of_the_language = {"AND", "OR", "NOT", "IS", "NULL", "IN", "LIKE", "EXISTS", "ESCAPE"}
    tokens = {terminal.name for terminal in _parser().terminals} - words_of_the_language
    unfinished = (
        "a",
        "a =",
        "a = 1",
        "a IS",
        "a IN",
        "a IN (1",
        "a LIKE 'x'",
        "sys.",
        "EXISTS",
        "p(",
        "newid(",
    )
    for text in unfinished:
        for word in error(f"{text} ;").expected:
            assert word not in tokens
            assert "_" not in word


@pytest.mark.parametrize(
    "text", ["", "SET", "SET a", "SET a =", "SET a = 1", "REMOVE", "REMOVE a", "SET sys."]
)
def test_every_name_of_an_action_has_words(text: str) -> None:
    tokens = {terminal.name for terminal in _parser().terminals} - {"REMOVE"}
    for word in action_error(f"{text} ,").expected:
        assert word not in tokens
        assert "_" not in word
