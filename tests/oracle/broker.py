"""The engine as its owner has it: a store in memory, commits under way, transactions, and crashes."""

from collections import deque
from itertools import count

import apsw

from longshore.broker.provision import provision
from longshore.broker.recovery import recover
from longshore.broker.transactions import Transactions
from longshore.broker.unit import Unit
from longshore.engine.changes import Changes
from longshore.engine.context import Context
from longshore.engine.lane import Lane
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.engine.topic import Topic
from longshore.model.entities import Topology
from longshore.store.batch import Batch
from longshore.store.paging import Pager
from longshore.store.schema import CREATE
from longshore.store.writer import write
from tests.oracle.naive.message import DEAD, MAIN, TRANSFER
from tests.oracle.paper import PaperCodec

START_MS = 1_700_000_000_000
COMMITS_UNDER_WAY = 2


class Broker:
    """The engine, its store, and the commits between them."""

    def __init__(self, topology: Topology, body_budget_bytes: int) -> None:
        self.now_ms = START_MS
        self._body_budget_bytes = body_budget_bytes
        self._tokens = count(1)
        self.store = apsw.Connection(":memory:")
        self.store.execute(CREATE)
        self._start()
        self.provision(topology)

    def _start(self) -> None:
        self.namespace = self.restarted()
        self.transactions = Transactions()
        self.gathering = Unit()
        self.under_way: deque[Unit] = deque()

    def restarted(self) -> Namespace:
        """Return the namespace as a broker finds it that starts now; no lock token is ever given twice."""
        context = Context(
            lambda: next(self._tokens).to_bytes(16, "big"),
            lambda: 0.0,
            PaperCodec(),
            Pager(self.store),
            self._body_budget_bytes,
        )
        namespace = Namespace("oracle", context)
        recover(namespace, self.store)
        return namespace

    @property
    def changes(self) -> Changes:
        """What the gathering commit brings."""
        return self.gathering.changes

    def provision(self, topology: Topology) -> None:
        """Do what a plan says, as a broker does that starts."""
        batch = Batch()
        assert provision(self.namespace, topology, batch).refused == []
        write(self.store, batch)

    # -- what is where -----------------------------------------------------------------------------

    def entity(self, path: str) -> Queue | Topic:
        """Return what one can send to."""
        found = self.namespace.sendable(path)
        assert found is not None
        return found

    def queue(self, path: str) -> Queue:
        """Return what holds messages; of a topic, the room where scheduled ones wait."""
        found = self.namespace.receivable(path) or self.entity(path)
        return found.waiting if isinstance(found, Topic) else found

    def lane(self, path: str, name: str) -> Lane:
        """Return a lane by name; a session that nobody knows any more has nothing in it."""
        queue = self.queue(path)
        lanes = {MAIN: queue.main, DEAD: queue.dead_letters, TRANSFER: queue.transfer_dead_letters}
        return lanes.get(name) or queue.sessions.by_id.get(name) or Session(queue, name)

    # -- the disk ----------------------------------------------------------------------------------

    def give_to_disk(self) -> None:
        """What was gathered is under way; the next commit gathers."""
        self.under_way.append(self.gathering)
        self.gathering = Unit()

    def succeed(self) -> None:
        """The commit that has been under way longest is on disk, and the broker hears of it."""
        unit = self.under_way.popleft()
        write(self.store, unit.batch)
        unit.changes.apply()

    def fail(self) -> None:
        """Nothing that is under way got to disk, and what gathers rests on it."""
        for unit in reversed([*self.under_way, self.gathering]):
            unit.changes.undo()
        self.under_way.clear()
        self.gathering = Unit()

    def crash(self, *, written: bool) -> None:
        """The broker dies; the commit under way may have got to disk, though nobody heard of it."""
        if written:
            write(self.store, self.under_way[0].batch)
        self._start()
