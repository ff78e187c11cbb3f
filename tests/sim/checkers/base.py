"""What checkers have in common."""

from tests.sim.ledger import Entry
from tests.sim.marks import Marks
from tests.sim.swarm import Layout


class Promise:
    """One promise of the broker. What can be said only when all is known is said by `end`."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        self.layout = layout
        self.marks = marks

    def note(self, entry: Entry) -> None:
        """Something happened."""

    def end(self) -> None:
        """All is over, and every queue is empty."""
