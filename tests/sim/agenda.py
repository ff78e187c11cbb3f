"""Virtual time: what is to happen when, and scripts that wait for it.

A script is a coroutine. It waits for promises, which are kept by whatever happens; nothing ever waits for a
real clock, and what happens at one moment happens in the order in which it was put down.
"""

from collections.abc import Callable, Coroutine, Generator
from heapq import heappop, heappush
from itertools import count
from typing import Any, Generic, TypeVar

T = TypeVar("T")

START_MS = 1_700_000_000_000


class Agenda:
    """What is to happen. Its clock stands still until the next of it is due."""

    def __init__(self) -> None:
        self.now_ms = START_MS
        self.steps = 0
        self._entries: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()
        self._scripts: dict[Coroutine[Promise[Any], None, None], None] = {}

    def after(self, ms: int, action: Callable[[], None]) -> None:
        """Let something happen that much later; 0 is behind all that is due now."""
        heappush(self._entries, (self.now_ms + ms, next(self._order), action))

    def step(self) -> None:
        """Let the next thing happen."""
        due_ms, _, action = heappop(self._entries)
        self.now_ms = max(self.now_ms, due_ms)
        self.steps += 1
        action()

    def start(self, script: Coroutine["Promise[Any]", None, None]) -> None:
        """Let a script run, beginning now."""
        self._scripts[script] = None
        self.after(0, lambda: self._go_on(script))

    def close(self) -> None:
        """End every script where it is."""
        for script in self._scripts:
            script.close()
        self._scripts.clear()
        self._entries.clear()

    def _go_on(self, script: Coroutine["Promise[Any]", None, None]) -> None:
        try:
            promise = script.send(None)
        except StopIteration:
            self._scripts.pop(script, None)
            return
        promise.then(lambda: self._go_on(script))

    def promise(self) -> "Promise[Any]":
        """Return a promise that scripts may wait for."""
        return Promise(self)

    async def sleep(self, ms: int) -> None:
        """Wait."""
        nap: Promise[None] = Promise(self)
        self.after(ms, lambda: nap.keep(None))
        await nap


class Promise(Generic[T]):
    """Something that will be there, or never will be: then waiting for it raises."""

    __slots__ = ("_agenda", "_error", "_value", "_waiting", "done")

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._waiting: list[Callable[[], None]] = []
        self._value: T | None = None
        self._error: Exception | None = None
        self.done = False

    def keep(self, value: T) -> None:
        """It is there."""
        self._value = value
        self._end()

    def fail(self, error: Exception) -> None:
        """It never will be there."""
        self._error = error
        self._end()

    def _end(self) -> None:
        if self.done:
            return
        self.done = True
        for action in self._waiting:
            self._agenda.after(0, action)
        self._waiting.clear()

    def then(self, action: Callable[[], None]) -> None:
        """Do something when it has been decided."""
        if self.done:
            self._agenda.after(0, action)
        else:
            self._waiting.append(action)

    def __await__(self) -> Generator["Promise[Any]", None, T]:
        if not self.done:
            yield self
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]  # it was kept with a T
