"""The message format of [AMQP 3.2]: find a message's sections, read the few that matter, write new heads.

    header, delivery-annotations, message-annotations | properties, application-properties, body, footer
                                                      ^ the bare message starts here

The bare message and footer are kept verbatim. pyamqp writes delivery annotations behind everything else;
there they are kept too. `index_sections` walks over a message without building
values; readers then decode single sections; the `with_...` functions return a bare message that differs
in a few properties, for the cases in which Service Bus itself changes it.
"""

import struct
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from typing import Final

from longshore.wire.decode import DecodeError, compound_span, decode_fields, decode_value, skip_value
from longshore.wire.encode import NULL, encode_compound, encode_string, encode_value
from longshore.wire.values import Byte, Float32, Int, Short, UByte, UInt, ULong, UShort

HEADER: Final = 0x70
DELIVERY_ANNOTATIONS: Final = 0x71
MESSAGE_ANNOTATIONS: Final = 0x72
PROPERTIES: Final = 0x73
APPLICATION_PROPERTIES: Final = 0x74
DATA: Final = 0x75
AMQP_SEQUENCE: Final = 0x76
AMQP_VALUE: Final = 0x77
FOOTER: Final = 0x78

_START: Final = 0
_END: Final = -1
_LATE: Final = DELIVERY_ANNOTATIONS

_FOLLOWERS: Final[dict[int, frozenset[int]]] = {
    _START: frozenset(range(HEADER, FOOTER + 1)),
    HEADER: frozenset(range(DELIVERY_ANNOTATIONS, FOOTER + 1)),
    DELIVERY_ANNOTATIONS: frozenset(range(MESSAGE_ANNOTATIONS, FOOTER + 1)),
    MESSAGE_ANNOTATIONS: frozenset({*range(PROPERTIES, FOOTER + 1), _LATE}),
    PROPERTIES: frozenset({*range(APPLICATION_PROPERTIES, FOOTER + 1), _LATE}),
    APPLICATION_PROPERTIES: frozenset({*range(DATA, FOOTER + 1), _LATE}),
    DATA: frozenset({DATA, FOOTER, _LATE}),
    AMQP_SEQUENCE: frozenset({AMQP_SEQUENCE, FOOTER, _LATE}),
    AMQP_VALUE: frozenset({FOOTER, _LATE}),
    FOOTER: frozenset({_LATE}),
    _END: frozenset(),
}
"""[AMQP 3.2] Which sections may follow which: a body is of one kind. Late delivery annotations end it all."""

PROPERTY_NAMES: Final = (
    "message_id",
    "user_id",
    "to",
    "subject",
    "reply_to",
    "correlation_id",
    "content_type",
    "content_encoding",
    "absolute_expiry_time",
    "creation_time",
    "group_id",
    "group_sequence",
    "reply_to_group_id",
)
"""[AMQP 3.2.4] The fields of the properties section, in order."""

MESSAGE_ID: Final = PROPERTY_NAMES.index("message_id")
GROUP_ID: Final = PROPERTY_NAMES.index("group_id")


class Sections:
    """Where the sections of one encoded message stand: positions of their values, -1 for absent ones."""

    __slots__ = (
        "application_properties",
        "bare",
        "body",
        "buf",
        "header",
        "message_annotations",
        "properties",
    )

    def __init__(self, buf: bytes) -> None:
        self.buf = buf
        self.header = -1
        self.message_annotations = -1
        self.properties = -1
        self.application_properties = -1
        self.body = -1
        self.bare = len(buf)


def index_sections(buf: bytes) -> Sections:
    """Return where the sections of a message stand.

    Raises DecodeError when a section is cut short, unknown, repeated or out of order [AMQP 3.2].
    """
    found = Sections(buf)
    pos, end, last = 0, len(buf), _START
    while pos < end:
        start = pos
        if buf.startswith(b"\x00\x53", pos) and pos + 2 < end:  # how every client writes it
            code, pos = buf[pos + 2], pos + 3
        else:
            code, pos = _section_code(buf, pos)
        if code not in _FOLLOWERS[last]:
            raise DecodeError(start, f"section 0x{code:02x} is unknown, repeated or out of order")
        last = code if code >= last else _END
        if code >= PROPERTIES and found.bare == end:
            found.bare = start
        if code == HEADER:
            found.header = pos
        elif code == MESSAGE_ANNOTATIONS:
            found.message_annotations = pos
        elif code == PROPERTIES:
            found.properties = pos
        elif code == APPLICATION_PROPERTIES:
            found.application_properties = pos
        elif DATA <= code <= AMQP_VALUE and found.body < 0:
            found.body = start
        pos = skip_value(buf, pos)
    return found


