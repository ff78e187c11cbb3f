"""When messages expire: a heap that forgives messages which left earlier."""

from collections.abc import Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import Final

from longshore.engine.message import NEVER_MS, Message

_SLACK: Final = 1_024
"""Stale entries that are not worth a rebuild."""


class Expiries:
    """(time, sequence number) of messages that may expire. Entries of messages that are gone are stale."""

    __slots__ = ("_heap",)

    def __init__(self) -> None:
        self._heap: list[tuple[int, int]] = []

    def note(self, message: Message, alive: Mapping[int, Message]) -> None:
        """Remember a READY message; rebuild from those alive when most entries are stale."""
        if message.expires_ms == NEVER_MS:
            return
        heap = self._heap
        heappush(heap, (message.expires_ms, message.sequence_number))
        if len(heap) > 2 * len(alive) + _SLACK:
            heap[:] = [
                (known.expires_ms, number) for number, known in alive.items() if known.expires_ms != NEVER_MS
            ]
            heapify(heap)

    def due(self, now_ms: int) -> Iterator[tuple[int, int]]:
        """Yield, and forget, what is over."""
        heap = self._heap
        while heap and heap[0][0] <= now_ms:
            yield heappop(heap)
