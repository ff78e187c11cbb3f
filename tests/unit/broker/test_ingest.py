from uuid import UUID

import pytest

from longshore.broker.errors import Unacceptable
from longshore.broker.ingest import annotation_items, check_size, drafts_of
from longshore.engine.message import Draft
from longshore.model.refusal import Condition
from longshore.wire.decode import DecodeError
from longshore.wire.encode import encode_map, encode_value
from longshore.wire.sections import DEFAULT_HEADER_FIELDS, PROPERTY_NAMES, index_sections, read_list
from longshore.wire.values import Int, Symbol, Timestamp, UByte, UInt, ULong
from tests.unit.broker.world import message

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


def test_a_scheduled_message_knows_its_time_and_keeps_the_annotation() -> None:
    annotations = ANNOTATIONS + encode_map({Symbol("x-opt-scheduled-enqueue-time"): Timestamp(1)})
    made = draft(annotations + message(b"body"))
    assert made.due_ms == 1
    assert annotation_items(made.annotations)[0] == 1


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


# ---- scheduled messages, partition keys, long lives


def annotated(annotations: dict[object, object], *, session: str | None = None) -> bytes:
    return message(b"body", session=session, annotations=annotations)


@pytest.mark.parametrize("value", ["tomorrow", None, 0.5])
def test_a_time_that_is_none_schedules_nothing(value: object) -> None:
    assert draft(annotated({Symbol("x-opt-scheduled-enqueue-time"): value})).due_ms == 0


@pytest.mark.parametrize("due", [Timestamp(253_402_300_800_000), Timestamp(2**63 - 1), ULong(2**64 - 1)])
def test_a_time_beyond_the_year_9999_is_refused(due: object) -> None:
    assert refusal(annotated({Symbol("x-opt-scheduled-enqueue-time"): due})) is Condition.ARGUMENT_ERROR


def test_the_last_time_of_all_is_fine() -> None:
    due = Timestamp(253_402_300_799_999)
    assert draft(annotated({Symbol("x-opt-scheduled-enqueue-time"): due})).due_ms == due


def test_the_partition_key_is_an_annotation() -> None:
    assert draft(annotated({Symbol("x-opt-partition-key"): "p"})).partition_key == "p"


def test_a_partition_key_beside_a_session_id_must_be_the_same() -> None:
    same = annotated({Symbol("x-opt-partition-key"): "s"}, session="s")
    other = annotated({Symbol("x-opt-partition-key"): "p"}, session="s")
    assert draft(same).partition_key == "s"
    assert refusal(other) is Condition.ARGUMENT_ERROR


def lived(ttl: int, created: object, expires: object) -> bytes:
    fields = ["id", *[None] * 7, expires, created]
    header = HEADER + encode_value([None, None, UInt(ttl)])
    return header + b"\x00\x53\x73" + encode_value(fields) + b"\x00\x53\x75\xa0\x01x"


def test_a_life_longer_than_the_header_can_say_is_read_from_the_properties() -> None:
    hundred_days_ms = 8_640_000_000
    long = lived(0xFFFF_FFFF, Timestamp(1_000), Timestamp(1_000 + hundred_days_ms))
    assert draft(long).ttl_ms == hundred_days_ms


def test_otherwise_the_header_counts() -> None:
    assert draft(lived(5_000, Timestamp(0), Timestamp(90_000_000_000))).ttl_ms == 5_000


@pytest.mark.parametrize(("created", "expires"), [(None, None), (Timestamp(5), Timestamp(1)), ("a", "b")])
def test_times_that_make_no_longer_life_change_nothing(created: object, expires: object) -> None:
    assert draft(lived(0xFFFF_FFFF, created, expires)).ttl_ms == 0xFFFF_FFFF


# ---- limits [ASB quotas]


def refusal(payload: bytes) -> Condition:
    with pytest.raises(Unacceptable) as caught:
        draft(payload)
    return caught.value.refusal.condition


def with_ids(message_id: object, group_id: object = None, reply_to_group_id: object = None) -> bytes:
    fields = [message_id, *[None] * 9, group_id, None, reply_to_group_id]
    return b"\x00\x53\x73" + encode_value(fields) + b"\x00\x53\x75\xa0\x01x"


LONGEST, TOO_LONG = "\u00e9" * 128, "\u00e9" * 129


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_id_has_128_characters_at_most(place: int) -> None:
    ids: list[object] = ["id", None, None]
    ids[place] = LONGEST
    assert draft(with_ids(*ids)).message_id
    ids[place] = TOO_LONG
    assert refusal(with_ids(*ids)) is Condition.ARGUMENT_ERROR


def test_a_partition_key_has_128_characters_at_most() -> None:
    assert draft(annotated({Symbol("x-opt-partition-key"): LONGEST})).partition_key == LONGEST
    assert refusal(annotated({Symbol("x-opt-partition-key"): TOO_LONG})) is Condition.ARGUMENT_ERROR


def property_of(size_bytes: int) -> bytes:
    """Return a message with one application property of so many encoded bytes."""
    return message(b"body", properties={"a": "x" * (size_bytes - len(b"\xa1\x01a\xb1...."))})


def test_an_application_property_has_32_kilobytes_at_most() -> None:
    assert draft(property_of(32_768)).message_id == "id"
    assert refusal(property_of(32_769)) is Condition.ARGUMENT_ERROR


def head_of(size_bytes: int) -> bytes:
    """Return a message with so many bytes in front of its body."""
    properties: dict[object, object] = {"a": "x" * 30_000, "b": "x" * 30_000, "c": ""}
    encoded = message(b"", properties=properties)
    longer = size_bytes - index_sections(encoded).body - len(b"....") + len(b".")
    properties["c"] = "x" * longer
    return message(bytes(100_000), properties=properties)


def test_all_that_is_not_body_has_64_kilobytes_at_most() -> None:
    assert index_sections(head_of(65_536)).body == 65_536
    assert draft(head_of(65_536)).message_id == "id"
    assert refusal(head_of(65_537)) is Condition.ARGUMENT_ERROR


def test_a_properties_section_of_more_than_thirteen_fields_is_none() -> None:
    with pytest.raises(DecodeError, match="14 properties where 13 are defined"):
        draft(b"\x00\x53\x73" + encode_value(["id", *[None] * 12, "more"]) + b"\x00\x53\x75\xa0\x01x")


def test_a_session_id_is_plain_text_whatever_it_was_written_as() -> None:
    assert type(draft(with_ids("id", Symbol("s"))).session_id) is str


def test_a_size_is_compared_without_the_envelope() -> None:
    check_size(1_024 + 65_536, 1_024)
    with pytest.raises(Unacceptable, match="1024 are allowed here"):
        check_size(1_024 + 65_537, 1_024)
