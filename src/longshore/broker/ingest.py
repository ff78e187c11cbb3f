"""An encoded AMQP message to a draft: what the engine must know is read, the rest is kept as it came."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from longshore.broker.errors import Unacceptable
from longshore.broker.properties import filter_input, id_text
from longshore.engine.message import Draft
from longshore.model.limits import MAX_HEADER_BYTES, MAX_ID_CHARACTERS, MAX_PROPERTY_BYTES
from longshore.model.refusal import Condition, Refusal
from longshore.wire.decode import DecodeError, decode_fields, decode_value, skip_value
from longshore.wire.sections import (
    DEFAULT_HEADER_FIELDS,
    PROPERTY_NAMES,
    Sections,
    annotation_pairs,
    header_fields,
    index_sections,
    read_list,
    split_batch,
    with_message_id,
)

BATCH_FORMAT: Final = 0x80013700
"""Service Bus's own message format: one transfer, many messages, one outcome."""

SCHEDULED: Final = "x-opt-scheduled-enqueue-time"
PARTITION_KEY: Final = "x-opt-partition-key"

_TTL: Final = 2
_TTL_MAX_MS: Final = 0xFFFF_FFFF
_KNOWN_HEADERS: Final = 1_024
ENVELOPE_BYTES: Final = 65_536
"""What a message may weigh beyond its entity's limit: header and properties are not body."""

_LAST_MS: Final = 253_402_300_799_999
"""The end of the year 9999, the last time that a client can name [.NET DateTime.MaxValue]."""

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

_COUNT_BYTES: Final = 4

_MESSAGE_ID, _GROUP_ID, _REPLY_TO_GROUP_ID, _CREATION_TIME, _EXPIRY_TIME = map(
    PROPERTY_NAMES.index,
    ("message_id", "group_id", "reply_to_group_id", "creation_time", "absolute_expiry_time"),
)


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
        Unacceptable: A message has properties that Service Bus does not allow.
    """
    encoded = split_batch(payload) if message_format == BATCH_FORMAT else [payload]
    return [draft_of(message, new_id, filtered=filtered) for message in encoded]


def draft_of(buf: bytes, new_id: Callable[[], str], *, filtered: bool) -> Draft:
    """Return one encoded message as a draft; raises as `drafts_of` does."""
    sections = index_sections(buf)
    _check_head(sections)
    properties = _properties(buf, sections.properties) if sections.properties >= 0 else []
    message_id = id_text(properties[_MESSAGE_ID]) if properties else None
    session_id = properties[_GROUP_ID] if len(properties) > _GROUP_ID else None
    if message_id is None:
        message_id = new_id()
        payload = with_message_id(sections, message_id)
    else:
        payload = buf[sections.bare :] if sections.bare else buf
    header, ttl_ms = DEFAULT_HEADER_FIELDS, None
    if sections.header >= 0:
        header, ttl_ms = _header(buf[sections.header : skip_value(buf, sections.header)])
    annotations = _NO_ANNOTATIONS
    if sections.message_annotations >= 0:
        annotations = _annotations(buf, sections.message_annotations)
    draft = Draft(
        payload,
        header,
        annotations.kept,
        message_id,
        str(session_id) if isinstance(session_id, str) else None,
        _full_ttl_ms(ttl_ms, properties),
    )
    draft.due_ms, draft.partition_key = annotations.due_ms, annotations.partition_key
    if len(properties) > _REPLY_TO_GROUP_ID:
        _check_id("reply-to session id", properties[_REPLY_TO_GROUP_ID])
    _check_ids(draft)
    if filtered:
        draft.properties = filter_input(draft)
    return draft


def _properties(buf: bytes, pos: int) -> list[object]:
    fields, _ = decode_fields(buf, pos)
    if len(fields) > len(PROPERTY_NAMES):
        raise DecodeError(pos, f"{len(fields)} properties where {len(PROPERTY_NAMES)} are defined")
    return fields


@lru_cache(maxsize=_KNOWN_HEADERS)
def _header(section: bytes) -> tuple[bytes, int | None]:
    """Return (fields that delivery repeats, time to live); senders use the same few headers over and over."""
    ttl = read_list(section, 0, 5)[_TTL]
    return header_fields(section, 0), ttl if isinstance(ttl, int) else None


def _full_ttl_ms(ttl_ms: int | None, properties: list[object]) -> int | None:
    """Return a life longer than the header can say: 49.7 days stand there, the rest in the properties.

    [source: azure-servicebus `message.py`, Azure.Messaging.ServiceBus `AmqpMessageConverter.cs`] Clients
    write the creation and the expiry as well.
    """
    if ttl_ms == _TTL_MAX_MS and len(properties) > _CREATION_TIME:
        created, expires = properties[_CREATION_TIME], properties[_EXPIRY_TIME]
        if isinstance(created, int) and isinstance(expires, int):
            return max(ttl_ms, expires - created)
    return ttl_ms


def ttl_ms_in(header: bytes, properties: list[object]) -> int | None:
    """Return the time to live of a stored message: its header's first four fields, and its properties."""
    pos = 0
    for _ in range(_TTL):
        pos = skip_value(header, pos)
    ttl = decode_value(header, pos)[0]
    return _full_ttl_ms(ttl if isinstance(ttl, int) else None, properties)


