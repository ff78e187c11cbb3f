"""A message: what its sender said, and where it is in its life [ASB messages-payloads]."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from longshore.model.durations import UNLIMITED_MS

MAIN, DEAD, TRANSFER = "", "$DeadLetterQueue", "$Transfer/$DeadLetterQueue"
"""Lanes; the others are sessions."""

NEVER_MS = 0x7FFF_FFFF_FFFF_FFFF

SENDING, READY, ASIDE, LOCKED, LEAVING = "sending", "ready", "aside", "locked", "leaving"
ACTIVE, DEFERRED, SCHEDULED = "active", "deferred", "scheduled"

REASON = "DeadLetterReason"


@dataclass(frozen=True)
class Letter:
    """What a sender said, and what forwarding has added to it."""

    text: str
    message_id: str | None = None
    session_id: str | None = None
    ttl_ms: int | None = None
    properties: Mapping[str, object] = field(default_factory=dict)
    due_ms: int = 0
    hops: int = 0
    first_number: int = 0
    """The number at "the original point of submission" [ASB messages-payloads]."""
    dead_letter_source: str | None = None

    def told(self, properties: Mapping[str, object]) -> "Letter":
        """Return it with more properties."""
        return replace(self, properties={**self.properties, **properties})


@dataclass
class Fate:
    """What becomes of a message that stays in its queue."""

    lane: str
    kind: str = ACTIVE
    due_ms: int = 0
    properties: Mapping[str, object] = field(default_factory=dict)
    counts: bool = False
    """Whether a delivery ended without success."""


@dataclass
class Item:
    """A message in a queue, from the send on until its removal is on disk."""

    number: int
    letter: Letter
    lane: str
    enqueued_ms: int
    commit: int
    """Of a message that is SENDING or LEAVING: the commit that it waits for."""
    lives_ms: int = 0
    expires_ms: int = NEVER_MS
    state: str = SENDING
    kind: str = ACTIVE
    due_ms: int = 0
    """When it is enqueued, or comes again; 0 is at once."""
    delivery_count: int = 0
    token: bytes = b""
    locked_until_ms: int = 0
    goes_to: Fate | None = None
    """Of a LEAVING message: where and how it stays in the queue."""

    def live(self, lives_ms: int) -> None:
        """[ASB message-expiration] It outlives its time so long after it was enqueued."""
        self.lives_ms = lives_ms
        born_ms = self.due_ms or self.enqueued_ms
        self.expires_ms = NEVER_MS if lives_ms >= UNLIMITED_MS else min(born_ms + lives_ms, NEVER_MS)

    @property
    def free(self) -> bool:
        """Nobody has it, and it is not on its way."""
        return self.state in {READY, ASIDE}

    @property
    def gone(self) -> bool:
        """On its way out of the queue."""
        return self.state == LEAVING and self.goes_to is None

    def rest(self) -> None:
        """Be where it belongs."""
        self.state = READY if self.kind == ACTIVE and not self.due_ms else ASIDE
