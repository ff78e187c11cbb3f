"""What the text of an action means: statements, their targets, and what is refused when a rule is made."""

import pytest

from longshore.filters import FilterSyntaxError, compile_action
from longshore.filters.parser import MAX_NESTING, parse, parse_action
from longshore.filters.syntax import Arithmetic, Assignment, Comparison, Constant, Property, Removal, Target
from longshore.model.limits import MAX_ACTION_STATEMENTS, MAX_FILTER_CHARACTERS

A, B = Target("user", "a"), Target("user", "b")
A_BECOMES_1, B_GOES = Assignment(A, Constant(1)), Removal(B)


def test_an_assignment() -> None:
    assert parse_action("SET a = b + 1") == (
        Assignment(A, Arithmetic("+", Property("user", "b"), Constant(1))),
    )


def test_a_removal() -> None:
    assert parse_action("REMOVE b") == (B_GOES,)


@pytest.mark.parametrize(
    "text",
    [
        "SET a = 1; REMOVE b",
        "SET a = 1;REMOVE b;",
        "SET a = 1 REMOVE b",
        "set a=1\nremove b ; ",
        " Set a = (1);\n\tRemove user.b",
    ],
)
def test_a_semicolon_is_optional_and_words_may_be_in_any_case(text: str) -> None:
    assert parse_action(text) == (A_BECOMES_1, B_GOES)


def test_statements_keep_their_order() -> None:
    assert parse_action("REMOVE b; SET a = 1; REMOVE b") == (B_GOES, A_BECOMES_1, B_GOES)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Color", Target("user", "Color")),
        ("user.Color", Target("user", "Color")),
        ("[Shirt Color]", Target("user", "Shirt Color")),
        ("[a]]b]", Target("user", "a]b")),
        ('"a""b"', Target("user", 'a"b')),
        ("user.[x]", Target("user", "x")),
        ("sys.Label", Target("sys", "label")),
        ("SYS . subject", Target("sys", "label")),
        ("sys.[To]", Target("sys", "to")),
        ("sys", Target("user", "sys")),
        ("set", Target("user", "set")),
        ("Remove", Target("user", "Remove")),
        ("SETTING", Target("user", "SETTING")),
        ("p", Target("user", "p")),
    ],
)
def test_targets(text: str, target: Target) -> None:
    assert parse_action(f"SET {text} = 1; REMOVE {text}") == (
        Assignment(target, Constant(1)),
        Removal(target),
    )


def test_set_and_remove_are_names_where_no_statement_starts() -> None:
    assert parse_action("SET a = set") == (Assignment(A, Property("user", "set")),)
    assert parse("set = remove") == Comparison("=", Property("user", "set"), Property("user", "remove"))


@pytest.mark.parametrize(
    "text",
    [
        ";",
        "SET a = 1;;",
        "; SET a = 1",
        "SET a = 1, b = 2",
        "SET a = 1, SET b = 2",
        "SET a <> 1",
        "SET a = b = 1",
        "SET a = b IS NULL",
        "SET property('a') = 1",
        "SET 'a' = 1",
        "SET AND = 1",
        "SET a.b = 1",
        "REMOVE a, b",
        "REMOVE a = 1",
        "DELETE a",
        "SETa = 1",
        "a = 1",
        "SET a = @p",
    ],
)
def test_anything_else_is_no_action(text: str) -> None:
    with pytest.raises(FilterSyntaxError):
        compile_action(text)


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_action_is_refused(text: str) -> None:
    with pytest.raises(FilterSyntaxError, match="the action is empty; expected SET or REMOVE"):
        parse_action(text)


@pytest.mark.parametrize("name", ["SequenceNumber", "EnqueuedTimeUtc", "Size", "LockToken", "State"])
@pytest.mark.parametrize("statement", ["SET sys.{} = 1", "REMOVE sys.{}"])
def test_what_the_broker_writes_no_action_changes(statement: str, name: str) -> None:
    with pytest.raises(FilterSyntaxError, match=f"sys.{name} is read-only; expected ContentType, "):
        parse_action(statement.format(name))


@pytest.mark.parametrize("name", ["TimeToLive", "ScheduledEnqueueTime", "PartitionKey"])
def test_what_stands_in_header_and_annotations_no_action_changes(name: str) -> None:
    with pytest.raises(FilterSyntaxError, match=f"sys.{name} stands in the header or the annotations"):
        parse_action(f"SET sys.{name} = '00:10:00'")


@pytest.mark.parametrize("text", ["SET sys.Colour = 1", "REMOVE sys.Colour", "SET a = sys.Colour"])
def test_an_unknown_system_property_is_refused(text: str) -> None:
    with pytest.raises(FilterSyntaxError, match="there is no system property 'Colour'"):
        parse_action(text)


def test_a_message_id_is_not_removed() -> None:
    with pytest.raises(FilterSyntaxError, match="a message must keep its MessageId") as caught:
        parse_action("SET a = 1; REMOVE sys.MessageId")
    assert caught.value.column == 12
    assert parse_action("REMOVE MessageId") == (Removal(Target("user", "MessageId")),)


def test_an_action_may_have_just_as_many_statements_as_allowed() -> None:
    assert len(parse_action("REMOVE a;" * MAX_ACTION_STATEMENTS)) == MAX_ACTION_STATEMENTS
    with pytest.raises(FilterSyntaxError, match="the action has 33 statements, 32 are allowed"):
        parse_action("REMOVE a;" * (MAX_ACTION_STATEMENTS + 1))


def test_an_action_may_be_just_as_long_as_allowed() -> None:
    text = "REMOVE a".ljust(MAX_FILTER_CHARACTERS)
    assert parse_action(text) == (Removal(A),)
    with pytest.raises(FilterSyntaxError, match="the action has 1025 characters, 1024 are allowed"):
        parse_action(text + ";")


def test_an_expression_may_be_just_as_deep_as_allowed() -> None:
    parse_action("SET a = " + "-" * (MAX_NESTING - 1) + "1")
    with pytest.raises(FilterSyntaxError, match="the action is nested more than 100 levels deep"):
        parse_action("SET b = 1; SET a = " + "-" * MAX_NESTING + "1")


def test_half_a_surrogate_pair_is_refused_where_it_stands() -> None:
    with pytest.raises(FilterSyntaxError, match="half of a surrogate pair") as caught:
        parse_action("SET a = '\ud800'")
    assert caught.value.column == 10
