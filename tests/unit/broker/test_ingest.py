from uuid import UUID

import pytest
from tests.unit.broker.world import message

from longshore.broker.ingest import NotSupported, annotation_items, drafts_of
from longshore.engine.message import Draft
from longshore.wire.encode import encode_map, encode_value
from longshore.wire.sections import DEFAULT_HEADER_FIELDS, PROPERTY_NAMES, index_sections, read_list
from longshore.wire.values import Int, Symbol, Timestamp, UByte, UInt, ULong

HEADER = b"\x00\x53\x70"
ANNOTATIONS = b"\x00\x53\x72"


def draft(payload: bytes, *, filtered: bool = False) -> Draft:
    (only,) = drafts_of(payload, 0, lambda: "made-up", filtered=filtered)
    return only


def test_the_bare_message_is_kept_verbatim() -> None:
    bare = message(b"body", message_id="m", properties={"a": 1})
    assert draft(HEADER + encode_value([True]) + bare).payload == bare


def test_header_fields_are_kept_and_the_delivery_count_is_not() -> None:
    header = HEADER + encode_value([True, UByte(7), UInt(5_000), False, UInt(3)])
    made = draft(header + message(b"body"))
    assert made.header == b"\x41\x50\x07\x70\x00\x00\x13\x88\x42"
    assert made.ttl_ms == 5_000


def test_without_a_header_all_is_default() -> None:
    made = draft(message(b"body"))
    assert (made.header, made.ttl_ms) == (DEFAULT_HEADER_FIELDS, None)


def test_a_message_without_an_id_gets_one() -> None:
    made = draft(message(b"body", message_id=None, session="s"))
    properties = read_list(made.payload, index_sections(made.payload).properties, len(PROPERTY_NAMES))
    assert (properties[0], properties[10]) == ("made-up", "s")
    assert made.message_id == "made-up"


@pytest.mark.parametrize(
    ("message_id", "text"),
    [
        ("plain", "plain"),
        (ULong(42), "42"),
        (UUID("12345678-1234-5678-1234-567812345678"), "12345678-1234-5678-1234-567812345678"),
        (b"\x01\xff", "01ff"),
    ],
)
def test_an_id_of_any_type_is_compared_as_text(message_id: object, text: str) -> None:
    payload = b"\x00\x53\x73" + encode_value([message_id]) + b"\x00\x53\x75\xa0\x01x"
    assert draft(payload).message_id == text


def test_the_session_is_the_group_id() -> None:
    assert draft(message(b"body", session="s1")).session_id == "s1"


def test_the_senders_annotations_are_kept_and_the_brokers_are_not() -> None:
    annotations = ANNOTATIONS + encode_map(
        {
            Symbol("x-opt-partition-key"): "p",
            Symbol("x-opt-sequence-number"): 99,
            Symbol("mine"): 1,
        }
    )
    count, items = annotation_items(draft(annotations + message(b"body")).annotations)
    assert count == 2
    assert items == b"".join(
        encode_value(part) for part in (Symbol("x-opt-partition-key"), "p", Symbol("mine"), 1)
    )


def test_a_scheduled_message_is_refused_rather_than_delivered_early() -> None:
    annotations = ANNOTATIONS + encode_map({Symbol("x-opt-scheduled-enqueue-time"): Timestamp(1)})
    with pytest.raises(NotSupported, match="scheduled messages"):
        draft(annotations + message(b"body"))


def test_filters_see_plain_values_by_lower_case_name() -> None:
    made = draft(message(b"body", properties={"EventType": "TripGenerated", "Count": Int(3)}), filtered=True)
    assert made.properties is not None
    assert made.properties.application == {"eventtype": "TripGenerated", "count": 3}
    assert type(made.properties.application["count"]) is int
    assert made.properties.system["messageid"] == "id"


def test_properties_are_not_read_when_no_filter_looks() -> None:
    assert draft(message(b"body", properties={"a": 1})).properties is None


def test_a_date_that_sql_cannot_speak_of_counts_as_absent() -> None:
    made = draft(message(b"body", properties={"When": Timestamp(2**62)}), filtered=True)
    assert made.properties is not None
    assert made.properties.application == {"when": None}
