"""What an action does to a message, statement by statement."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from longshore.filters import Edits, FilterEvaluationError, Value, Writable, compile_action
from longshore.model.limits import MAX_ID_CHARACTERS

from .messages import ID, message


def edits(action: str, application: Mapping[str, Value] | None = None, /, **system: Value) -> Edits:
    return compile_action(action, lambda: ID)(message(application, **system))


def application(action: str, before: Mapping[str, Value] | None = None, /) -> Mapping[str, Writable]:
    return edits(action, before).application


# ---- SET


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1", 1),
        ("1.5", 1.5),
        ("'red'", "red"),
        ("TRUE", True),
        ("newid()", ID),
        ("size / 2", 3),
        ("property('si' + 'ze')", 7),
        ("sys.Label", "urgent"),
        ("-(1 + 2) * 3", -9),
    ],
)
def test_set_gives_a_property_the_value_of_an_expression(expression: str, value: Writable) -> None:
    assert edits(f"SET a = {expression}", {"size": 7}, label="urgent").application == {"a": value}


@pytest.mark.parametrize("value", [b"raw", UUID(int=5), datetime(2026, 1, 2, tzinfo=UTC), 2**64 - 1])
def test_a_property_may_be_copied_whatever_it_holds(value: Writable) -> None:
    assert application("SET a = b", {"b": value}) == {"a": value}


@pytest.mark.parametrize("nothing", ["NULL", "missing", "missing + 1"])
def test_what_is_null_or_unknown_makes_a_property_null(nothing: str) -> None:
    assert application(f"SET a = {nothing}", {"a": 1}) == {"a": None}


def test_names_are_written_as_they_are_spelled() -> None:
    assert [*application('SET Ab = 1; SET [C d] = 2; SET user."E" = 3')] == ["Ab", "C d", "E"]


def test_the_first_spelling_of_a_property_counts() -> None:
    assert application("SET Ab = 1; SET AB = 2") == {"Ab": 2}


def test_a_message_stays_as_it_is() -> None:
    before = message({"a": 1}, label="x")
    compile_action("SET a = 2; SET b = 3; REMOVE a; SET sys.Label = 'y'")(before)
    assert before == message({"a": 1}, label="x")


def test_an_action_draws_new_ids_at_each_evaluation() -> None:
    drawn = iter([UUID(int=1), UUID(int=2), UUID(int=3)])
    action = compile_action("SET a = newid(); SET b = newid()", lambda: next(drawn))
    assert action(message()).application == {"a": UUID(int=1), "b": UUID(int=2)}
    with pytest.raises(StopIteration):
        action(message())


# ---- REMOVE


def test_remove_takes_a_property_away_in_any_case() -> None:
    assert edits("REMOVE Ab; REMOVE user.[c D]") == Edits({}, frozenset({"ab", "c d"}), {})


def test_a_removed_property_is_unknown_to_what_follows() -> None:
    assert application("REMOVE a; SET b = a", {"a": 1}) == {"b": None}


def test_remove_takes_back_what_was_set() -> None:
    assert edits("SET Ab = 1; REMOVE aB", {"ab": 5}) == Edits({}, frozenset({"ab"}), {})


def test_set_after_remove_makes_a_new_property() -> None:
    assert edits("SET ab = 0; REMOVE ab; SET AB = 1", {"ab": 5}) == Edits({}, frozenset({"ab"}), {"AB": 1})


# ---- order


def test_a_statement_sees_what_those_before_it_did() -> None:
    assert application("SET a = 1; SET b = A + 1; SET a = b + 1") == {"a": 3, "b": 2}


def test_a_statement_sees_system_properties_as_they_are_by_then() -> None:
    made = edits("SET sys.Label = sys.Label + '!'; SET a = sys.Subject", label="x")
    assert (made.system, made.application) == ({"label": "x!"}, {"a": "x!"})


# ---- system properties


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ContentType", "contenttype"),
        ("CorrelationId", "correlationid"),
        ("Label", "label"),
        ("Subject", "label"),
        ("MessageId", "messageid"),
        ("ReplyTo", "replyto"),
        ("ReplyToSessionId", "replytosessionid"),
        ("SessionId", "sessionid"),
        ("To", "to"),
    ],
)
def test_what_a_sender_sets_on_a_message_an_action_may_set(name: str, key: str) -> None:
    assert edits(f"SET sys.{name} = 'x'").system == {key: "x"}


def test_a_property_of_the_same_name_is_another_one() -> None:
    assert edits("SET Label = 'x'", label="y") == Edits({}, frozenset(), {"Label": "x"})


@pytest.mark.parametrize("action", ["REMOVE sys.Label", "SET sys.Label = NULL", "SET sys.Label = missing"])
def test_a_system_property_may_be_taken_away(action: str) -> None:
    assert edits(action, label="x").system == {"label": None}


def test_a_system_property_that_is_set_after_all_is_set() -> None:
    assert edits("REMOVE sys.Label; SET sys.Label = 'y'", label="x").system == {"label": "y"}


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "5"), (True, "True"), (ID, str(ID)), ("", "")],
    ids=["long", "bool", "guid", "empty"],
)
def test_system_properties_become_text(value: Value, text: str) -> None:
    assert edits("SET sys.SessionId = a", {"a": value}).system == {"sessionid": text}


@pytest.mark.parametrize(
    ("value", "kind"), [(1.5, "a double"), (b"x", "binary"), (datetime(2026, 1, 2, tzinfo=UTC), "a date")]
)
def test_what_has_no_text_of_its_own_is_no_system_property(value: Value, kind: str) -> None:
    with pytest.raises(FilterEvaluationError, match=f"sys.SessionId is a string, and {kind} has no text"):
        edits("SET sys.SessionId = a", {"a": value})


@pytest.mark.parametrize("nothing", ["NULL", "''", "missing"])
def test_a_message_keeps_an_id(nothing: str) -> None:
    with pytest.raises(FilterEvaluationError, match=r"sys\.MessageId cannot be empty"):
        edits(f"SET sys.MessageId = {nothing}")


@pytest.mark.parametrize("name", ["MessageId", "SessionId", "ReplyToSessionId"])
def test_an_id_is_no_longer_than_a_sender_may_make_it(name: str) -> None:
    edits(f"SET sys.{name} = a", {"a": "x" * MAX_ID_CHARACTERS})
    with pytest.raises(FilterEvaluationError, match=f"sys.{name} would have 129 characters, 128 are allowed"):
        edits(f"SET sys.{name} = a + 'x'", {"a": "x" * MAX_ID_CHARACTERS})


def test_other_texts_may_be_long() -> None:
    assert edits("SET sys.Label = a", {"a": "x" * 1_000}).system == {"label": "x" * 1_000}


def test_a_content_type_is_ascii() -> None:
    with pytest.raises(FilterEvaluationError, match=r"sys\.ContentType is a media type"):
        edits("SET sys.ContentType = 'text/é'")


# ---- errors


@pytest.mark.parametrize("expression", ["a + 1.5", "a / 0", "-b", "property(a)", "1 + b"])
def test_what_cannot_be_computed_fails(expression: str) -> None:
    with pytest.raises(FilterEvaluationError):
        application(f"SET c = {expression}", {"a": True, "b": UUID(int=0)})


def test_a_decimal_cannot_be_written() -> None:
    with pytest.raises(FilterEvaluationError, match="cannot become a decimal"):
        application("SET a = b", {"b": Decimal("1.5")})


def test_newid_without_a_source_fails() -> None:
    with pytest.raises(FilterEvaluationError):
        compile_action("SET a = newid()")(message())
