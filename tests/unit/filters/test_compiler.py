"""What a filter makes of a message: True, False, or None where the condition is UNKNOWN."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from longshore.filters import FilterEvaluationError, Value
from longshore.filters.values import Truth

from .messages import ID, truth

T, F, U = True, False, None
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
# Conditions that are TRUE, FALSE and UNKNOWN whatever the message.
WRITTEN = {T: "1 = 1", F: "1 = 2", U: "missing = 1"}
AND = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U}
NOT = {T: F, F: T, U: U}
ERROR = "'x' = 1"  # cannot be judged

# ---- [ASB sql-filter: property evaluation] the tables of AND, OR and NOT


@pytest.mark.parametrize(("operands", "result"), AND.items())
def test_and(operands: tuple[Truth, Truth], result: Truth) -> None:
    assert truth(f"{WRITTEN[operands[0]]} AND {WRITTEN[operands[1]]}") is result


@pytest.mark.parametrize(("operands", "result"), OR.items())
def test_or(operands: tuple[Truth, Truth], result: Truth) -> None:
    assert truth(f"{WRITTEN[operands[0]]} OR {WRITTEN[operands[1]]}") is result


@pytest.mark.parametrize(("operand", "result"), NOT.items())
def test_not(operand: Truth, result: Truth) -> None:
    assert truth(f"NOT {WRITTEN[operand]}") is result


@pytest.mark.parametrize("first", [T, F, U])
@pytest.mark.parametrize("second", [T, F, U])
@pytest.mark.parametrize("third", [T, F, U])
def test_longer_chains_go_from_left_to_right(first: Truth, second: Truth, third: Truth) -> None:
    written = [WRITTEN[first], WRITTEN[second], WRITTEN[third]]
    assert truth(" AND ".join(written)) is AND[AND[first, second], third]
    assert truth(" OR ".join(written)) is OR[OR[first, second], third]


def test_what_cannot_change_the_result_is_not_judged() -> None:
    assert truth(f"1 = 2 AND {ERROR}") is F
    assert truth(f"1 = 1 OR {ERROR}") is T


@pytest.mark.parametrize("before", ["1 = 1 AND", "1 = 2 OR", "missing = 1 AND", "missing = 1 OR", "NOT"])
def test_what_can_change_the_result_is_judged(before: str) -> None:
    with pytest.raises(FilterEvaluationError):
        truth(f"{before} {ERROR}")


# ---- properties


def test_names_of_properties_are_case_insensitive() -> None:
    assert truth("eventTYPE = 'x'", {"EventType": "x"})


def test_properties_without_a_scope_are_application_properties() -> None:
    assert truth("Label = 'mine' AND user.Label = 'mine'", {"Label": "mine"}, label="theirs")


def test_system_properties_are_read_with_their_scope() -> None:
    assert truth("sys.Label = 'theirs'", {"Label": "mine"}, label="theirs")


def test_a_missing_application_property_is_unknown() -> None:
    assert truth("missing = 'x'") is U
    assert truth("missing <> 'x'") is U


def test_a_system_property_that_was_not_set_is_unknown() -> None:
    assert truth("sys.Label = 'x'") is U
    assert truth("sys.Label = 'x'", label=None) is U


@pytest.mark.parametrize(
    "call", ["property('Event Type')", "p('event type')", "p(which)", "p('Event ' + 'Type')"]
)
def test_a_property_can_be_named_by_an_expression(call: str) -> None:
    assert truth(f"{call} = 'x'", {"Event Type": "x", "which": "EVENT TYPE"})


def test_a_property_without_a_name_is_unknown() -> None:
    assert truth("p(missing) = 'x'") is U


def test_a_property_cannot_be_named_by_a_number() -> None:
    with pytest.raises(FilterEvaluationError, match="a string is needed, not an integer"):
        truth("p(1) = 'x'")


def test_newid_is_a_guid() -> None:
    assert truth("newid() = ticket", {"ticket": ID}) is T
    assert truth("newid() = ticket", {"ticket": UUID(int=0)}) is F


# ---- comparisons and arithmetic


@pytest.mark.parametrize(
    ("operator", "below", "same", "above"),
    [
        ("=", F, T, F),
        ("<>", T, F, T),
        ("!=", T, F, T),
        ("<", T, F, F),
        ("<=", T, T, F),
        (">", F, F, T),
        (">=", F, T, T),
    ],
)
def test_comparisons(operator: str, below: bool, same: bool, above: bool) -> None:
    judged = [truth(f"n {operator} 2", {"n": n}) for n in (1, 2, 3)]
    assert judged == [below, same, above]


def test_two_properties_can_be_compared() -> None:
    assert truth("a < b", {"a": 1, "b": 2}) is T
    assert truth("a < b", {"a": 1}) is U


def test_a_constant_may_stand_on_the_left() -> None:
    assert truth("2 > n", {"n": 1}) is T


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("flag = TRUE", {"flag": True}),
        ("flag <> TRUE", {"flag": False}),
        ("price > 2.08", {"price": 3}),
        ("price = 2", {"price": 2.0}),
        ("ratio < 0.5E-2", {"ratio": 0.001}),
        (
            "early < late",
            {"early": datetime(2026, 1, 1, tzinfo=UTC), "late": datetime(2026, 1, 2, tzinfo=UTC)},
        ),
    ],
)
def test_values_of_each_type_compare(condition: str, message: dict[str, Value]) -> None:
    assert truth(condition, message) is T


def test_comparing_with_null_is_unknown() -> None:
    assert truth("a = NULL", {"a": None}) is U
    assert truth("a <> NULL", {"a": 1}) is U


def test_a_string_is_no_number() -> None:
    with pytest.raises(FilterEvaluationError, match="cannot compare a string and an integer"):
        truth("quantity > 10", {"quantity": "11"})


@pytest.mark.parametrize(
    "condition",
    [
        "n + 1 = 8",
        "n - 1 = 6",
        "n * 2 = 14",
        "n / 2 = 3",
        "n % 2 = 1",
        "-n = 0 - 7",
        "+n = 7",
        "1 + n * 2 = 15",
    ],
)
def test_arithmetic(condition: str) -> None:
    assert truth(condition, {"n": 7}) is T


def test_computing_with_a_missing_property_is_unknown() -> None:
    assert truth("missing + 1 = 1") is U
    assert truth("-missing = 1") is U


def test_computing_with_a_wrong_type_is_an_error() -> None:
    with pytest.raises(FilterEvaluationError, match="cannot subtract a string and an integer"):
        truth("name - 1 = 0", {"name": "x"})


# ---- IS NULL and EXISTS


@pytest.mark.parametrize(
    ("message", "null", "exists"), [({}, T, F), ({"a": None}, T, T), ({"a": 0}, F, T), ({"a": ""}, F, T)]
)
def test_is_null_and_exists(message: dict[str, Value], null: bool, exists: bool) -> None:
    assert truth("a IS NULL", message) is null
    assert truth("a IS NOT NULL", message) is not null
    assert truth("EXISTS(a)", message) is exists


def test_is_null_and_exists_of_system_properties() -> None:
    assert truth("sys.Label IS NULL AND NOT EXISTS(sys.Label)") is T
    assert truth("sys.Label IS NULL AND NOT EXISTS(sys.Label)", label=None) is T
    assert truth("sys.Label IS NOT NULL AND EXISTS(sys.Label)", label="x") is T


# ---- IN


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        ("a IN ('x')", T),
        ("a IN ('y', 'x', 'z')", T),
        ("a IN ('y', 'z')", F),
        ("a IN ('y', b)", T),
        ("a IN ('X')", F),
        ("a IN ('y', missing)", U),
        ("a IN (missing, 'x')", T),
        ("missing IN ('x')", U),
        ("missing IN (missing)", U),
    ],
)
def test_in_and_its_opposite(condition: str, result: Truth) -> None:
    message: dict[str, Value] = {"a": "x", "b": "x"}
    assert truth(condition, message) is result
    assert truth(condition.replace(" IN", " NOT IN"), message) is NOT[result]


# ---- LIKE


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        ("a LIKE 'abc'", T),
        ("a LIKE 'a%'", T),
        ("a LIKE '%b%'", T),
        ("a LIKE '_b_'", T),
        ("a LIKE 'A%'", F),
        ("a LIKE '%x%'", F),
        ("a LIKE prefix + '%'", T),
        ("a LIKE 'a!%' ESCAPE '!'", F),
        ("'a%' LIKE 'a!%' ESCAPE '!'", T),
        ("'a%' LIKE 'a!%' ESCAPE mark", T),
        ("missing LIKE 'a%'", U),
        ("a LIKE missing", U),
        ("a LIKE 'a%' ESCAPE missing", U),
        ("a LIKE NULL", U),
        ("a LIKE 'a%' ESCAPE NULL", U),
    ],
)
def test_like_and_its_opposite(condition: str, result: Truth) -> None:
    message: dict[str, Value] = {"a": "abc", "prefix": "ab", "mark": "!"}
    assert truth(condition, message) is result
    assert truth(condition.replace(" LIKE", " NOT LIKE"), message) is NOT[result]


@pytest.mark.parametrize(
    "condition", ["n LIKE '1%'", "'1' LIKE n", "'1' LIKE '1' ESCAPE n", "n LIKE 'a' + '%'"]
)
def test_like_is_for_strings(condition: str) -> None:
    with pytest.raises(FilterEvaluationError, match="a string is needed, not an integer"):
        truth(condition, {"n": 1})


def test_a_wrong_pattern_that_comes_with_the_message_is_an_error() -> None:
    with pytest.raises(FilterEvaluationError, match="must stand before"):
        truth("'a' LIKE pattern ESCAPE '!'", {"pattern": "!a"})
