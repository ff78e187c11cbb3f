"""What was completed, and confirmed to be, does not come back."""

from tests.sim.ledger import Discharged, Entry, Got, Outcome, Settled, Settling, Verdict, Violation
from tests.sim.marks import Marks
from tests.sim.swarm import Layout

from .base import Promise

Key = tuple[int, str]


class NothingComesBack(Promise):
    """No delivery that the broker made after it confirmed a completion is of the completed message."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._got: dict[int, Got] = {}
        self._completing: dict[int, Settling] = {}
        self._by_txn: dict[int, list[int]] = {}
        self._completed_ms: dict[Key, int] = {}

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Got):
            self._arrive(entry)
        elif isinstance(entry, Settling) and entry.outcome is Outcome.COMPLETE:
            self._completing[entry.hold] = entry
            if entry.txn:
                self._by_txn.setdefault(entry.txn, []).append(entry.hold)
        elif isinstance(entry, Settled) and entry.verdict is Verdict.DONE and entry.hold in self._completing:
            self._complete(entry.hold, entry.at_ms)
        elif isinstance(entry, Discharged) and entry.verdict is Verdict.DONE and entry.commit:
            for hold in self._by_txn.get(entry.txn, ()):
                self._complete(hold, entry.at_ms)

    def _arrive(self, got: Got) -> None:
        if got.hold:
            self._got[got.hold] = got
        key = got.copy.uid, self.layout.home(got.place)
        completed_ms = self._completed_ms.get(key)
        if got.copy.uid and completed_ms is not None and got.sent_ms > completed_ms:
            raise Violation(f"came back: {got} after it was completed at {completed_ms}")
        if not got.hold:
            self._completed_ms.setdefault(key, got.at_ms)

    def _complete(self, hold: int, at_ms: int) -> None:
        got = self._got[hold]
        self._completed_ms.setdefault((got.copy.uid, self.layout.home(got.place)), at_ms)
