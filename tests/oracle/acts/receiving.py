"""Receivers: peek-lock, receive-and-delete, and deferred messages."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from longshore.engine.message import SubQueue
from tests.oracle.machine import Machine, pick, picks, recent
from tests.oracle.naive import receiving
from tests.oracle.naive.message import DEAD, DEFERRED, MAIN, TRANSFER
from tests.oracle.naive.queue import Queue

counts = st.integers(1, 3)
SUB_QUEUES = {DEAD: SubQueue.DEAD_LETTER, TRANSFER: SubQueue.TRANSFER_DEAD_LETTER}


class Receiving(Machine):
    """What receivers do before they settle."""

    @precondition(lambda self: self.lanes())
    @rule(which=recent, count=counts, away=st.sampled_from([False, False, True]))
    def receive(self, which: int, count: int, away: bool) -> None:
        naive, lane = pick(self.lanes(), which)
        queue, found = self.broker.queue(naive.path), self.broker.lane(naive.path, lane)
        if not self.judge("ask", queue.objection(found), receiving.objection(naive, lane)):
            return
        if away:
            messages = queue.take_away(found, count, self.now_ms, self.broker.changes)
            self.compare(receiving.take_away(naive, lane, count), queue, messages)
            self.note("receive and delete" if messages else "receive nothing")
        else:
            messages = queue.take(found, count, self.now_ms, self.broker.changes)
            self.taken(naive, lane, receiving.take(naive, lane, count), messages)
            self.note("receive" if messages else "receive nothing")

    def _with_deferred(self) -> list[tuple[Queue, str]]:
        return [
            (queue, lane)
            for queue in self.queues()
            for lane in sorted({item.lane for item in queue.items if item.kind == DEFERRED})
            if lane in {MAIN, DEAD, TRANSFER} or lane in queue.holds
        ]

    @precondition(lambda self: self._with_deferred())
    @rule(which=recent, picks=picks, delete=st.booleans())
    def receive_deferred(self, which: int, picks: list[int], delete: bool) -> None:
        naive, lane = pick(self._with_deferred(), which)
        deferred = [item for item in naive.items if item.kind == DEFERRED and item.lane == lane]
        asked = self.asked(deferred, naive.items, picks)
        queue, found = self.broker.queue(naive.path), self.broker.lane(naive.path, lane)
        messages = queue.take_deferred(found, asked, self.now_ms, self.broker.changes, delete=delete)
        expected = receiving.take_deferred(naive, lane, asked, delete=delete)
        what = "receive and delete deferred" if delete else "receive deferred"
        if not self.judge(what, messages, expected):
            return
        assert isinstance(messages, list)
        assert isinstance(expected, list)
        if delete:
            self.compare(expected, queue, messages)
        else:
            self.taken(naive, lane, expected, messages)
