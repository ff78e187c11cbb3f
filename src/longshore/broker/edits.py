"""What the action of a rule does to a message, in AMQP's words."""

from datetime import UTC, datetime, timedelta
from typing import Final

from longshore.filters import Edits, Writable
from longshore.wire.sections import with_edits
from longshore.wire.values import Symbol, Timestamp, ULong

_FIELDS: Final = {
    "contenttype": "content_type",
    "correlationid": "correlation_id",
    "label": "subject",
    "messageid": "message_id",
    "replyto": "reply_to",
    "replytosessionid": "reply_to_group_id",
    "sessionid": "group_id",
    "to": "to",
}
"""[ASB AMQP protocol guide: messages] Which field of the properties section holds a system property."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_LONG_MAX: Final = 2**63 - 1


def apply_edits(payload: bytes, edits: Edits) -> bytes:
    """Return the bare message `payload` as the action leaves it.

    Raises DecodeError where the payload is no message.
    """
    fields = {_FIELDS[key]: _field(key, text) for key, text in edits.system.items()}
    changes = {name: _property(value) for name, value in edits.application.items()}
    return with_edits(payload, fields, edits.removed, changes)


def _field(key: str, text: str | None) -> str | None:
    return Symbol(text) if text is not None and key == "contenttype" else text  # [AMQP 3.2.4]


def _property(value: Writable) -> object:
    """Return a value of the AMQP type that it is written as; an integer is a long, unless it is too large."""
    if isinstance(value, datetime):
        date = value if value.tzinfo else value.replace(tzinfo=UTC)
        return Timestamp((date - _EPOCH) // _MILLISECOND)
    if type(value) is int and value > _LONG_MAX:
        return ULong(value)
    return value
