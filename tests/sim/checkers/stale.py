"""A settlement that leaves after its lock has ended is refused."""

from tests.sim.ledger import Entry, Got, Outcome, Renewed, Settled, Settling, Verdict, Violation
from tests.sim.marks import Marks
from tests.sim.swarm import Layout

from .base import Promise


class StaleLocksAreRefused(Promise):
    """Handing back untouched is no decision, and always right. Session locks are extended elsewhere."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._until_ms: dict[int, int] = {}
        self._stale: dict[int, Settling] = {}

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Got) and entry.hold and not entry.tenure:
            self._until_ms[entry.hold] = entry.copy.locked_until_ms
        elif isinstance(entry, Renewed):
            if entry.verdict is Verdict.DONE:
                self._until_ms[entry.hold] = entry.until_ms
            else:
                self._until_ms.pop(entry.hold, None)
        elif isinstance(entry, Settling) and entry.outcome is not Outcome.RELEASE and not entry.txn:
            until_ms = self._until_ms.get(entry.hold)
            if until_ms is not None and entry.at_ms >= until_ms:
                self._stale[entry.hold] = entry
        elif isinstance(entry, Settled) and entry.verdict is Verdict.DONE and entry.hold in self._stale:
            until_ms = self._until_ms[entry.hold]
            raise Violation(f"stale locks: {self._stale[entry.hold]} succeeded, the lock ended at {until_ms}")
