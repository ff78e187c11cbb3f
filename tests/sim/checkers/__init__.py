"""The promises, one file each. A checker sees what clients see, and the layout of the entities."""

from ..ledger import Checker
from ..marks import Marks
from ..swarm import Layout


def all_checkers(layout: Layout, marks: Marks) -> list[Checker]:
    """Return a checker for every promise."""
    from . import nothing_lost  # noqa: PLC0415

    return [nothing_lost.NothingIsLost(layout)]