# -- annotations -----------------------------------------------------------------------------------


class _Annotations(NamedTuple):
    """What a sender wrote beside a message: what is kept, and what the broker must know of it."""

    kept: bytes
    due_ms: int
    partition_key: str | None


_NO_ANNOTATIONS: Final = _Annotations(b"", 0, None)


def _annotations(buf: bytes, pos: int) -> _Annotations:
    kept: list[bytes] = []
    due_ms, partition_key = 0, None
    for key, raw in annotation_pairs(buf, pos):
        if key in _BROKER_ANNOTATIONS:
            continue
        kept.append(raw)
        if key == SCHEDULED:
            due_ms = _due_ms(_value(raw))
        elif key == PARTITION_KEY:
            partition = _value(raw)
            partition_key = str(partition) if isinstance(partition, str) else None
    encoded = len(kept).to_bytes(_COUNT_BYTES, "big") + b"".join(kept) if kept else b""
    return _Annotations(encoded, due_ms, partition_key)


def _due_ms(value: object) -> int:
    if not isinstance(value, int):
        return 0
    if value > _LAST_MS:
        _refuse(f"'{SCHEDULED}' is beyond the year 9999.")
    return int(value)


def _value(raw: bytes) -> object:
    """Return the value of an encoded entry of a map."""
    return decode_value(raw, skip_value(raw, 0))[0]


def annotation_items(annotations: bytes) -> tuple[int, bytes]:
    """Return (number of entries, encoded entries) of a draft's annotations."""
    return int.from_bytes(annotations[:_COUNT_BYTES], "big"), annotations[_COUNT_BYTES:]


def partition_key_in(annotations: bytes) -> str | None:
    """Return the partition key among a stored message's annotations; nobody looked into the others."""
    count, items = annotation_items(annotations)
    pos = 0
    for _ in range(count):
        key, start = decode_value(items, pos)
        pos = skip_value(items, start)
        if key == PARTITION_KEY:
            value = decode_value(items, start)[0]
            return str(value) if isinstance(value, str) else None
    return None


# -- limits ----------------------------------------------------------------------------------------


def check_size(size_bytes: int, limit_bytes: int) -> None:
    """Raise Unacceptable for a message that is larger than its entity's limit."""
    if size_bytes > limit_bytes + ENVELOPE_BYTES:
        problem = f"The message has {size_bytes} bytes; {limit_bytes} are allowed here."
        raise Unacceptable(Refusal(Condition.MESSAGE_SIZE_EXCEEDED, problem))


def head_bytes(sections: Sections) -> int:
    """Return how much of a message is not its body."""
    return sections.body if sections.body >= 0 else len(sections.buf)


def _check_head(sections: Sections) -> None:
    """[ASB quotas] All that is not body is 64 KB at most, a single application property 32 KB."""
    size_bytes = head_bytes(sections)
    if size_bytes > MAX_HEADER_BYTES:
        _refuse(f"The message has {size_bytes} bytes of properties; {MAX_HEADER_BYTES} are allowed.")
    start = sections.application_properties
    if start >= 0 and size_bytes - start > MAX_PROPERTY_BYTES:
        for key, raw in annotation_pairs(sections.buf, start):
            if len(raw) > MAX_PROPERTY_BYTES:
                _refuse(f"The property '{key}' has {len(raw)} bytes; {MAX_PROPERTY_BYTES} are allowed.")


def _check_ids(draft: Draft) -> None:
    _check_id("message id", draft.message_id)
    _check_id("session id", draft.session_id)
    partition_key = draft.partition_key
    if partition_key is not None:
        _check_id("partition key", partition_key)
        if draft.session_id is not None and draft.session_id != partition_key:  # [ASB partitioning]
            _refuse("A message that has a session id and a partition key must have the same text in both.")


def _check_id(what: str, text: object) -> None:
    if isinstance(text, str) and len(text) > MAX_ID_CHARACTERS:
        _refuse(f"The {what} has {len(text)} characters; {MAX_ID_CHARACTERS} are allowed.")


def _refuse(description: str) -> None:
    raise Unacceptable(Refusal(Condition.ARGUMENT_ERROR, description))
