"""An encoded AMQP message to a draft: what the engine must know is read, the rest is kept as it came."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from longshore.engine.message import Draft
from longshore.filters import FilterInput, Value
from longshore.wire.decode import decode_fields, skip_value
from longshore.wire.sections import (
    DEFAULT_HEADER_FIELDS,
    GROUP_ID,
    MESSAGE_ID,
    PROPERTY_NAMES,
    Sections,
    annotation_pairs,
    header_fields,
    index_sections,
    read_list,
    read_map,
    split_batch,
    with_message_id,
)
from longshore.wire.values import Timestamp

BATCH_FORMAT: Final = 0x80013700
"""Service Bus's own message format: one transfer, many messages, one outcome."""

_TTL: Final = 2
_KNOWN_HEADERS: Final = 1_024
_BROKER_ANNOTATIONS: Final = frozenset(
    {
        "x-opt-sequence-number",
        "x-opt-enqueued-time",
        "x-opt-enqueue-sequence-number",
        "x-opt-locked-until",
        "x-opt-lock-token",
        "x-opt-message-state",
        "x-opt-deadletter-source",
    }
)
"""Annotations that only the broker may set; a re-sent message carries those of its former life."""

SCHEDULED: Final = "x-opt-scheduled-enqueue-time"
_COUNT_BYTES: Final = 4
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class NotSupported(Exception):  # noqa: N818  # not an error of ours or the peer's: a refusal in the making
    """The message asks for something that this version does not do."""


def drafts_of(
    payload: bytes, message_format: int, new_id: Callable[[], str], *, filtered: bool
) -> list[Draft]:
    """Return the messages of one delivery.

    Args:
        payload: The delivery, whole.
        message_format: 0, or `BATCH_FORMAT`.
        new_id: Gives an id to a message that has none: clients cannot settle a message without one.
        filtered: Whether filters will look at the messages, so that their properties must be read.

    Raises:
        DecodeError: The bytes are no message.
        NotSupported: The message wants to be scheduled.
    """
    encoded = split_batch(payload) if message_format == BATCH_FORMAT else [payload]
    return [_draft(message, new_id, filtered=filtered) for message in encoded]


def _draft(buf: bytes, new_id: Callable[[], str], *, filtered: bool) -> Draft:
    sections = index_sections(buf)
    properties = decode_fields(buf, sections.properties)[0] if sections.properties >= 0 else []
    message_id = _id_text(properties[MESSAGE_ID]) if properties else None
    group_id = properties[GROUP_ID] if len(properties) > GROUP_ID else None
    if message_id is None:
        message_id = new_id()
        payload = with_message_id(sections, message_id)
    else:
        payload = buf[sections.bare :] if sections.bare else buf
    header, ttl_ms = DEFAULT_HEADER_FIELDS, None
    if sections.header >= 0:
        header, ttl_ms = _header(buf[sections.header : skip_value(buf, sections.header)])
    annotations = b""
    if sections.message_annotations >= 0:
        annotations = _kept_annotations(buf, sections.message_annotations)
    draft = Draft(
        payload,
        header,
        annotations,
        message_id,
        group_id if isinstance(group_id, str) else None,
        ttl_ms,
    )
    if filtered:
        draft.properties = filter_input(sections, draft)
    return draft


@lru_cache(maxsize=_KNOWN_HEADERS)
def _header(section: bytes) -> tuple[bytes, int | None]:
    """Return (fields that delivery repeats, time to live); senders use the same few headers over and over."""
    ttl = read_list(section, 0, 5)[_TTL]
    return header_fields(section, 0), ttl if isinstance(ttl, int) else None


def _kept_annotations(buf: bytes, pos: int) -> bytes:
    """Return the sender's own annotations as `annotation_items` reads them."""
    kept = []
    for key, raw in annotation_pairs(buf, pos):
        if key == SCHEDULED:
            raise NotSupported("scheduled messages are not supported yet")
        if key not in _BROKER_ANNOTATIONS:
            kept.append(raw)
    return len(kept).to_bytes(_COUNT_BYTES, "big") + b"".join(kept) if kept else b""


def annotation_items(annotations: bytes) -> tuple[int, bytes]:
    """Return (number of entries, encoded entries) of a draft's annotations."""
    return int.from_bytes(annotations[:_COUNT_BYTES], "big"), annotations[_COUNT_BYTES:]


def _id_text(value: object) -> str | None:
    """Return a message-id as Service Bus compares it: as text, whatever its AMQP type."""
    if value is None or isinstance(value, str):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)


def filter_input(sections: Sections, draft: Draft) -> FilterInput:
    """Return what filters look at. Values that SQL knows no word for count as absent."""
    properties = read_list(sections.buf, sections.properties, len(PROPERTY_NAMES))
    named = dict(zip(PROPERTY_NAMES, properties, strict=True))
    system: dict[str, Value] = {
        "messageid": draft.message_id,
        "correlationid": _id_text(named["correlation_id"]),
        "contenttype": _text(named["content_type"]),
        "label": _text(named["subject"]),
        "to": _text(named["to"]),
        "replyto": _text(named["reply_to"]),
        "sessionid": draft.session_id,
        "replytosessionid": _text(named["reply_to_group_id"]),
        "size": draft.size_bytes,
    }
    application = read_map(sections.buf, sections.application_properties)
    return FilterInput(system, _filter_values(application))


def _date(timestamp: Timestamp) -> datetime | None:
    """Return a date, None for one outside the years 1 to 9999, which SQL cannot speak of."""
    try:
        return _EPOCH + timedelta(milliseconds=int(timestamp))
    except OverflowError:
        return None


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) else None


def _filter_values(application: Mapping[object, object]) -> dict[str, Value]:
    return {
        str(key).lower(): _filter_value(value) for key, value in application.items() if isinstance(key, str)
    }


def _filter_value(value: object) -> Value:
    """Return a value without its AMQP width, which filters would only have to look through."""
    if isinstance(value, Timestamp):
        return _date(value)
    if isinstance(value, bool | UUID):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return str(value)
    return bytes(value) if isinstance(value, bytes) else None
