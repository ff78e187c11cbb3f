"""Within a session, messages are first delivered in the order in which they were enqueued."""

import itertools

from tests.sim.ledger import Entry, Got, Violation
from tests.sim.marks import Marks
from tests.sim.swarm import Layout

from .base import Promise


class OrderInSessions(Promise):
    """By sequence number, over all who held the session."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._first: dict[tuple[str, str], dict[int, Got]] = {}

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Got) and entry.tenure and not entry.by_number and entry.copy.session is not None:
            known = self._first.setdefault((entry.place, entry.copy.session), {})
            number = entry.copy.sequence_number
            if number not in known or entry.sent_ms < known[number].sent_ms:
                known[number] = entry

    def end(self) -> None:
        for (place, session), known in self._first.items():
            story = sorted(known.values(), key=lambda got: got.sent_ms)
            for before, behind in itertools.pairwise(story):
                same = before.sent_ms == behind.sent_ms
                if not same and before.copy.sequence_number > behind.copy.sequence_number:
                    raise Violation(f"order: in {session} of {place}, {behind} came first after {before}")
