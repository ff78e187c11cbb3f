"""Sequence numbers grow and are never given twice, whatever happens in between."""

from tests.sim.ledger import Entry, Got, Violation
from tests.sim.marks import Marks
from tests.sim.swarm import Layout

from .base import Promise


class NumbersGrow(Promise):
    """One number, one message; and who was enqueued later has the higher number."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._by_number: dict[tuple[str, int], Got] = {}

    def note(self, entry: Entry) -> None:
        if not isinstance(entry, Got):
            return
        entity = entry.place.removesuffix("/$deadletterqueue")
        known = self._by_number.setdefault((entity, entry.copy.sequence_number), entry)
        if (known.copy.uid, known.copy.enqueued_ms) != (entry.copy.uid, entry.copy.enqueued_ms):
            raise Violation(f"sequence: {entry} has the number of {known}")

    def end(self) -> None:
        before: tuple[str, int, int] = ("", 0, 0)
        for (entity, number), got in sorted(self._by_number.items(), key=lambda item: item[0]):
            if before[0] == entity and got.copy.enqueued_ms < before[2]:
                raise Violation(f"sequence: {got} was enqueued before number {before[1]}")
            before = entity, number, got.copy.enqueued_ms
