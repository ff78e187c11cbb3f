"""A message as filters see it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from longshore.broker.ingest import drafts_of
from longshore.broker.properties import filter_input, id_text
from longshore.filters import FilterInput
from longshore.wire.decode import DecodeError
from longshore.wire.encode import encode_value
from longshore.wire.values import Byte, Char, Decimal32, Float32, Long, Symbol, Timestamp, ULong
from tests.unit.broker.world import message


def seen(payload: bytes) -> FilterInput:
    (draft,) = drafts_of(payload, 0, lambda: "made-up", filtered=True)
    assert draft.properties is not None
    return draft.properties


def test_every_system_property_has_its_field() -> None:
    fields = ["m", b"user", "to", "subject", "reply", "corr", Symbol("ct"), None, None, None, "s", None, "rs"]
    payload = b"\x00\x53\x73" + encode_value(fields) + b"\x00\x53\x75\xa0\x01x"
    assert seen(payload).system == {
        "messageid": "m",
        "correlationid": "corr",
        "contenttype": "ct",
        "label": "subject",
        "to": "to",
        "replyto": "reply",
        "sessionid": "s",
        "replytosessionid": "rs",
        "partitionkey": "s",
        "size": len(payload) + 4,
    }


def test_without_a_session_the_partition_key_is_the_annotation() -> None:
    payload = message(b"x", annotations={Symbol("x-opt-partition-key"): "p"})
    assert seen(payload).system["partitionkey"] == "p"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Byte(-1), -1),
        (ULong(2**64 - 1), 2**64 - 1),
        (Float32(0.5), 0.5),
        (Symbol("s"), "s"),
        (Char("c"), "c"),
        (UUID(int=1), UUID(int=1)),
        (True, True),
        (b"raw", b"raw"),
        (Timestamp(0), datetime(1970, 1, 1, tzinfo=UTC)),
        (None, None),
        ([Long(1)], None),
    ],
)
def test_values_come_without_their_amqp_types(value: object, plain: object) -> None:
    found = seen(message(b"x", properties={"a": value})).application["a"]
    assert (type(found), found) == (type(plain), plain)


def test_a_decimal_is_its_bytes() -> None:
    assert seen(message(b"x", properties={"a": Decimal32(b"1234")})).application["a"] == b"1234"


def test_names_that_are_no_text_are_left_out() -> None:
    assert seen(message(b"x", properties={Long(1): "x", "A": "y"})).application == {"a": "y"}


def test_a_senders_unreadable_properties_are_an_error() -> None:
    broken = message(b"x").replace(b"\x00\x53\x75", b"\x00\x53\x74\xa1\x01x\x00\x53\x75")
    (draft,) = drafts_of(broken, 0, lambda: "made-up", filtered=False)
    with pytest.raises(DecodeError):
        filter_input(draft)
    assert filter_input(draft, stored=True).application == {}


@pytest.mark.parametrize(("value", "text"), [(None, None), ("a", "a"), (b"\xff", "ff"), (ULong(5), "5")])
def test_an_id_is_text(value: object, text: str | None) -> None:
    assert id_text(value) == text
