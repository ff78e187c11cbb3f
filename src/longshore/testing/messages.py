"""Stored messages as tests look at them: plain frozen values, read from the encoded message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from longshore.broker.properties import id_text
from longshore.engine.endings import DEAD_LETTER_DESCRIPTION, DEAD_LETTER_REASON
from longshore.engine.message import LOCKED, Message
from longshore.wire.decode import decode_value
from longshore.wire.sections import DATA, PROPERTY_NAMES, index_sections, read_list, read_map
from longshore.wire.values import Described, Timestamp

State = Literal["active", "locked", "deferred", "scheduled"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_STATES: Final[tuple[State, ...]] = ("active", "deferred", "scheduled")
"""By `engine.message.Kind`; a locked message is locked, whatever kind it is of."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One message as it is in its queue.

    `body` is bytes for what most clients send; the value, or a list, of a message with an AMQP value or
    sequence. Times are by the broker's clock.
    """

    body: object
    message_id: str | None
    sequence_number: int
    state: State
    delivery_count: int
    enqueued_time: datetime
    session_id: str | None
    subject: str | None
    correlation_id: str | None
    content_type: str | None
    application_properties: Mapping[str, object]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode() if isinstance(self.body, bytes) else str(self.body)

    @property
    def dead_letter_reason(self) -> str | None:
        """Why it was dead-lettered, in a word."""
        return _text(self.application_properties.get(DEAD_LETTER_REASON))

    @property
    def dead_letter_description(self) -> str | None:
        """Why it was dead-lettered, in a sentence."""
        return _text(self.application_properties.get(DEAD_LETTER_DESCRIPTION))


def stored_message(message: Message, payload: bytes) -> StoredMessage:
    """Return an entry of a queue with its encoded body as a test sees them."""
    sections = index_sections(payload)
    properties = read_list(payload, sections.properties, len(PROPERTY_NAMES))
    named = dict(zip(PROPERTY_NAMES, properties, strict=True))
    application = read_map(payload, sections.application_properties)
    return StoredMessage(
        body=_body(payload, sections.body),
        message_id=id_text(named["message_id"]),
        sequence_number=message.sequence_number,
        state="locked" if message.state is LOCKED else _STATES[message.kind],
        delivery_count=message.delivery_count,
        enqueued_time=_time(message.enqueued_ms),
        session_id=message.session_id,
        subject=_text(named["subject"]),
        correlation_id=id_text(named["correlation_id"]),
        content_type=_text(named["content_type"]),
        application_properties={str(key): _plain(value) for key, value in application.items()},
    )


def message_id_of(payload: bytes) -> str | None:
    """Return the message id in an encoded bare message."""
    properties = read_list(payload, index_sections(payload).properties, len(PROPERTY_NAMES))
    return id_text(properties[PROPERTY_NAMES.index("message_id")])


def _body(payload: bytes, pos: int) -> object:
    """Return what the body sections from `pos` hold: data is joined, sequences are chained."""
    parts: list[object] = []
    code = None
    while 0 <= pos < len(payload):
        section, pos = decode_value(payload, pos)
        if not isinstance(section, Described) or (code is not None and section.descriptor != code):
            break  # a footer
        code = section.descriptor
        parts.append(_plain(section.value))
    if code is None or code == DATA:
        return b"".join(part for part in parts if isinstance(part, bytes))
    if len(parts) == 1:
        return parts[0]
    return [item for part in parts if isinstance(part, list) for item in part]


def _plain(value: object) -> object:
    """Return a value without its AMQP width."""
    if isinstance(value, Timestamp):
        return _time(int(value))
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    return value


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) else None


def _time(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)
