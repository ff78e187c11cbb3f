"""Operators: delete, move dead letters back, change entities and rules; and what nobody uses goes."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from longshore.broker.errors import Unacceptable
from longshore.broker.management.rules import add_rule, remove_rule
from longshore.broker.management.scope import Scope
from longshore.engine import operations
from longshore.engine.message import SubQueue
from longshore.model.entities import CorrelationFilter, SqlFilter
from longshore.model.refusal import Condition, Refusal
from tests.oracle.acts.receiving import SUB_QUEUES
from tests.oracle.machine import Machine, pick, picks, recent
from tests.oracle.naive import operators
from tests.oracle.naive.message import DEAD, MAIN, TRANSFER
from tests.oracle.naive.queue import Queue
from tests.oracle.naive.receiving import in_sub_queue
from tests.oracle.naive.rules import RULES
from tests.oracle.naive.topic import Subscription
from tests.oracle.scenes import CHANGES, REST_MS, Change, changed

lanes = st.sampled_from([MAIN, DEAD, DEAD, TRANSFER])


class Operating(Machine):
    """What operators do."""

    def _held(self) -> list[Queue]:
        return [queue for queue in self.queues() if queue.items]

    def _in(self, queue: Queue, lane: str, picks: list[int]) -> list[int]:
        return self.asked([item for item in queue.items if in_sub_queue(item, lane)], queue.items, picks)

    @precondition(lambda self: self._held())
    @rule(which=recent, lane=lanes, picks=picks)
    def delete(self, which: int, lane: str, picks: list[int]) -> None:
        naive = pick(self._held(), which)
        queue, asked = self.broker.queue(naive.path), self._in(naive, lane, picks)
        outcome = operations.delete(queue, SUB_QUEUES.get(lane, SubQueue.MAIN), asked, self.broker.changes)
        self.judge("delete", outcome, operators.delete(naive, lane, asked))

    @precondition(lambda self: self._held())
    @rule(which=recent, lane=lanes, count=st.integers(1, 2), session=st.sampled_from([None, None, "x"]))
    def delete_older(self, which: int, lane: str, count: int, session: str | None) -> None:
        naive, before_ms = pick(self._held(), which), self.now_ms - REST_MS
        sub_queue = SUB_QUEUES.get(lane, SubQueue.MAIN)
        queue, changes = self.broker.queue(naive.path), self.broker.changes
        deleted = operations.delete_older(queue, sub_queue, before_ms, count, session, changes)
        assert deleted == operators.delete_older(naive, lane, before_ms, count, session)
        self.note("delete what is older" if deleted else "nothing is older")

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

    @precondition(Machine.calm)
    @rule(which=recent, change=st.sampled_from(CHANGES), again=st.booleans())
    def update(self, which: int, change: Change, again: bool) -> None:
        """The broker is told to be as another plan says, or one that knows of what was deleted."""
        self.commit()
        if not again:
            self.topology = changed(self.topology, which, change)
        self.broker.provision(self.topology)
        self.naive.provision(self.topology)
        self.upset("provision" if again else "update an entity")

    @precondition(Machine.calm)
    @rule(used=st.lists(st.integers(0, 4), max_size=3))
    def patrol(self, used: list[int]) -> None:
        """Somebody uses some entities; those that nobody has used for long go."""
        for which in used:
            path = pick(self.queues(), which).path
            for naive in [queue for queue in self.queues() if queue.path == path]:
                naive.used_ms = self.now_ms
            (self.broker.namespace.receivable(path) or self.broker.entity(path)).used_ms = self.now_ms
        deleted = self.broker.namespace.delete_idle(self.now_ms, self.broker.changes)
        assert set(deleted) == self.naive.delete_idle()
        self.upset("delete what is idle" if deleted else "nothing is idle")

    # -- rules -------------------------------------------------------------------------------------

    def _subscriptions(self) -> list[Subscription]:
        return [
            subscription
            for topic in self.naive.topics.values()
            for subscription in topic.subscriptions.values()
            if subscription.queue.intake.gone is None
        ]

    @precondition(lambda self: self._subscriptions())
    @rule(which=recent, name=st.sampled_from(sorted(RULES)))
    def add_rule(self, which: int, name: str) -> None:
        subscription = pick(self._subscriptions(), which)
        rules = subscription.rules
        refused = Condition.ENTITY_ALREADY_EXISTS if name in rules else None
        outcome = self._manage(subscription, add_rule, {"rule-name": name, "rule-description": _said(name)})
        if self.judge("add a rule", outcome, refused):
            self.naive.change_rules(subscription, [*rules, name])

    @precondition(lambda self: self._subscriptions())
    @rule(which=recent, name=st.sampled_from(sorted(RULES)))
    def remove_rule(self, which: int, name: str) -> None:
        subscription = pick(self._subscriptions(), which)
        rules = subscription.rules
        refused = None if name in rules else Condition.NOT_FOUND
        outcome = self._manage(subscription, remove_rule, {"rule-name": name})
        if self.judge("remove a rule", outcome, refused):
            self.naive.change_rules(subscription, [known for known in rules if known != name])

    def _manage(
        self, subscription: Subscription, act: Callable[..., object], body: dict[object, object]
    ) -> Refusal | None:
        """Ask as a client does that manages rules."""
        path, broker = subscription.queue.path, self.broker
        scope = Scope(
            broker.namespace, path, broker.queue(path), SubQueue.MAIN, lambda: broker.gathering, lambda: ""
        )
        try:
            act(scope, body, self.now_ms)
        except Unacceptable as refused:
            return refused.refusal
        return None


def _said(name: str) -> dict[object, object]:
    """Return a rule as a client describes it."""
    description = RULES[name].description
    said: dict[object, object] = {}
    match description.filter:
        case SqlFilter(expression=expression):
            said["sql-filter"] = {"expression": expression}
        case CorrelationFilter(properties=properties):
            said["correlation-filter"] = {"properties": dict(properties)}
        case _:
            said["true-filter"] = {}
    if description.action is not None:
        said["sql-rule-action"] = {"expression": description.action}
    return said
