"""What clients of the simulation send and get: messages that can be told apart, and told to be whole."""

from dataclasses import dataclass
from typing import cast
from zlib import crc32

from longshore.wire.decode import decode_value
from longshore.wire.encode import encode_list, encode_map, encode_uint, encode_value
from longshore.wire.sections import (
    GROUP_ID,
    MESSAGE_ID,
    PROPERTY_NAMES,
    index_sections,
    read_list,
    read_map,
)
from longshore.wire.values import Symbol, Timestamp

_HEADER_FIELDS = 5
_DELIVERY_COUNT = 4


_FOREIGN = (b"0", b"0", b"")
"""What stands in a message that nobody wrote as a letter: those who mean harm get some in."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message before it is sent. `uid` is its own, `message_id` may be that of another try."""

    uid: int
    message_id: str
    kind: str
    size_bytes: int
    session: str | None = None
    ttl_ms: int | None = None
    due_ms: int = 0

    def encode(self) -> bytes:
        """Return the message as a client sends it."""
        due: dict[object, object] = {Symbol("x-opt-scheduled-enqueue-time"): Timestamp(self.due_ms)}
        notes = due if self.due_ms else {}
        ttl = [] if self.ttl_ms is None else [b"\x40", b"\x40", encode_uint(self.ttl_ms)]
        fields: list[object] = [self.message_id, *[None] * 9, self.session]
        return b"".join(
            (
                b"\x00\x53\x70" + encode_list(ttl) if ttl else b"",
                b"\x00\x53\x72" + encode_map(notes) if notes else b"",
                b"\x00\x53\x73" + encode_value(fields),
                b"\x00\x53\x74" + encode_map({"kind": self.kind}),
                b"\x00\x53\x75" + encode_value(body(self.uid, self.size_bytes)),
            )
        )


def body(uid: int, size_bytes: int) -> bytes:
    """Return a body that says whose it is, and what all of it is."""
    filling = (b"%d," % uid) * (size_bytes // 2)
    filling = filling[:size_bytes]
    return b"%d:%d:" % (uid, crc32(filling)) + filling


@dataclass(frozen=True, slots=True)
class Copy:
    """A message as it came."""

    uid: int
    """0 for a message that was no letter."""
    whole: bool
    message_id: str
    session: str | None
    sequence_number: int
    enqueued_ms: int
    delivery_count: int
    locked_until_ms: int
    reason: str | None
    """Why it is a dead letter."""
    source: str | None
    """Where it became one."""


def decode(payload: bytes) -> Copy:
    """Read a message that the broker delivered."""
    sections = index_sections(payload)
    header = read_list(payload, sections.header, _HEADER_FIELDS)
    notes = read_map(payload, sections.message_annotations)
    fields = read_list(payload, sections.properties, len(PROPERTY_NAMES))
    properties = read_map(payload, sections.application_properties)
    content = decode_value(payload, sections.body + 3)[0] if sections.body >= 0 else b""
    parts = content.split(b":", 2) if isinstance(content, bytes) else []
    uid, crc, filling = parts if len(parts) == 3 else _FOREIGN
    reason, source = properties.get("DeadLetterReason"), notes.get("x-opt-deadletter-source")
    return Copy(
        int(uid),
        int(crc) == crc32(filling),
        str(fields[MESSAGE_ID]),
        cast("str | None", fields[GROUP_ID]),
        cast("int", notes["x-opt-sequence-number"]),
        cast("int", notes["x-opt-enqueued-time"]),
        cast("int", header[_DELIVERY_COUNT]),
        cast("int", notes.get("x-opt-locked-until", 0)),
        None if reason is None else str(reason),
        None if source is None else str(source),
    )


def batch(letters: list[Letter]) -> bytes:
    """Return several messages as one delivery of Service Bus's batch format."""
    return b"".join(b"\x00\x53\x75" + encode_value(letter.encode()) for letter in letters)
