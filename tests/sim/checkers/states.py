"""The state of a session is what was set last."""

from tests.sim.ledger import Entry, StateSeen, StateSet, StateSetting, Violation
from tests.sim.marks import Marks
from tests.sim.swarm import Layout

from .base import Promise


class StatesAreKept(Promise):
    """Of what was being set at the same time, by somebody who had lost the session, any may be the last."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._possible: dict[str, set[bytes | None]] = {}
        self._open: dict[str, set[bytes | None]] = {}

    def note(self, entry: Entry) -> None:
        if isinstance(entry, StateSetting):
            self._possible.setdefault(entry.session, {None}).add(entry.state)
            self._open.setdefault(entry.session, set()).add(entry.state)
        elif isinstance(entry, StateSet):
            self._open[entry.session].discard(entry.state)
            self._possible[entry.session] = {entry.state, *self._open[entry.session]}
        elif isinstance(entry, StateSeen):
            possible = self._possible.get(entry.session, {None})
            if entry.state not in possible:
                raise Violation(f"states: session {entry.session} has {entry.state!r}, not one of {possible}")
