"""Within the window, a message id is let in once, also across a crash."""

import itertools

from tests.sim.ledger import Answered, Crashed, Entry, Got, Sending, Verdict, Violation
from tests.sim.marks import Mark, Marks
from tests.sim.swarm import Layout

from .base import Promise


class NoDuplicates(Promise):
    """Two letters of one message id were enqueued a window apart, or one of them was dropped."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._sendings: dict[int, Sending] = {}
        self._accepted: list[Sending] = []
        self._came: dict[tuple[str, str], dict[int, Got]] = {}
        self._crashes_ms: list[int] = []

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Sending) and self.layout.once(entry.target):
            self._sendings[entry.group] = entry
        elif isinstance(entry, Answered) and entry.verdict is Verdict.DONE and entry.group in self._sendings:
            self._accepted.append(self._sendings[entry.group])
        elif isinstance(entry, Got):
            place = entry.place.removesuffix("/$deadletterqueue")
            self._came.setdefault((place, entry.copy.message_id), {})[entry.copy.uid] = entry
        elif isinstance(entry, Crashed):
            self._crashes_ms.append(entry.at_ms)

    def end(self) -> None:
        for (place, _name), copies in self._came.items():
            window_ms = self.layout.once(place)
            story = sorted(copies.values(), key=lambda got: got.copy.enqueued_ms)
            for before, behind in itertools.pairwise(story):
                if behind.copy.enqueued_ms - before.copy.enqueued_ms < window_ms:
                    raise Violation(f"duplicates: {behind} is a duplicate of {before}")
        for sending in self._accepted:
            self._mark_dropped(sending)

    def _mark_dropped(self, sending: Sending) -> None:
        for letter in sending.letters:
            copies = self._came.get((sending.target, letter.message_id), {})
            if copies and letter.uid not in copies:
                self.marks.hit(Mark.DUPLICATE)
                first_ms = min(got.copy.enqueued_ms for got in copies.values())
                if any(first_ms < crash_ms < sending.at_ms for crash_ms in self._crashes_ms):
                    self.marks.hit(Mark.DUPLICATE_AFTER_CRASH)