def _section_code(buf: bytes, pos: int) -> tuple[int, int]:
    if buf[pos : pos + 2] == b"\x00\x53" and pos + 2 < len(buf):
        return buf[pos + 2], pos + 3
    if buf[pos : pos + 2] == b"\x00\x80" and pos + 10 <= len(buf):
        return int.from_bytes(buf[pos + 2 : pos + 10], "big"), pos + 10
    raise DecodeError(pos, "a message section starts with its descriptor")


def read_list(buf: bytes, pos: int, length: int) -> list[object]:
    """Return the fields of the list section at `pos`, filled up with None; all None when `pos` is -1."""
    fields = decode_fields(buf, pos)[0] if pos >= 0 else []
    if len(fields) > length:
        raise DecodeError(pos, f"{len(fields)} fields where {length} are defined")
    return fields + [None] * (length - len(fields))


def read_map(buf: bytes, pos: int) -> dict[object, object]:
    """Return the map section at `pos`; empty when `pos` is -1."""
    if pos < 0:
        return {}
    value, _ = decode_value(buf, pos)
    if not isinstance(value, dict):
        raise DecodeError(pos, "this section must be a map")
    return value


def split_batch(buf: bytes) -> list[bytes]:
    """Return the messages of Service Bus's batch format 0x80013700: one encoded message per data section."""
    sections = index_sections(buf)
    messages: list[bytes] = []
    pos = sections.body if sections.body >= 0 else len(buf)
    while pos < len(buf):
        code, pos = _section_code(buf, pos)
        if code != DATA:
            raise DecodeError(pos, "a batch consists of data sections only")
        value, pos = decode_value(buf, pos)
        if not isinstance(value, bytes):
            raise DecodeError(pos, "a data section holds binary")
        messages.append(value)
    return messages


def with_message_id(sections: Sections, message_id: str) -> bytes:
    """Return the bare message with a message-id put into its properties, all other fields as they came."""
    fields: list[bytes] = []
    end = sections.bare
    if sections.properties >= 0:
        fields, end = _raw_elements(sections.buf, sections.properties, _LIST)
    fields[:1] = [encode_string(message_id)]
    return b"\x00\x53\x73" + encode_compound(0xC0, 0xD0, fields) + sections.buf[end:]


def with_application_properties(bare: bytes, changes: Mapping[str, object]) -> bytes:
    """Return a bare message whose application properties hold `changes`, in place of those of the same name.

    Nobody looked into these properties before. Where they turn out to be no map, they are left out: what
    the broker does to a message (dead-letter it, for one) must not fail because of how it was written.
    """
    sections = index_sections(bare)
    application = _edited_application_properties(sections, (), changes, _as_it_is)
    return bare[sections.bare : _behind_properties(sections)] + application + _rest(sections)


def with_edits(
    bare: bytes, fields: Mapping[str, object], removed: Collection[str], changes: Mapping[str, object]
) -> bytes:
    """Return a bare message with other properties; every field and entry that is not named stays as it came.

    A section is made where it is needed and left out where nothing remains in it. Application properties that
    are no map are left out, as by `with_application_properties`.

    Args:
        bare: The message from its properties on.
        fields: Values of the properties section by `PROPERTY_NAMES`; None takes a field away.
        removed: Names of application properties to take away, in lower case and whatever case they came in.
        changes: Values to give to application properties after that. An entry of this name, in any case,
            keeps its key; where there are several, the first gets the value and the others go.

    Raises:
        DecodeError: The bytes are no message, or its properties no list.
    """
    sections = index_sections(bare)
    application = _edited_application_properties(sections, removed, changes, str.lower)
    return _edited_properties(sections, fields) + application + _rest(sections)


def _edited_properties(sections: Sections, fields: Mapping[str, object]) -> bytes:
    if not fields:
        return sections.buf[sections.bare : _behind_properties(sections)]
    elements: list[bytes] = []
    if sections.properties >= 0:
        elements, _ = _raw_elements(sections.buf, sections.properties, _LIST)
    for name, value in fields.items():
        index = PROPERTY_NAMES.index(name)
        if value is not None or index < len(elements):
            elements += [NULL] * (index + 1 - len(elements))
            elements[index] = encode_value(value)
    if all(element == NULL for element in elements):
        return b""
    return b"\x00\x53\x73" + encode_compound(0xC0, 0xD0, elements)


