"""The clock and the disk: time passes by the edges, commits succeed and fail, the broker dies."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from longshore.engine.message import SubQueue
from tests.oracle.broker import COMMITS_UNDER_WAY
from tests.oracle.machine import Delivery, Machine
from tests.oracle.naive import disk, receiving
from tests.oracle.naive.message import DEAD, MAIN, TRANSFER
from tests.oracle.naive.namespace import Namespace
from tests.oracle.scenes import EDGES_MS
from tests.unit.broker.audit import compare

LANES = {MAIN: SubQueue.MAIN, DEAD: SubQueue.DEAD_LETTER, TRANSFER: SubQueue.TRANSFER_DEAD_LETTER}


class Passing(Machine):
    """What nobody asks for."""

    edges_ms: tuple[int, ...] = EDGES_MS

    @precondition(Machine.goes_on)
    @rule(which=st.integers(0, 30), noticed=st.booleans())
    def time_passes(self, which: int, noticed: bool) -> None:
        """Time passes; the broker notices at once, or only when something is asked of it."""
        self.pass_time(self.edges_ms[which % len(self.edges_ms)], noticed=noticed)

    def pass_time(self, duration_ms: int, *, noticed: bool) -> None:
        self.broker.now_ms += duration_ms
        self.naive.moment.now_ms += duration_ms
        if noticed:
            self._sweep()

    def _sweep(self) -> None:
        holders = self.broker.namespace.sweep(self.now_ms, self.broker.changes)
        assert set(holders) == set(self.naive.sweep())
        self.note("lose a session" if holders else "sweep")

    @precondition(lambda self: self.broker.under_way or not self.broker.gathering.batch.empty)
    @rule(outcome=st.sampled_from(["not yet", "succeeds", "succeeds", "fails"]))
    def disk(self, outcome: str) -> None:
        """Give the disk what was gathered, if it may; then let it say how that went, or not yet."""
        if len(self.broker.under_way) < COMMITS_UNDER_WAY:
            self.give_to_disk()
        if outcome == "succeeds":
            self.succeed()
            self.note("a commit succeeds")
        elif outcome == "fails":
            self.broker.fail()
            self._forget_pending(disk.fail)
            compare(self.broker.namespace, self.broker.restarted())
            self.note("a commit fails")

    @precondition(lambda self: self.calm())
    @rule(written=st.booleans())
    def crash(self, written: bool) -> None:
        """The broker dies and comes back; the disk may have had its last commit already."""
        self.give_to_disk()
        self.broker.crash(written=written)
        if written:
            disk.succeed(self.naive, self.oldest_commit)
            self.oldest_commit += 1
        self._forget_pending(disk.crash)
        self.naive_transactions.by_id.clear()
        self.held.clear()
        self.available_since.clear()
        self.forwarded.clear()
        for delivery in self.deliveries:
            self._reconnect(delivery)
        self._sweep()
        self.both_have_the_same_bodies()
        self.upset("crash")

    def _forget_pending(self, forget: Callable[[Namespace, set[int]], None]) -> None:
        forget(self.naive, self.pending())
        self.naive.moment.commit += 1
        self.oldest_commit = self.naive.moment.commit

    def _reconnect(self, delivery: Delivery) -> None:
        """A client that was connected before asks for the same lane again, with the tokens that it has."""
        found = self.naive.find(delivery.path)
        if found is not None:
            delivery.queue = self.broker.queue(delivery.path)
            delivery.lane = self.broker.lane(delivery.path, delivery.lane_name)

    def both_have_the_same_bodies(self) -> None:
        for naive in self.queues():
            queue = self.broker.queue(naive.path)
            for lane, sub_queue in LANES.items():
                messages = list(queue.browse_all(sub_queue, 0, None))
                self.compare(receiving.browse(naive, lane, 0, len(naive.items), None), queue, messages)
