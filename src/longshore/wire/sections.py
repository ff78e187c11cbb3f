"""The message format of [AMQP 3.2]: find a message's sections, read the few that matter, write new heads.

    header, delivery-annotations, message-annotations | properties, application-properties, body, footer
                                                      ^ the bare message starts here

The bare message and footer are kept verbatim. `index_sections` walks over a message without building
values; readers then decode single sections; the `with_...` functions return a bare message that differs
in one section, for the cases in which Service Bus itself changes it.
"""

from collections.abc import Iterator, Mapping
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
    pos, end, last = 0, len(buf), 0
    while pos < end:
        start = pos
        code, pos = _section_code(buf, pos)
        if (
            not HEADER <= code <= FOOTER
            or code < last
            or (code == last and code not in {DATA, AMQP_SEQUENCE})
        ):
            raise DecodeError(start, f"section 0x{code:02x} is unknown, repeated or out of order")
        last = code
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
    pos = max(sections.body, 0) if sections.body >= 0 else len(buf)
    while pos < len(buf):
        code, pos = _section_code(buf, pos)
        if code != DATA:
            raise DecodeError(pos, "a batch consists of data sections only")
        value, pos = decode_value(buf, pos)
        if not isinstance(value, bytes):
            raise DecodeError(pos, "a data section holds binary")
        messages.append(value)
    return messages


def first_property_is_null(buf: bytes, pos: int) -> bool:
    """Say whether the properties section at `pos` lacks a message-id."""
    if pos < 0 or buf[pos] == 0x45:
        return True
    _count, first, end = compound_span(buf, pos + 1, buf[pos] == 0xD0)
    return first >= end or buf[first] == 0x40


def with_message_id(sections: Sections, message_id: str) -> bytes:
    """Return the bare message with a message-id put into its properties, all other fields as they came."""
    encoded = encode_string(message_id)
    if sections.properties < 0:
        return b"\x00\x53\x73" + encode_compound(0xC0, 0xD0, [encoded]) + sections.buf[sections.bare :]
    fields, end = _raw_elements(sections.buf, sections.properties)
    return b"\x00\x53\x73" + encode_compound(0xC0, 0xD0, [encoded, *fields[1:]]) + sections.buf[end:]


def with_application_properties(bare: bytes, changes: Mapping[str, object]) -> bytes:
    """Return a bare message whose application properties hold `changes`, replacing keys of the same name."""
    sections = index_sections(bare)
    pairs: list[bytes] = []
    before = end = _behind_properties(sections)
    if sections.application_properties >= 0:
        raw, end = _raw_elements(bare, sections.application_properties)
        for key, value in zip(raw[::2], raw[1::2], strict=True):
            if decode_value(key, 0)[0] not in changes:
                pairs += (key, value)
    for name, new in changes.items():
        pairs += (encode_string(name), encode_value(new))
    section = b"\x00\x53\x74" + encode_compound(0xC1, 0xD1, pairs)
    return bare[:before] + section + bare[end:]


def _behind_properties(sections: Sections) -> int:
    return skip_value(sections.buf, sections.properties) if sections.properties >= 0 else sections.bare


def _raw_elements(buf: bytes, pos: int) -> tuple[list[bytes], int]:
    """Return the encoded elements of the list or map at `pos`, and the position behind it."""
    code = buf[pos]
    if code == 0x45:
        return [], pos + 1
    if code not in {0xC0, 0xD0, 0xC1, 0xD1}:
        raise DecodeError(pos, "this section must be a list or a map")
    count, at, end = compound_span(buf, pos + 1, code >= 0xD0)
    elements = []
    for _ in range(count):
        after = skip_value(buf, at)
        elements.append(buf[at:after])
        at = after
    return elements, end


DEFAULT_HEADER_FIELDS: Final = NULL * 4
"""durable, priority, time to live and first-acquirer, all left to their defaults."""


def header_fields(buf: bytes, pos: int) -> bytes:
    """Return the first four header fields as they came: delivery-count, the fifth, is the broker's own."""
    if pos < 0:
        return DEFAULT_HEADER_FIELDS
    elements = _raw_elements(buf, pos)[0][:4]
    if any(len(element) > _WIDEST_HEADER_FIELD for element in elements):
        raise DecodeError(pos, "durable, priority, ttl and first-acquirer are small fixed values")
    return b"".join(elements) + NULL * (4 - len(elements))


_WIDEST_HEADER_FIELD: Final = 5


def annotation_pairs(buf: bytes, pos: int) -> Iterator[tuple[object, bytes]]:
    """Yield the entries of the map section at `pos`: the key, and key and value as they came."""
    elements, _ = _raw_elements(buf, pos)
    for key, value in zip(elements[::2], elements[1::2], strict=False):
        yield decode_value(key, 0)[0], key + value
