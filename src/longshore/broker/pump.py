"""Give messages to those who want them: receivers at their lanes, other entities that a queue forwards to.

Receivers of the next available session wait in one line per queue: who came first is served first.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from longshore.broker.consumer import BURST, Consumer
from longshore.broker.unit import Unit
from longshore.engine.forwarding import forward
from longshore.engine.lane import Lane
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.model.refusal import Condition, Refusal

_TURN: Final = 32
"""Messages one of several competing receivers gets before the next one's turn."""


class SessionWaiter:
    """A receiver that waits for the next available session, until a time."""

    __slots__ = ("deadline_ms", "give", "give_up", "queue")

    def __init__(
        self,
        queue: Queue,
        deadline_ms: int,
        give: Callable[[int], bool],
        give_up: Callable[[Refusal], None],
    ) -> None:
        self.queue = queue
        self.deadline_ms = deadline_ms
        self.give = give
        """Take a session at a time; False when there was none after all."""
        self.give_up = give_up
        """End the wait with a reason."""

    def objection(self, now_ms: int) -> Refusal | None:
        """Say why there is nothing to wait for any more: time is up, the queue is deleted or disabled."""
        if now_ms >= self.deadline_ms:
            return Refusal(Condition.TIMEOUT, f"No session of '{self.queue.path}' became available in time.")
        return self.queue.objection(self.queue.main)


class Pump:
    """Matches what is ready with who is hungry. Every lane that something happened to is looked at once."""

    __slots__ = ("_consumers", "_namespace", "_touched", "_waiters")

    def __init__(self, namespace: Namespace) -> None:
        self._namespace = namespace
        self._touched = namespace.context.touched
        self._consumers: dict[Lane, deque[Consumer]] = {}
        self._waiters: dict[Queue, deque[SessionWaiter]] = {}

    def join(self, consumer: Consumer) -> None:
        """A consumer takes its place at its lane."""
        self._consumers.setdefault(consumer.lane, deque()).append(consumer)

    def leave(self, consumer: Consumer) -> None:
        """A consumer is gone."""
        line = self._consumers.get(consumer.lane)
        if line is not None and consumer in line:
            line.remove(consumer)
            if not line:
                del self._consumers[consumer.lane]

    def wait(self, waiter: SessionWaiter) -> None:
        """Someone waits for a session."""
        self._waiters.setdefault(waiter.queue, deque()).append(waiter)

    def has_waiters(self, queue: Queue) -> bool:
        """Whether somebody waits for a session already, and would be passed over."""
        return queue in self._waiters

    def forget(self, waiter: SessionWaiter) -> None:
        """Someone does not wait any more."""
        line = self._waiters.get(waiter.queue)
        if line is not None and waiter in line:
            line.remove(waiter)
            if not line:
                del self._waiters[waiter.queue]

    def expire_waiters(self, now_ms: int) -> None:
        """Tell those who waited long enough, or in vain."""
        for waiter in [waiter for line in self._waiters.values() for waiter in line]:
            objection = waiter.objection(now_ms)
            if objection is not None:
                self.forget(waiter)
                waiter.give_up(objection)

    def touch(self, consumer: Consumer) -> None:
        """A consumer became hungry: its lane must be looked at."""
        self._touched[consumer.lane] = None

    def run(self, now_ms: int, unit: Unit) -> None:
        """Feed everyone who can be fed now."""
        touched = self._touched
        while touched:
            lane = next(iter(touched))
            del touched[lane]
            if isinstance(lane, Session) and lane.holder is None:
                self._offer_sessions(lane.queue, now_ms)
            if lane.open and lane.queue.destination_of(lane) is not None:
                forward(self._namespace, lane, now_ms, unit.changes)
                continue
            line = self._consumers.get(lane)
            if line is not None:
                self._feed(lane, line, now_ms, unit)

    def _feed(self, lane: Lane, line: deque[Consumer], now_ms: int, unit: Unit) -> None:
        limit = BURST if len(line) == 1 else _TURN
        idle = 0
        while lane.open and idle < len(line):
            consumer = line[0]
            line.rotate(-1)
            if consumer.hungry:
                consumer.feed(limit, now_ms, unit)
                idle = 0
            else:
                idle += 1
        for consumer in line:
            consumer.finish_drain()

    def _offer_sessions(self, queue: Queue, now_ms: int) -> None:
        line = self._waiters.get(queue)
        while line and queue.sessions.has_available:
            waiter = line.popleft()
            if not waiter.give(now_ms):
                line.appendleft(waiter)
                break
        if line is not None and not line:
            self._waiters.pop(queue, None)
