"""A message's properties as filters look at them [ASB topic-filters]: Service Bus's names, plain values."""

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from longshore.engine.message import Draft
from longshore.filters import FilterInput, Value
from longshore.wire.decode import DecodeError
from longshore.wire.sections import PROPERTY_NAMES, index_sections, read_list, read_map
from longshore.wire.values import Timestamp

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def filter_input(draft: Draft, *, stored: bool = False) -> FilterInput:
    """Return what filters look at. Values that SQL knows no word for count as absent.

    Of a message that is `stored` already, so do application properties that cannot be read: it came into a
    queue, which did not look. Otherwise they raise DecodeError.
    """
    sections = index_sections(draft.payload)
    properties = read_list(sections.buf, sections.properties, len(PROPERTY_NAMES))
    named = dict(zip(PROPERTY_NAMES, properties, strict=True))
    system: dict[str, Value] = {
        "messageid": draft.message_id,
        "correlationid": id_text(named["correlation_id"]),
        "contenttype": _text(named["content_type"]),
        "label": _text(named["subject"]),
        "to": _text(named["to"]),
        "replyto": _text(named["reply_to"]),
        "sessionid": draft.session_id,
        "replytosessionid": _text(named["reply_to_group_id"]),
        "partitionkey": draft.session_id or draft.partition_key,
        "size": draft.size_bytes,
    }
    application: Mapping[object, object] = {}
    with suppress(DecodeError) if stored else nullcontext():
        application = read_map(sections.buf, sections.application_properties)
    return FilterInput(system, _filter_values(application))


def id_text(value: object) -> str | None:
    """Return a message-id as Service Bus compares it: as text, whatever its AMQP type."""
    if value is None or isinstance(value, str):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)


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


def _date(timestamp: Timestamp) -> datetime | None:
    """Return a date, None for one outside the years 1 to 9999, which SQL cannot speak of."""
    try:
        return _EPOCH + timedelta(milliseconds=int(timestamp))
    except OverflowError:
        return None
