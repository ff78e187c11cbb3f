"""The delivery count of a message never falls, not even over a crash."""

import itertools

from tests.sim.ledger import Crashed, Entry, Got, Violation
from tests.sim.marks import Mark, Marks
from tests.sim.swarm import Layout

from .base import Promise


class CountsNeverFall(Promise):
    """From delivery to delivery, within one place."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._story: dict[tuple[int, str, int], list[Got]] = {}
        self._crashes_ms: list[int] = []

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Crashed):
            self._crashes_ms.append(entry.at_ms)
        elif isinstance(entry, Got) and entry.copy.uid:
            key = entry.copy.uid, entry.place, entry.copy.sequence_number
            self._story.setdefault(key, []).append(entry)

    def end(self) -> None:
        for story in self._story.values():
            story.sort(key=lambda got: got.sent_ms)
            for before, behind in itertools.pairwise(story):
                if (
                    before.sent_ms < behind.sent_ms
                    and behind.copy.delivery_count < before.copy.delivery_count
                ):
                    raise Violation(f"counts: {behind} after {before}")
                retry = self.layout.describes(behind.place).retry
                if retry is not None and behind.copy.delivery_count > before.copy.delivery_count:
                    self.marks.hit(Mark.RESTED)
                if any(before.sent_ms <= crash_ms <= behind.sent_ms for crash_ms in self._crashes_ms):
                    self.marks.hit(Mark.REDELIVERED)
