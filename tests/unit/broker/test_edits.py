"""From what an action says to the bytes of a message."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.broker.edits import apply_edits
from longshore.filters import Edits, FilterInput, Value, Writable, compile_action
from longshore.wire.decode import DecodeError
from longshore.wire.encode import encode_binary, encode_list, encode_map, encode_value
from longshore.wire.sections import (
    APPLICATION_PROPERTIES,
    DATA,
    PROPERTIES,
    PROPERTY_NAMES,
    index_sections,
    read_list,
    read_map,
)
from longshore.wire.values import Int, Long, Symbol, Timestamp, ULong
from tests.unit.wire.messages import section
from tests.unit.wire.typed import typed

BODY = section(DATA, encode_binary(b"body"))
GUID = UUID("00000000-0000-4000-8000-000000000001")


def application_of(bare: bytes) -> dict[object, object]:
    return read_map(bare, index_sections(bare).application_properties)


def properties_of(bare: bytes) -> dict[str, object]:
    found = index_sections(bare)
    values = read_list(bare, found.properties, len(PROPERTY_NAMES))
    return {name: value for name, value in zip(PROPERTY_NAMES, values, strict=True) if value is not None}


def test_every_system_property_has_its_field() -> None:
    keys = (
        "messageid",
        "to",
        "label",
        "replyto",
        "correlationid",
        "contenttype",
        "sessionid",
        "replytosessionid",
    )
    again = apply_edits(BODY, Edits({key: key for key in keys}, frozenset(), {}))
    assert properties_of(again) == {
        "message_id": "messageid",
        "to": "to",
        "subject": "label",
        "reply_to": "replyto",
        "correlation_id": "correlationid",
        "content_type": "contenttype",
        "group_id": "sessionid",
        "reply_to_group_id": "replytosessionid",
    }
    assert again.endswith(BODY)


def test_a_content_type_is_a_symbol_and_the_rest_are_strings() -> None:
    found = properties_of(
        apply_edits(BODY, Edits({"contenttype": "text/plain", "label": "x"}, frozenset(), {}))
    )
    assert typed(found) == typed({"subject": "x", "content_type": Symbol("text/plain")})


def test_a_system_property_may_go() -> None:
    bare = (
        section(PROPERTIES, encode_list([encode_value(item) for item in ("id", None, "to", "subject")]))
        + BODY
    )
    again = apply_edits(bare, Edits({"label": None, "contenttype": None}, frozenset(), {}))
    assert properties_of(again) == {"message_id": "id", "to": "to"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (5, Long(5)),
        (-(2**63), Long(-(2**63))),
        (2**63, ULong(2**63)),
        (2**64 - 1, ULong(2**64 - 1)),
        (1.5, 1.5),
        ("text", "text"),
        (b"raw", b"raw"),
        (GUID, GUID),
        (datetime(1970, 1, 1, 0, 0, 1, 500_900, tzinfo=UTC), Timestamp(1_500)),
        (datetime(1970, 1, 1, 0, 0, 2), Timestamp(2_000)),  # noqa: DTZ001 - a naive date is UTC
        (datetime(1970, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))), Timestamp(0)),
        (datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), Timestamp(-1_000)),
    ],
    ids=str,
)
def test_each_value_is_written_as_a_type_of_amqp(value: Writable, written: object) -> None:
    again = apply_edits(BODY, Edits({}, frozenset(), {"a": value}))
    assert typed(application_of(again)) == typed({"a": written})


def test_an_integer_keeps_the_width_that_its_sender_gave_it() -> None:
    bare = section(APPLICATION_PROPERTIES, encode_map({"Quantity": Int(9)})) + BODY
    edits = compile_action("SET quantity = quantity / 2")(FilterInput({}, {"quantity": 9}))
    assert typed(application_of(apply_edits(bare, edits))) == typed({"Quantity": Int(4)})


def test_properties_go_in_any_case() -> None:
    bare = section(APPLICATION_PROPERTIES, encode_map({"Color": "red"})) + BODY
    assert apply_edits(bare, Edits({}, frozenset({"color"}), {})) == BODY


def test_without_edits_a_message_stays_as_it_is() -> None:
    bare = section(APPLICATION_PROPERTIES, encode_map({"Color": "red"})) + BODY
    assert apply_edits(bare, Edits({}, frozenset(), {})) == bare


def test_what_is_no_message_is_refused() -> None:
    with pytest.raises(DecodeError):
        apply_edits(b"no message", Edits({}, frozenset(), {}))


# ---- an action as a whole

STATEMENTS = (
    *(
        "SET a = 1",
        "SET A = a + 1",
        "SET a = 'x'",
        "SET b = a",
        "set B = '2'",
        "SET b = b + 'y'",
        "SET c = NULL",
    ),
    *("REMOVE a", "REMOVE B", "remove C"),
    *("SET sys.Label = a", "REMOVE sys.Label", "SET sys.SessionId = sys.Label + a", "SET c = sys.SessionId"),
)


def seen(bare: bytes) -> FilterInput:
    """Return what an action sees of a message."""
    fields = properties_of(bare)
    system: dict[str, Value] = {
        "label": _text(fields.get("subject")),
        "sessionid": _text(fields.get("group_id")),
    }
    return FilterInput(
        system, {str(name).lower(): _plain(value) for name, value in application_of(bare).items()}
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _plain(value: object) -> Value:
    assert value is None or isinstance(value, int | str)
    return int(value) if isinstance(value, int) else value


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("aAbBcC"), st.integers(0, 9) | st.text("xy1", max_size=2), max_size=3
    ).filter(lambda before: len({name.lower() for name in before}) == len(before)),
    st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=8),
)
def test_an_action_does_what_its_statements_do_one_after_another(
    before: Mapping[object, object], statements: list[str]
) -> None:
    bare = one_by_one = section(APPLICATION_PROPERTIES, encode_map(before)) + BODY
    for statement in statements:
        one_by_one = apply_edits(one_by_one, compile_action(statement)(seen(one_by_one)))
    at_once = apply_edits(bare, compile_action("; ".join(statements))(seen(bare)))
    assert typed(properties_of(at_once)) == typed(properties_of(one_by_one))
    assert application_of(at_once) == application_of(one_by_one)
    assert at_once.endswith(BODY)
