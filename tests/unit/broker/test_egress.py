"""What stands in front of a stored message when it leaves."""

from longshore.broker.codec import MessageCodec
from longshore.broker.egress import encode_browsed, encode_delivery
from longshore.broker.ingest import draft_of
from longshore.engine.context import Context
from longshore.engine.message import DEFERRED, SCHEDULED, Kind, Message
from longshore.engine.queue import Queue
from longshore.model.entities import QueueDescription
from longshore.wire.encode import encode_value
from longshore.wire.sections import index_sections, read_list
from longshore.wire.values import Int, Long, Symbol, Timestamp, UByte, UInt
from tests.unit.broker.world import NoPager, annotations_of, application_properties_of, message
from tests.unit.wire.typed import typed

HEADER = b"\x00\x53\x70"


def stored(encoded: bytes, kind: Kind = Kind.ACTIVE) -> tuple[Message, bytes]:
    """Return a message as it is in a queue, and its bare payload."""
    draft = draft_of(encoded, lambda: "made-up", filtered=False)
    context = Context(lambda: bytes(16), lambda: 0.0, MessageCodec(), NoPager())
    queue = Queue(context, 1, "orders", QueueDescription())
    made = Message(
        queue.main, 7, 1_000, 2_000, None, draft.header, draft.annotations, draft.payload, draft.size_bytes
    )
    made.kind, made.locked_until_ms = kind, 61_000
    return made, draft.payload


def test_a_delivery_has_a_number_a_time_and_the_end_of_its_lock() -> None:
    made, payload = stored(message(b"body"))
    assert typed(annotations_of(encode_delivery(made, payload))) == typed(
        {
            Symbol("x-opt-sequence-number"): Long(7),
            Symbol("x-opt-enqueued-time"): Timestamp(1_000),
            Symbol("x-opt-locked-until"): Timestamp(61_000),
        }
    )


def test_rarer_things_stand_there_only_where_they_are() -> None:
    made, payload = stored(message(b"body", annotations={Symbol("x-opt-partition-key"): "p"}), DEFERRED)
    made.enqueued_sequence_number, made.dead_letter_source = 3, "first"
    found = annotations_of(encode_delivery(made, payload))
    assert typed({key: found[key] for key in list(found)[3:]}) == typed(
        {
            Symbol("x-opt-partition-key"): "p",
            Symbol("x-opt-enqueue-sequence-number"): Long(3),
            Symbol("x-opt-message-state"): Int(1),
            Symbol("x-opt-deadletter-source"): "first",
        }
    )


def test_the_header_is_the_senders_with_our_count() -> None:
    made, payload = stored(HEADER + encode_value([True, UByte(7), UInt(5_000)]) + message(b"body"))
    made.delivery_count = 4
    encoded = encode_delivery(made, payload)
    assert read_list(encoded, index_sections(encoded).header, 5) == [True, 7, 5_000, None, 4]


def test_who_only_looks_sees_no_lock() -> None:
    made, payload = stored(message(b"body"))
    assert "x-opt-locked-until" not in annotations_of(encode_browsed(made, payload, body=True))


def test_who_only_looks_sees_the_state_of_a_scheduled_message() -> None:
    made, payload = stored(message(b"body", scheduled_ms=9_000), SCHEDULED)
    found = annotations_of(encode_browsed(made, payload, body=True))
    assert (found["x-opt-message-state"], found["x-opt-scheduled-enqueue-time"]) == (2, 9_000)


def test_the_bare_message_leaves_as_it_came() -> None:
    made, payload = stored(message(b"body", properties={"a": "b"}))
    assert encode_delivery(made, payload).endswith(message(b"body", properties={"a": "b"}))


def test_a_body_may_be_left_out_and_the_footer_with_it() -> None:
    footer = b"\x00\x53\x78\xc1\x01\x00"
    made, payload = stored(message(b"body", properties={"a": "b"}) + footer)
    seen = encode_browsed(made, payload, body=False)
    assert index_sections(seen).body == -1
    assert application_properties_of(seen) == {"a": "b"}
    assert footer not in seen


def test_without_a_body_there_is_none_to_leave_out() -> None:
    bare = b"\x00\x53\x73" + encode_value(["id"])
    made, payload = stored(bare)
    assert encode_browsed(made, payload, body=False).endswith(bare)
