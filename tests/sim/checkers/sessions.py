"""At most one holder per session."""

import itertools

from tests.sim.ledger import Accepted, Crashed, Entry, Extended, Left, Violation
from tests.sim.marks import Marks
from tests.sim.swarm import Layout

from .base import Promise


class OneHolder(Promise):
    """No session is accepted while somebody holds it."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._tenures: dict[int, Accepted] = {}
        self._until_ms: dict[int, int] = {}
        self._left_ms: dict[int, int] = {}

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Accepted):
            self._tenures[entry.tenure] = entry
            self._until_ms[entry.tenure] = entry.until_ms
        elif isinstance(entry, Extended):
            self._until_ms[entry.tenure] = entry.until_ms
        elif isinstance(entry, Left):
            self._leave(entry.tenure, entry.at_ms)
        elif isinstance(entry, Crashed):
            for tenure in self._tenures:
                self._leave(tenure, entry.at_ms)

    def _leave(self, tenure: int, at_ms: int) -> None:
        self._left_ms[tenure] = min(self._left_ms.get(tenure, at_ms), at_ms)

    def end(self) -> None:
        by_session: dict[tuple[str, str], list[Accepted]] = {}
        for tenure in self._tenures.values():
            by_session.setdefault((tenure.place, tenure.session), []).append(tenure)
        for tenures in by_session.values():
            tenures.sort(key=lambda tenure: tenure.sent_ms)
            for before, behind in itertools.pairwise(tenures):
                end_ms = min(self._until_ms[before.tenure], self._left_ms.get(before.tenure, behind.sent_ms))
                if before.tenure not in self._left_ms:
                    end_ms = self._until_ms[before.tenure]
                if behind.sent_ms < end_ms:
                    raise Violation(f"sessions: {behind} while {before} lasts until {end_ms}")
