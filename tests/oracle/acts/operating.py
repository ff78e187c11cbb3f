"""Operators: look around, delete, move dead letters back, change entities; and what nobody uses goes."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from longshore.engine import operations
from longshore.engine.message import SubQueue
from longshore.model.durations import UNLIMITED_MS
from tests.oracle.acts.receiving import SUB_QUEUES
from tests.oracle.machine import Machine, pick, picks, recent
from tests.oracle.naive import operators, receiving, scheduling
from tests.oracle.naive.message import DEAD, MAIN, SCHEDULED, TRANSFER
from tests.oracle.naive.queue import Queue
from tests.oracle.naive.receiving import in_sub_queue
from tests.oracle.naive.topic import Topic
from tests.oracle.scenes import CHANGES, REST_MS, Change, changed

lanes = st.sampled_from([MAIN, DEAD, DEAD, TRANSFER])


class Operating(Machine):
    """What operators do."""

    changes: tuple[Change, ...] = CHANGES

    def _held(self) -> list[Queue]:
        return [queue for queue in self.queues() if queue.items]

    def _in(self, queue: Queue, lane: str, picks: list[int]) -> list[int]:
        return self.asked([item for item in queue.items if in_sub_queue(item, lane)], queue.items, picks)

    @precondition(lambda self: self._held())
    @rule(
        how=st.sampled_from(["browse", "browse", "delete", "delete older", "cancel"]),
        which=recent,
        lane=lanes,
        picks=picks,
    )
    def operate(self, how: str, which: int, lane: str, picks: list[int]) -> None:
        """What is rarely done, lest few messages live long enough for the rest."""
        naive = pick(self._held(), which)
        lane = pick([lane, *sorted({item.lane for item in naive.items})], picks[-1])
        if how == "browse":
            self._browse(naive, lane, picks)
        elif how == "delete":
            self._delete(naive, lane, picks)
        elif how == "delete older":
            self._delete_older(naive, lane, picks)
        else:
            self._cancel(naive, picks)

    def _browse(self, naive: Queue, lane: str, picks: list[int]) -> None:
        from_number, count, session = picks[0], 2 * len(picks), "x" if sum(picks) % 3 == 2 else None
        queue = self.broker.queue(naive.path)
        messages = queue.browse(SUB_QUEUES.get(lane, SubQueue.MAIN), from_number, count, session)
        self.compare(receiving.browse(naive, lane, from_number, count, session), queue, messages)
        self.note("browse" if messages else "browse in vain")

    def _delete(self, naive: Queue, lane: str, picks: list[int]) -> None:
        queue, asked = self.broker.queue(naive.path), self._in(naive, lane, picks)
        outcome = operations.delete(queue, SUB_QUEUES.get(lane, SubQueue.MAIN), asked, self.broker.changes)
        self.judge("delete", outcome, operators.delete(naive, lane, asked))

    def _delete_older(self, naive: Queue, lane: str, picks: list[int]) -> None:
        before_ms, count, session = self.now_ms - REST_MS, len(picks), "x" if picks[0] == 0 else None
        sub_queue = SUB_QUEUES.get(lane, SubQueue.MAIN)
        queue, changes = self.broker.queue(naive.path), self.broker.changes
        deleted = operations.delete_older(queue, sub_queue, before_ms, count, session, changes)
        assert deleted == operators.delete_older(naive, lane, before_ms, count, session)
        self.note("delete what is older" if deleted else "nothing is older")

    def _cancel(self, naive: Queue, picks: list[int]) -> None:
        scheduled = [item for item in naive.items if item.kind == SCHEDULED]
        asked = self.asked(scheduled, naive.items, picks)
        outcome = self.broker.queue(naive.path).cancel(asked, self.broker.changes)
        self.judge("cancel", outcome, scheduling.cancel(naive, asked))

    def _with_dead(self) -> list[tuple[Queue, str]]:
        return [
            (queue, lane)
            for queue in self.queues()
            for lane in (DEAD, TRANSFER)
            if queue.path not in self.naive.topics and any(item.lane == lane for item in queue.items)
        ]

    @precondition(lambda self: self._with_dead())
    @rule(which=recent, picks=picks, removed=st.sampled_from(["colour", "p"]))
    def move_back(self, which: int, picks: list[int], removed: str) -> None:
        naive, lane = pick(self._with_dead(), which)
        queue, asked = self.broker.queue(naive.path), self._in(naive, lane, picks)
        outcome = operations.move_back(
            queue,
            SUB_QUEUES[lane],
            asked,
            {"moved": "back"},
            frozenset({removed}),
            self.now_ms,
            self.broker.changes,
        )
        expected = operators.move_back(naive, lane, asked, {"moved": "back"}, removed)
        self.judge("move back", outcome, expected)

    # -- entities ----------------------------------------------------------------------------------

    @precondition(lambda self: self.calm(2))
    @rule(which=recent, change=st.integers(0, 99), again=st.sampled_from([False, False, True]))
    def update(self, which: int, change: int, again: bool) -> None:
        """The broker is told to be as another plan says, or one that knows of what was deleted."""
        self.commit()
        if not again:
            self.topology = changed(self.topology, which, self.changes[change % len(self.changes)])
        self.broker.provision(self.topology)
        self.naive.provision(self.topology)
        self.upset("provision" if again else "update an entity")

    @precondition(lambda self: self.calm(2) and self._anything_idles())
    @rule(used=st.lists(st.integers(0, 4), max_size=3))
    def patrol(self, used: list[int]) -> None:
        """Somebody uses some entities; those that nobody has used for long go."""
        for which in used if self.queues() else ():
            path = pick(self.queues(), which).path
            for naive in [queue for queue in self.queues() if queue.path == path]:
                naive.used_ms = self.now_ms
            (self.broker.namespace.receivable(path) or self.broker.entity(path)).used_ms = self.now_ms
        deleted = self.broker.namespace.delete_idle(self.now_ms, self.broker.changes)
        assert set(deleted) == self.naive.delete_idle()
        self.upset("delete what is idle" if deleted else "nothing is idle")

    def _anything_idles(self) -> bool:
        known: list[Topic | Queue] = [*self.naive.topics.values(), *self.queues()]
        return any(entity.description.auto_delete_on_idle_ms < UNLIMITED_MS for entity in known)
