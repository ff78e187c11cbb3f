"""One message in a queue, and the life cycle it goes through, as literal tables.

    PENDING  sent, not yet on disk: nobody sees it
    READY    waiting in line for a receiver
    ASIDE    on disk, but not for the next receiver: deferred, scheduled, or resting before it comes again
    LOCKED   with a receiver, until its lock or its session's lock ends
    MOVING   on its way to another place in its queue, and that fact not yet on disk
    LEAVING  on its way out of its queue, and that fact not yet on disk
    GONE     no more

Each table below is one signal: the states in which it may come, and what follows. A missing state is a
programming error (KeyError), never something a client can cause.
"""

from enum import IntEnum
from typing import TYPE_CHECKING, Final

from longshore.filters import FilterInput
from longshore.model.keys import message_key

if TYPE_CHECKING:
    from longshore.engine.lane import Lane


class MessageState(IntEnum):
    """Where a message is in its life."""

    PENDING = 0
    READY = 1
    ASIDE = 2
    LOCKED = 3
    MOVING = 4
    LEAVING = 5
    GONE = 6


PENDING, READY, ASIDE, LOCKED, MOVING, LEAVING, GONE = MessageState

LINED_UP: Final = {PENDING: READY, ASIDE: READY, LOCKED: READY, MOVING: READY, LEAVING: READY}
SET_ASIDE: Final = {PENDING: ASIDE, LOCKED: ASIDE, MOVING: ASIDE, LEAVING: ASIDE}
NOT_STORED: Final = {PENDING: GONE}
TAKEN: Final = {READY: LOCKED, ASIDE: LOCKED}
MOVED: Final = {READY: MOVING, ASIDE: MOVING, LOCKED: MOVING}
ENDED: Final = {READY: LEAVING, ASIDE: LEAVING, LOCKED: LEAVING}
REMOVED: Final = {LEAVING: GONE}

NEVER_MS: Final = 0x7FFF_FFFF_FFFF_FFFF
"""An expiry that does not come."""


class SubQueue(IntEnum):
    """Which part of a queue a message is in; part of what is stored."""

    MAIN = 0
    DEAD_LETTER = 1
    TRANSFER_DEAD_LETTER = 2


MAIN, DEAD_LETTER, TRANSFER_DEAD_LETTER = SubQueue


class Kind(IntEnum):
    """What Service Bus calls a message's state, in the annotation `x-opt-message-state`; it is stored."""

    ACTIVE = 0
    DEFERRED = 1
    SCHEDULED = 2


ACTIVE, DEFERRED, SCHEDULED = Kind


class Draft:
    """A message as a sender gave it, before a queue has taken it.

    `header` and `annotations` are encoded pieces that delivery puts in front of `payload` (the bare
    message and footer, verbatim); the engine never looks inside any of them.
    """

    __slots__ = (
        "annotations",
        "dead_letter_source",
        "due_ms",
        "enqueued_sequence_number",
        "header",
        "hops",
        "message_id",
        "partition_key",
        "payload",
        "properties",
        "session_id",
        "size_bytes",
        "ttl_ms",
    )

    def __init__(
        self,
        payload: bytes,
        header: bytes,
        annotations: bytes,
        message_id: str | None,
        session_id: str | None,
        ttl_ms: int | None,
    ) -> None:
        self.payload = payload
        self.header = header
        self.annotations = annotations
        self.message_id = message_id
        self.session_id = session_id
        self.ttl_ms = ttl_ms
        self.size_bytes = len(payload) + len(annotations) + len(header)
        self.partition_key: str | None = None
        self.due_ms = 0
        """When it is to be enqueued; 0 is at once."""
        self.hops = 0
        """How often it was forwarded; what follows tells where it came from."""
        self.enqueued_sequence_number = 0
        self.dead_letter_source: str | None = None
        self.properties: FilterInput | None = None
        """What filters look at; only set for a topic."""


class Message:
    """An index entry. `payload` is None while the body is only on disk."""

    __slots__ = (
        "annotations",
        "dead_letter_source",
        "delivery_count",
        "due_ms",
        "enqueued_ms",
        "enqueued_sequence_number",
        "expires_ms",
        "header",
        "hops",
        "key",
        "kind",
        "lane",
        "lock_token",
        "locked_until_ms",
        "payload",
        "sequence_number",
        "session_id",
        "size_bytes",
        "state",
        "sub_queue",
    )

    def __init__(
        self,
        lane: "Lane",
        sequence_number: int,
        enqueued_ms: int,
        expires_ms: int,
        session_id: str | None,
        header: bytes,
        annotations: bytes,
        payload: bytes | None,
        size_bytes: int,
    ) -> None:
        self.lane = lane
        self.sequence_number = sequence_number
        self.key = message_key(lane.queue.entity_id, sequence_number)
        """What names this message on disk."""
        self.enqueued_ms = enqueued_ms
        self.expires_ms = expires_ms
        self.session_id = session_id
        self.header = header
        self.annotations = annotations
        self.payload = payload
        self.size_bytes = size_bytes
        self.state: MessageState = PENDING
        self.sub_queue: SubQueue = MAIN
        self.kind: Kind = ACTIVE
        self.due_ms = 0
        """When a scheduled message is enqueued, or a failed one comes again; 0 is at once."""
        self.hops = 0
        self.delivery_count = 0
        self.enqueued_sequence_number = 0
        self.dead_letter_source: str | None = None
        self.lock_token = b""
        self.locked_until_ms = 0
