"""What the engine asks of a message."""

import pytest

from longshore.broker.codec import MessageCodec
from longshore.broker.ingest import drafts_of
from longshore.engine.context import Context
from longshore.engine.message import Draft, Message
from longshore.engine.queue import Queue
from longshore.filters import Edits
from longshore.model.entities import QueueDescription
from longshore.wire.encode import encode_value
from longshore.wire.values import Int, Long, Symbol, UInt
from tests.unit.broker.world import NoPager, application_properties_of, body_of, message
from tests.unit.wire.typed import typed

CODEC = MessageCodec()
NO_EDITS = Edits({}, frozenset(), {})


def drafted(payload: bytes) -> Draft:
    (only,) = drafts_of(payload, 0, lambda: "made-up", filtered=True)
    return only


def stored(draft: Draft) -> Message:
    queue = Queue(Context(lambda: bytes(16), lambda: 0.0, CODEC, NoPager()), 1, "q", QueueDescription())
    message_ = Message(
        queue.main, 7, 0, 0, draft.session_id, draft.header, draft.annotations, None, draft.size_bytes
    )
    message_.hops = 2
    message_.dead_letter_source = "first"
    return message_


def redrafted(payload: bytes) -> Draft:
    draft = drafted(payload)
    return CODEC.redraft(stored(draft), draft.payload)


class TestSetProperties:
    def test_the_body_and_other_properties_stay(self) -> None:
        payload = CODEC.set_properties(message(b"body", properties={"a": Int(1)}), {"b": UInt(2)})
        assert body_of(payload) == b"body"
        assert typed(application_properties_of(payload)) == typed({"a": Int(1), "b": UInt(2)})

    def test_names_are_told_apart_by_case(self) -> None:
        payload = CODEC.set_properties(message(b"body", properties={"a": "x"}), {"A": "y"})
        assert application_properties_of(payload) == {"a": "x", "A": "y"}

    def test_what_is_removed_goes_in_any_case(self) -> None:
        payload = CODEC.set_properties(message(b"body", properties={"Drop": "x", "keep": "y"}), {}, {"drop"})
        assert application_properties_of(payload) == {"keep": "y"}


class TestEdit:
    def test_an_action_and_the_rules_name_are_written_together(self) -> None:
        edits = Edits({"sessionid": "s", "messageid": "m"}, frozenset({"a"}), {"b": 2})
        copy = CODEC.edit(drafted(message(b"body", properties={"a": "x"})), edits, {"RuleName": "r"})
        assert copy is not None
        assert typed(application_properties_of(copy.payload)) == typed({"b": Long(2), "RuleName": "r"})
        assert (copy.message_id, copy.session_id) == ("m", "s")
        assert copy.size_bytes == len(copy.payload) + len(copy.header) + len(copy.annotations)

    def test_header_and_annotations_stay(self) -> None:
        header = b"\x00\x53\x70" + encode_value([True, None, UInt(5_000)])
        draft = drafted(header + message(b"body", annotations={Symbol("x-opt-partition-key"): "p"}))
        copy = CODEC.edit(draft, NO_EDITS, {})
        assert copy is not None
        assert (copy.header, copy.annotations) == (draft.header, draft.annotations)
        assert (copy.ttl_ms, copy.partition_key) == (5_000, "p")

    def test_the_original_is_as_it_was(self) -> None:
        draft = drafted(message(b"body"))
        before = draft.payload
        CODEC.edit(draft, NO_EDITS, {"RuleName": "r"})
        assert draft.payload == before


class TestRedraft:
    def test_it_is_what_its_sender_gave(self) -> None:
        header = b"\x00\x53\x70" + encode_value([True, None, UInt(5_000)])
        notes: dict[object, object] = {Symbol("other"): [1], Symbol("x-opt-partition-key"): "s"}
        payload = header + message(b"body", session="s", properties={"a": Int(1)}, annotations=notes)
        first, again = drafted(payload), redrafted(payload)
        for name in ("payload", "header", "annotations", "message_id", "session_id", "ttl_ms", "size_bytes"):
            assert getattr(again, name) == getattr(first, name)
        assert (again.partition_key, again.properties) == (first.partition_key, first.properties)

    def test_it_tells_where_it_came_from(self) -> None:
        again = redrafted(message(b"body"))
        assert (again.hops, again.enqueued_sequence_number, again.dead_letter_source) == (2, 7, "first")

    def test_a_life_longer_than_the_header_can_say_is_kept(self) -> None:
        header = b"\x00\x53\x70" + encode_value([None, None, UInt(0xFFFF_FFFF)])
        fields = ["id", *[None] * 7, Long(9_000_000_000), Long(0)]
        payload = header + b"\x00\x53\x73" + encode_value(fields) + b"\x00\x53\x75\xa0\x01x"
        assert redrafted(payload).ttl_ms == 9_000_000_000

    @pytest.mark.parametrize(
        "section", [b"\x00\x53\x74\xa1\x01x", b"\x00\x53\x74\xc1\x06\x02\xa1\x01a\xff\x01"]
    )
    def test_properties_that_cannot_be_read_count_as_absent(self, section: bytes) -> None:
        broken = message(b"body").replace(b"\x00\x53\x75", section + b"\x00\x53\x75")
        (draft,) = drafts_of(broken, 0, lambda: "made-up", filtered=False)
        again = CODEC.redraft(stored(draft), draft.payload)
        assert again.properties is not None
        assert again.properties.application == {}
        assert again.properties.system["messageid"] == "id"
