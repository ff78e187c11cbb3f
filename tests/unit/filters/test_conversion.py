from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from longshore.filters import Value, compile_action
from longshore.filters.conversion import converted

from .messages import message

GUID = UUID("00000000-0000-4000-8000-000000000001")
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "existing", "result"),
    [
        (5, "old", "5"),
        (True, "old", "True"),
        (GUID, "old", str(GUID)),
        (" 5 ", 1, 5),
        ("-5", 1, -5),
        ("9223372036854775807", 1, 2**63 - 1),
        ("1.5", 1.0, 1.5),
        ("-.5e3", 1.0, -500.0),
        ("5", 1.0, 5.0),
        (5, 1.0, 5.0),
        ("TRUE", False, True),
        ("false", True, False),
        (str(GUID), UUID(int=0), GUID),
        ("2026-01-02T12:00:00Z", NOON, NOON),
        ("2026-01-02 12:00", NOON, NOON),
        ("2026-01-02T13:00:00.0000000+01:00", NOON, NOON),
    ],
)
def test_a_value_becomes_what_the_property_holds(value: Value, existing: Value, result: Value) -> None:
    again = converted(value, existing)
    assert (again, type(again)) == (result, type(result))


@pytest.mark.parametrize(
    ("value", "existing"),
    [
        ("five", 1),
        ("5.0", 1),
        ("9223372036854775808", 1),
        ("0x5", 1),
        ("\u0665", 1),
        ("nan", 1.0),
        ("1E999", 1.0),
        ("", 1.0),
        ("yes", True),
        ("no guid", GUID),
        ("tomorrow", NOON),
        ("text", b"raw"),
        ("1", Decimal(1)),
        (1.5, "old"),
        (b"raw", "old"),
        (NOON, "old"),
        (1.5, 1),
        (True, 1),
        (1, True),
        (True, 1.0),
        (1, GUID),
        (5, 6),
        ("new", "old"),
    ],
)
def test_any_other_value_stays_what_it_is(value: Value, existing: Value) -> None:
    assert converted(value, existing) is value


@pytest.mark.parametrize(("value", "existing"), [(5, None), ("5", None), (None, 5), (None, None)])
def test_null_is_no_type(value: Value, existing: Value) -> None:
    assert converted(value, existing) is value


def test_set_converts_to_the_type_of_the_property() -> None:
    assert compile_action("SET a = '5'")(message({"A": 1})).application == {"a": 5}


def test_set_converts_to_the_type_that_an_earlier_statement_gave() -> None:
    assert compile_action("SET a = 'x'; SET a = 5")(message({"a": 1})).application == {"a": "5"}


def test_a_removed_property_has_no_type() -> None:
    assert compile_action("REMOVE a; SET a = '5'")(message({"a": 1})).application == {"a": "5"}
