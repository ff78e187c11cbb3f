"""At most one live lock per message."""

import itertools
from dataclasses import dataclass

from tests.sim.ledger import SOMEBODYS, Crashed, Entry, Got, Left, Renewed, Settling, Verdict, Violation
from tests.sim.marks import Mark, Marks
from tests.sim.swarm import Layout

from .base import Promise


@dataclass(slots=True)
class Span:
    """A lock as its holder knows it: from when, until when at the latest, from when it may be over."""

    got: Got
    until_ms: int
    ended_ms: int | None = None

    @property
    def end_ms(self) -> int:
        """When it is over for certain."""
        return self.until_ms if self.ended_ms is None else min(self.until_ms, self.ended_ms)


class OneLock(Promise):
    """No two locks of one message hold at one time, whoever has them."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._spans: dict[int, Span] = {}
        self._by_tenure: dict[int, list[int]] = {}
        self._left_ms: dict[int, int] = {}
        self._crashes_ms: list[int] = []

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Got) and entry.hold:
            span = self._spans[entry.hold] = Span(entry, entry.copy.locked_until_ms)
            span.ended_ms = next((ms for ms in self._crashes_ms if ms >= entry.sent_ms), None)
            if entry.tenure:
                self._by_tenure.setdefault(entry.tenure, []).append(entry.hold)
                if entry.tenure in self._left_ms:
                    self._end(entry.hold, self._left_ms[entry.tenure])
        elif isinstance(entry, Settling):
            self._end(entry.hold, entry.at_ms)
        elif isinstance(entry, Renewed) and entry.verdict is Verdict.DONE:
            self._spans[entry.hold].until_ms = entry.until_ms
        elif isinstance(entry, Left):
            self._leave(entry.tenure, entry.at_ms)
        elif isinstance(entry, Crashed):
            self._crashes_ms.append(entry.at_ms)
            for hold in self._spans:
                self._end(hold, entry.at_ms)

    def _leave(self, tenure: int, at_ms: int) -> None:
        self._left_ms[tenure] = min(self._left_ms.get(tenure, at_ms), at_ms)
        for hold in self._by_tenure.get(tenure, ()):
            self._end(hold, at_ms)

    def _end(self, hold: int, at_ms: int) -> None:
        span = self._spans[hold]
        span.ended_ms = at_ms if span.ended_ms is None else min(span.ended_ms, at_ms)

    def end(self) -> None:
        by_copy: dict[tuple[int, str], list[Span]] = {}
        for span in self._spans.values():
            if span.got.copy.uid and span.got.tenure != SOMEBODYS:
                by_copy.setdefault((span.got.copy.uid, span.got.place), []).append(span)
        for spans in by_copy.values():
            spans.sort(key=lambda span: span.got.sent_ms)
            for before, behind in itertools.pairwise(spans):
                self._compare(before, behind)

    def _compare(self, before: Span, behind: Span) -> None:
        if behind.got.sent_ms < before.end_ms:
            raise Violation(f"locks: {behind.got} while {before.got} holds until {before.end_ms}")
        if before.ended_ms is None or before.ended_ms > before.until_ms:
            self.marks.hit(Mark.LOCK_EXPIRED)
