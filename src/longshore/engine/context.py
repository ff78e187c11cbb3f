"""What every queue of a namespace shares: its outlets to the world, passed in, and the budget for bodies."""

from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol

from longshore.engine.lane import Lane
from longshore.engine.message import Draft, Message
from longshore.filters import Edits
from longshore.model.limits import MEBIBYTE

DEFAULT_BODY_BUDGET_BYTES: Final = 256 * MEBIBYTE
_PLENTY_BYTES: Final = 1 << 62


class Codec(Protocol):
    """Looks into messages for the engine, which cannot; `broker.codec.MessageCodec` is one."""

    def set_properties(
        self, payload: bytes, properties: Mapping[str, object], removed: Collection[str] = ()
    ) -> bytes:
        """Return a payload without some application properties, and with others set."""

    def edit(self, draft: Draft, edits: Edits, properties: Mapping[str, object]) -> Draft | None:
        """Return a copy of a draft as a rule's action wants it, and with these application properties.

        None where all that is not its body would be larger than a message may have it.
        """

    def redraft(self, message: Message, payload: bytes) -> Draft:
        """Return a stored message as its sender gave it, with what filters look at."""


class Pager(Protocol):
    """Reads what is only on disk; `store.paging.Pager` is one."""

    def payloads(self, keys: list[int]) -> dict[int, bytes]:
        """Return the bodies of messages by key."""

    def session_state(self, entity_id: int, session_id: str) -> bytes | None:
        """Return a session's state."""


class Context:
    """The engine's surroundings.

    Args:
        new_token: hands out lock tokens, 16 random bytes each.
        chance: hands out random numbers from 0 up to 1.
        codec: looks into messages.
        pager: reads from disk.
        body_budget_bytes: how many bytes of committed bodies stay in memory.
    """

    __slots__ = (
        "_budget_bytes",
        "chance",
        "codec",
        "new_token",
        "pager",
        "resident_bytes",
        "room_bytes",
        "touched",
    )

    def __init__(
        self,
        new_token: Callable[[], bytes],
        chance: Callable[[], float],
        codec: Codec,
        pager: Pager,
        body_budget_bytes: int = DEFAULT_BODY_BUDGET_BYTES,
    ) -> None:
        self.new_token = new_token
        self.chance = chance
        self.codec = codec
        self.pager = pager
        self.touched: dict[Lane, None] = {}
        """Lanes in which something became takeable since the owner last looked, in order."""
        self.resident_bytes = 0
        self.room_bytes = _PLENTY_BYTES
        """How much the disk can take of what clients send; the owner measures it."""
        self._budget_bytes = body_budget_bytes

    def keep_body(self, message: Message) -> None:
        """A message is on disk now: keep its body in memory too, as long as the budget lasts."""
        if message.payload is None:
            return
        if self.resident_bytes + message.size_bytes > self._budget_bytes:
            message.payload = None
        else:
            self.resident_bytes += message.size_bytes

    def drop_body(self, message: Message) -> None:
        """A message is gone or its body changed: give its share of the budget back."""
        if message.payload is not None:
            self.resident_bytes -= message.size_bytes
            message.payload = None

    def payloads(self, messages: list[Message]) -> list[bytes]:
        """Return the bodies of messages, reading those that are only on disk in one go."""
        paged_out = [message.key for message in messages if message.payload is None]
        loaded = self.pager.payloads(paged_out) if paged_out else {}
        return [
            message.payload if message.payload is not None else loaded[message.key] for message in messages
        ]
