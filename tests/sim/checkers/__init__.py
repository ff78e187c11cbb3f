"""The promises, one file each. A checker sees what clients see, and the layout of the entities."""

from tests.sim.ledger import Checker
from tests.sim.marks import Marks
from tests.sim.swarm import Layout

from .completed import NothingComesBack
from .counts import CountsNeverFall
from .dead_letters import DeadForAReason
from .duplicates import NoDuplicates
from .locks import OneLock
from .nothing_lost import NothingIsLost
from .order import OrderInSessions
from .sequence import NumbersGrow
from .sessions import OneHolder
from .stale import StaleLocksAreRefused
from .states import StatesAreKept
from .transactions import AllOrNone
from .whole import WholeOrNotAtAll


def all_checkers(layout: Layout, marks: Marks) -> list[Checker]:
    """Return a checker for every promise."""
    return [
        NothingIsLost(layout, marks),
        NothingComesBack(layout, marks),
        OneLock(layout, marks),
        OneHolder(layout, marks),
        StaleLocksAreRefused(layout, marks),
        OrderInSessions(layout, marks),
        NumbersGrow(layout, marks),
        CountsNeverFall(layout, marks),
        DeadForAReason(layout, marks),
        NoDuplicates(layout, marks),
        WholeOrNotAtAll(layout, marks),
        AllOrNone(layout, marks),
        StatesAreKept(layout, marks),
    ]
