"""Times at which messages must be looked at: a heap that forgives messages which left earlier."""

from collections.abc import Callable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import Final

from longshore.engine.message import NEVER_MS, Message

_SLACK: Final = 1_024
"""Stale entries that are not worth a rebuild."""


class Timetable:
    """(time, sequence number) of messages. Entries of messages that are gone or have another time are stale.

    Args:
        time_of: returns a message's time now, None when it has none.
    """

    __slots__ = ("_heap", "_time_of")

    def __init__(self, time_of: Callable[[Message], int | None]) -> None:
        self._time_of = time_of
        self._heap: list[tuple[int, int]] = []

    def note(self, message: Message, alive: Mapping[int, Message]) -> None:
        """Remember a message's time, if it has one; rebuild from those alive when most entries are stale."""
        time_ms = self._time_of(message)
        if time_ms is None:
            return
        heap = self._heap
        heappush(heap, (time_ms, message.sequence_number))
        if len(heap) > 2 * len(alive) + _SLACK:
            times = ((self._time_of(known), number) for number, known in alive.items())
            heap[:] = [(time_ms, number) for time_ms, number in times if time_ms is not None]
            heapify(heap)

    @property
    def next_ms(self) -> int:
        """The next time of all; there may be nothing to look at then, if its message left earlier."""
        return self._heap[0][0] if self._heap else NEVER_MS

    def due(self, now_ms: int, alive: Mapping[int, Message]) -> Iterator[Message]:
        """Yield, and forget, the messages whose time has come."""
        heap = self._heap
        while heap and heap[0][0] <= now_ms:
            time_ms, number = heappop(heap)
            message = alive.get(number)
            if message is not None and self._time_of(message) == time_ms:
                yield message