def _edited_application_properties(
    sections: Sections, removed: Collection[str], changes: Mapping[str, object], fold: Callable[[str], str]
) -> bytes:
    """Return the section; two names are one where `fold` makes them equal."""
    if not removed and not changes:
        return sections.buf[_behind_properties(sections) : _behind_application_properties(sections)]
    news = {fold(name): (name, value) for name, value in changes.items()}
    waiting = dict(news)
    items: list[bytes] = []
    for key, raw_key, raw_value in _readable_pairs(sections):
        name = fold(key) if isinstance(key, str) else key
        if name not in removed and name not in news:
            items += (raw_key, raw_value)
        elif name not in removed and name in waiting:
            items += (raw_key, _encode_in_place_of(raw_value, waiting.pop(name)[1]))
    for name, value in waiting.values():
        items += (encode_string(name), encode_value(value))
    return b"\x00\x53\x74" + encode_compound(0xC1, 0xD1, items) if items else b""


def _readable_pairs(sections: Sections) -> list[tuple[str | int, bytes, bytes]]:
    if sections.application_properties >= 0:
        with suppress(DecodeError):
            return list(_raw_pairs(sections.buf, sections.application_properties))
    return []


def _encode_in_place_of(raw: bytes, value: object) -> bytes:
    """Encode a value; a number takes the width of the one it replaces, where it fits into that."""
    width = _WIDTHS.get(raw[0])
    if width is not None and type(value) is (float if width is Float32 else int):
        with suppress(struct.error, ValueError, OverflowError):
            return encode_value(width(value))
    return encode_value(value)


_WIDTHS: Final[dict[int, type]] = {
    0x50: UByte,
    0x60: UShort,
    **dict.fromkeys((0x43, 0x52, 0x70), UInt),
    **dict.fromkeys((0x44, 0x53, 0x80), ULong),
    0x51: Byte,
    0x61: Short,
    **dict.fromkeys((0x54, 0x71), Int),
    0x72: Float32,
}
"""The types that a bare int or float would not be written as, by their constructors."""


def _as_it_is(name: str) -> str:
    return name


def _rest(sections: Sections) -> bytes:
    return sections.buf[_behind_application_properties(sections) :]


def _behind_properties(sections: Sections) -> int:
    return skip_value(sections.buf, sections.properties) if sections.properties >= 0 else sections.bare


def _behind_application_properties(sections: Sections) -> int:
    if sections.application_properties < 0:
        return _behind_properties(sections)
    return skip_value(sections.buf, sections.application_properties)


_LIST: Final = (0xC0, 0xD0)
_MAP: Final = (0xC1, 0xD1)


def _raw_elements(buf: bytes, pos: int, constructors: tuple[int, int]) -> tuple[list[bytes], int]:
    """Return the encoded elements of the list or map at `pos`, and the position behind it."""
    code = buf[pos]
    if code == 0x45 and constructors is _LIST:
        return [], pos + 1
    if code not in constructors:
        raise DecodeError(pos, f"constructor 0x{code:02x} is not what this section starts with")
    count, at, end = compound_span(buf, pos + 1, code >= 0xD0)
    elements = []
    for _ in range(count):
        after = skip_value(buf, at)
        elements.append(buf[at:after])
        at = after
    if at != end:
        raise DecodeError(at, "the elements do not fill the announced size")
    return elements, end


DEFAULT_HEADER_FIELDS: Final = NULL * 4
"""durable, priority, time to live and first-acquirer, all left to their defaults."""


def header_fields(buf: bytes, pos: int) -> bytes:
    """Return the first four header fields as they came: delivery-count, the fifth, is the broker's own."""
    if pos < 0:
        return DEFAULT_HEADER_FIELDS
    elements = _raw_elements(buf, pos, _LIST)[0][:4]
    if any(len(element) > _WIDEST_HEADER_FIELD for element in elements):
        raise DecodeError(pos, "durable, priority, ttl and first-acquirer are small fixed values")
    return b"".join(elements) + NULL * (4 - len(elements))


_WIDEST_HEADER_FIELD: Final = 5


def annotation_pairs(buf: bytes, pos: int) -> Iterator[tuple[str | int, bytes]]:
    """Yield the entries of the map section at `pos`: the key, and key and value as they came.

    Raises DecodeError for a key that is neither text nor a number [AMQP 3.2.10].
    """
    for key, raw_key, raw_value in _raw_pairs(buf, pos):
        yield key, raw_key + raw_value


def _raw_pairs(buf: bytes, pos: int) -> Iterator[tuple[str | int, bytes, bytes]]:
    elements, _ = _raw_elements(buf, pos, _MAP)
    if len(elements) % 2:
        raise DecodeError(pos, "a map needs as many values as keys")  # [AMQP 1.6.23]
    for raw_key, raw_value in zip(elements[::2], elements[1::2], strict=True):
        key, _ = decode_value(raw_key, 0)
        if not isinstance(key, str | int):
            raise DecodeError(pos, f"a key must be text or a number, not {type(key).__name__}")
        yield key, raw_key, raw_value
