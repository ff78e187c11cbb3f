"""The messages of a sub-queue in the order of their sequence numbers, for those who browse."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from typing import Final

from longshore.engine.message import Message, SubQueue

_SLACK: Final = 1_024
"""Numbers of messages that left which are not worth a rebuild."""


class Order:
    """Ascending sequence numbers; those of messages that have left are skipped."""

    __slots__ = ("_alive", "_numbers", "_sub_queue", "count")

    def __init__(self, sub_queue: SubQueue, alive: Mapping[int, Message]) -> None:
        self._sub_queue = sub_queue
        self._alive = alive
        self._numbers: list[int] = []
        self.count = 0
        """Messages in the sub-queue."""

    def add(self, message: Message) -> None:
        """A message came; mostly it has the highest number, but dead letters come as they fail."""
        self.count += 1
        numbers, number = self._numbers, message.sequence_number
        if not numbers or number > numbers[-1]:
            numbers.append(number)
        else:
            insort(numbers, number)

    def remove(self) -> None:
        """A message left."""
        self.count -= 1
        if len(self._numbers) > 2 * self.count + _SLACK:
            self._numbers = [number for number in self._numbers if self._holds(number)]

    def _holds(self, number: int) -> bool:
        message = self._alive.get(number)
        return message is not None and message.sub_queue is self._sub_queue

    def browse(self, from_number: int) -> Iterator[Message]:
        """Yield the messages from a sequence number on."""
        numbers = self._numbers
        for position in range(bisect_left(numbers, from_number), len(numbers)):
            if self._holds(numbers[position]):
                yield self._alive[numbers[position]]
