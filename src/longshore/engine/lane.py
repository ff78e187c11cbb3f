"""A lane: messages waiting in order, and those taken from it under lock.

A queue has one lane for its messages and one for its dead letters; a session queue has one per session.
Receivers take from lanes. Order is by sequence number: new messages join at the end, a returned one goes
back to its place in front of everything sent after it.
"""

from collections import OrderedDict, deque
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from longshore.engine.message import NEVER_MS, TAKEN, Message
from longshore.model.refusal import Condition, Refusal

if TYPE_CHECKING:
    from longshore.engine.queue import Queue

LOCK_LOST: Final = Refusal(
    Condition.MESSAGE_LOCK_LOST,
    "The lock of this message has ended. Renew locks in time, or receive the message again.",
)
"""What is said where `Lane.find` finds nothing."""

_SLACK: Final = 64
"""Withdrawn entries that are not worth a rebuild."""


class _Locked(Protocol):
    locked_until_ms: int


K = TypeVar("K")
L = TypeVar("L", bound=_Locked)


class Locks(OrderedDict[K, L]):
    """What is locked, in the order in which the locks end.

    That is the order in which they were given, because all last equally long: but not when the lock duration
    has been made shorter meanwhile. Then they are sorted, once, before somebody asks for the first.
    """

    __slots__ = ("_in_order", "_latest_ms")

    def __init__(self) -> None:
        super().__init__()
        self._latest_ms = 0
        self._in_order = True

    def noted(self, until_ms: int) -> None:
        """The lock that stands last was given or renewed, and ends then."""
        if until_ms < self._latest_ms:
            self._in_order = False
        else:
            self._latest_ms = until_ms

    @property
    def next_end_ms(self) -> int:
        """When the next lock ends."""
        self._sort()
        return next(iter(self.values())).locked_until_ms if self else NEVER_MS

    def overdue(self, now_ms: int) -> list[L]:
        """Return whose locks have ended; the caller must take them out."""
        self._sort()
        ended = []
        for locked in self.values():
            if locked.locked_until_ms > now_ms:
                break
            ended.append(locked)
        return ended

    def _sort(self) -> None:
        if not self._in_order:
            for key, _locked in sorted(self.items(), key=lambda entry: entry[1].locked_until_ms):
                self.move_to_end(key)
            self._in_order = True


class Lane:
    """One line of messages, and those that receivers have locked."""

    __slots__ = (
        "_fresh",
        "_returned",
        "_withdrawn",
        "aside_count",
        "blocking_count",
        "locked",
        "queue",
        "ready_count",
        "underway_count",
    )

    def __init__(self, queue: "Queue") -> None:
        self.queue = queue
        self.locked: Locks[bytes, Message] = Locks()
        self.ready_count = 0
        self.aside_count = 0
        """Messages that wait for something else than a receiver."""
        self.blocking_count = 0
        """Messages on their way back into line, or resting before it: in a session nothing overtakes them."""
        self.underway_count = 0
        """Facts about this lane on their way to disk, returns included: it must outlive them."""
        self._fresh: deque[Message] = deque()
        self._returned: list[tuple[int, Message]] = []
        self._withdrawn: set[int] = set()
        """Sequence numbers whose messages have left, though their entries still stand in line."""

    @property
    def open(self) -> bool:
        """Whether a receiver could take something now; nothing comes from a queue that was deleted."""
        return self.ready_count > 0 and not self.queue.intake.gone

    def push(self, message: Message) -> None:
        """Put a READY message in its place."""
        self.ready_count += 1
        if message.sequence_number in self._withdrawn:
            self._withdrawn.remove(message.sequence_number)
            return
        fresh = self._fresh
        if not fresh or message.sequence_number > fresh[-1].sequence_number:
            fresh.append(message)
        else:
            heappush(self._returned, (message.sequence_number, message))

    def pop(self) -> Message | None:
        """Return the first READY message, which the caller must move on; None when there is none."""
        while True:
            message = self._next()
            if message is None:
                return None
            if message.sequence_number not in self._withdrawn:
                self.ready_count -= 1
                return message
            self._withdrawn.remove(message.sequence_number)

    def _next(self) -> Message | None:
        fresh, returned = self._fresh, self._returned
        if returned and (not fresh or returned[0][0] < fresh[0].sequence_number):
            return heappop(returned)[1]
        return fresh.popleft() if fresh else None

    def withdraw(self, message: Message) -> None:
        """A READY message left from the middle of the lane; its entry is skipped when its turn comes."""
        self.ready_count -= 1
        self._withdrawn.add(message.sequence_number)
        if len(self._withdrawn) > self.ready_count + _SLACK:
            self._tidy()

    def _tidy(self) -> None:
        """Rebuild without what was withdrawn: where nobody receives, no turn ever comes."""
        gone = self._withdrawn
        self._fresh = deque(message for message in self._fresh if message.sequence_number not in gone)
        self._returned = [entry for entry in self._returned if entry[0] not in gone]
        heapify(self._returned)
        gone.clear()

    def lock(self, message: Message, token: bytes, until_ms: int) -> None:
        """Hand a message that has left the line to a receiver, under a lock."""
        message.state = TAKEN[message.state]
        message.lock_token = token
        message.locked_until_ms = until_ms
        self.locked[token] = message
        self.locked.noted(until_ms)

    def find(self, token: bytes, now_ms: int) -> Message | None:
        """Return the message that a token locks, None once the lock has ended, or the queue was deleted."""
        message = self.locked.get(token)
        if message is None or message.locked_until_ms <= now_ms or self.queue.intake.gone:
            return None
        return message

    def renew(self, message: Message, until_ms: int) -> None:
        """Let a lock end later."""
        message.locked_until_ms = until_ms
        self.locked.move_to_end(message.lock_token)
        self.locked.noted(until_ms)

    def cut_short(self, message: Message, now_ms: int) -> None:
        """Let a lock end now, before its time; the next sweep finds it."""
        message.locked_until_ms = now_ms
        self.locked.move_to_end(message.lock_token, last=False)

    @property
    def next_end_ms(self) -> int:
        """When the next lock ends."""
        return self.locked.next_end_ms

    def overdue(self, now_ms: int) -> list[Message]:
        """Return the messages whose locks have ended, and forget those locks."""
        ended = self.locked.overdue(now_ms)
        for message in ended:
            del self.locked[message.lock_token]
        return ended
