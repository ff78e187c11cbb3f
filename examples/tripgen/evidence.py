"""What the accounts rest on: the jobs as planned, the ledgers of all processes, and what was left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from examples.tripgen.ledger import Entry, What
from examples.tripgen.scenario import Job


@dataclass(frozen=True, slots=True)
class Found:
    """A message that was left in a queue or subscription (`place`), or among its dead letters."""

    place: str
    dead: bool
    message_id: str
    sequence_number: int
    event_type: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that is known; the entries of all ledgers are in the order of time."""

    jobs: Sequence[Job]
    entries: Sequence[Entry]
    found: Sequence[Found]

    def at(self, place: str, *kinds: What) -> list[Entry]:
        """Return the facts of these kinds about a queue or topic."""
        return [entry for entry in self.entries if entry.place == place and entry.what in kinds]

    def left(self, place: str, *, dead: bool) -> list[Found]:
        """Return what was left in a place, or among its dead letters."""
        return [found for found in self.found if found.place == place and found.dead is dead]

    @property
    def killed(self) -> frozenset[str]:
        """The names of the workers that were killed."""
        return frozenset(entry.detail for entry in self.entries if entry.what is What.KILLED)


def ids(entries: Iterable[Entry]) -> set[str]:
    """Return the message ids that facts are about."""
    return {entry.message_id for entry in entries}
