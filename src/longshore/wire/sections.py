"""The message format of [AMQP 3.2]: find a message's sections, read the few that matter, write new heads.

    header, delivery-annotations, message-annotations | properties, application-properties, body, footer
                                                      ^ the bare message starts here

The bare message and footer are kept verbatim. pyamqp writes delivery annotations behind everything else;
there they are kept too. `index_sections` walks over a message without building
values; readers then decode single sections; the `with_...` functions return a bare message that differs
in one section, for the cases in which Service Bus itself changes it.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from longshore.wire.decode import DecodeError, compound_span, decode_fields, decode_value, skip_value
from longshore.wire.encode import NULL, encode_compound, encode_string, encode_value

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
    """Return a bare message whose application properties hold `changes`, replacing keys of the same name.

    Nobody looked into these properties before. Where they turn out to be no map, they are left out: what
    the broker does to a message (dead-letter it, for one) must not fail because of how it was written.
    """
    sections = index_sections(bare)
    before = end = _behind_properties(sections)
    kept: list[bytes] = []
    if sections.application_properties >= 0:
        end = skip_value(bare, sections.application_properties)
        with suppress(DecodeError):
            pairs = _raw_pairs(bare, sections.application_properties)
            kept = [part for key, *raw in pairs if key not in changes for part in raw]
    new = [part for name, value in changes.items() for part in (encode_string(name), encode_value(value))]
    section = b"\x00\x53\x74" + encode_compound(0xC1, 0xD1, kept + new)
    return bare[:before] + section + bare[end:]


def _behind_properties(sections: Sections) -> int:
    return skip_value(sections.buf, sections.properties) if sections.properties >= 0 else sections.bare


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
