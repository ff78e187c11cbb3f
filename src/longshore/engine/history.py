"""Duplicate detection: which message ids came within the window [ASB duplicate-detection]."""

from collections import deque


class DuplicateHistory:
    """Ids in the order in which they came. `window_ms` may change when the entity does."""

    __slots__ = ("_order", "_seen", "window_ms")

    def __init__(self, window_ms: int) -> None:
        self.window_ms = window_ms
        self._seen: dict[str, int] = {}
        self._order: deque[tuple[int, str]] = deque()

    def __len__(self) -> int:
        return len(self._seen)

    def seen(self, message_id: str, now_ms: int) -> bool:
        """Say whether this id came within the window."""
        at_ms = self._seen.get(message_id)
        return at_ms is not None and now_ms - at_ms < self.window_ms

    def remember(self, message_id: str, now_ms: int) -> None:
        """Note an id that came now; times never go backwards."""
        self._seen[message_id] = now_ms
        self._order.append((now_ms, message_id))

    def forget(self, message_id: str) -> None:
        """Take back an id whose message was never stored."""
        self._seen.pop(message_id, None)

    def prune(self, now_ms: int) -> bool:
        """Drop what the window has left behind; returns whether there was anything."""
        dropped = False
        while self._order and now_ms - self._order[0][0] >= self.window_ms:
            at_ms, message_id = self._order.popleft()
            if self._seen.get(message_id) == at_ms:
                del self._seen[message_id]
            dropped = True
        return dropped
