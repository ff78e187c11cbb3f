"""The state of a session is what was set last."""

from ..ledger import Entry, StateSeen, StateSet, StateSetting, Violation
from ..marks import Marks
from ..swarm import Layout
from .base import Promise


class StatesAreKept(Promise):
    """Whoever sets a state holds the session, so that one comes after the other, but for lost answers."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._possible: dict[str, set[bytes | None]] = {}

    def note(self, entry: Entry) -> None:
        if isinstance(entry, StateSetting):
            self._possible.setdefault(entry.session, {None}).add(entry.state)
        elif isinstance(entry, StateSet):
            self._possible[entry.session] = {entry.state}
        elif isinstance(entry, StateSeen):
            possible = self._possible.get(entry.session, {None})
            if entry.state not in possible:
                raise Violation(f"states: session {entry.session} has {entry.state!r}, not one of {possible}")
