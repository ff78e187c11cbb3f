"""What every queue of a namespace shares: its outlets to the world, passed in, and the budget for bodies."""

from collections.abc import Callable, Mapping
from typing import Final

from longshore.engine.lane import Lane
from longshore.engine.message import Message
from longshore.model.limits import MEBIBYTE

DEFAULT_BODY_BUDGET_BYTES: Final = 256 * MEBIBYTE


class Context:
    """The engine's surroundings.

    Args:
        new_token: hands out lock tokens, 16 random bytes each.
        rewrite: returns a payload with these application properties set (only dead-lettering needs it).
        load_payloads: returns the bodies of messages by key, from disk.
        body_budget_bytes: how many bytes of committed bodies stay in memory.
    """

    __slots__ = ("_budget_bytes", "_load_payloads", "new_token", "resident_bytes", "rewrite", "touched")

    def __init__(
        self,
        new_token: Callable[[], bytes],
        rewrite: Callable[[bytes, Mapping[str, object]], bytes],
        load_payloads: Callable[[list[int]], dict[int, bytes]],
        body_budget_bytes: int = DEFAULT_BODY_BUDGET_BYTES,
    ) -> None:
        self.new_token = new_token
        self.rewrite = rewrite
        self.touched: dict[Lane, None] = {}
        """Lanes in which something became takeable since the owner last looked, in order."""
        self.resident_bytes = 0
        self._budget_bytes = body_budget_bytes
        self._load_payloads = load_payloads

    def keep_body(self, message: Message) -> None:
        """A message is on disk now: keep its body in memory too, as long as the budget lasts."""
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
        loaded = self._load_payloads(paged_out) if paged_out else {}
        return [
            message.payload if message.payload is not None else loaded[message.key] for message in messages
        ]
