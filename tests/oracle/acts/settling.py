"""Receivers settle what they have, or think they have."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from longshore.engine.changes import Changes
from longshore.model.refusal import Condition, Refusal
from tests.oracle.machine import Delivery, Machine, pick, recent
from tests.oracle.naive import settling
from tests.oracle.naive.message import Item
from tests.oracle.naive.queue import Queue
from tests.oracle.scenes import REST_MS

Settle = Callable[[int, Changes], Refusal | None]
Properties = dict[str, object]

properties = st.sampled_from([{}, {}, {"p": "1"}, {"p": "2", "q": "1"}])


@dataclass(frozen=True)
class Way:
    """A way to settle: what the engine is asked, and what the oracle does."""

    name: str
    properties: Properties

    def engine(self, delivery: Delivery) -> Settle:
        queue, lane, token = delivery.queue, delivery.lane, delivery.token
        changed = self.properties
        ways: dict[str, Settle] = {
            "complete": lambda now_ms, changes: queue.complete(lane, token, now_ms, changes),
            "abandon": lambda now_ms, changes: queue.abandon(lane, token, now_ms, changes, changed),
            "abandon and rest": lambda now_ms, changes: queue.abandon(
                lane, token, now_ms, changes, changed, REST_MS
            ),
            "dead-letter": lambda now_ms, changes: queue.dead_letter(
                lane, token, "why", "because", now_ms, changes, changed
            ),
            "defer": lambda now_ms, changes: queue.defer(lane, token, now_ms, changes, changed),
        }
        return ways[self.name]

    def naive(self, queue: Queue, item: Item) -> Condition | None:
        ways: dict[str, Callable[[Queue, Item], Condition | None]] = {
            "complete": settling.complete,
            "abandon": partial(settling.abandon, properties=self.properties),
            "abandon and rest": partial(settling.abandon, properties=self.properties, delay_ms=REST_MS),
            "dead-letter": partial(settling.dead_letter, reason="why", properties=self.properties),
            "defer": partial(settling.defer, properties=self.properties),
        }
        return ways[self.name](queue, item)


ways = st.builds(
    Way,
    st.sampled_from(["complete", "defer", "abandon", "abandon", "abandon and rest", "dead-letter", "defer"]),
    properties,
)
touches = st.sampled_from(["settle", "settle", "settle", "renew", "release"])


class Settling(Machine):
    """What receivers do with what they were given at some time."""

    @precondition(lambda self: self.deliveries)
    @rule(which=recent, how=touches, way=ways)
    def touch(self, which: int, how: str, way: Way) -> None:
        """Do something with what was delivered at some time."""
        self._touch(pick(self.deliveries, which), how, way)

    @precondition(lambda self: self.locked())
    @rule(which=recent, how=touches, way=ways, stored=st.booleans())
    def touch_what_is_locked(self, which: int, how: str, way: Way, stored: bool) -> None:
        self._touch(pick(self.locked(), which), how, way)
        if stored:
            self.commit()

    @precondition(lambda self: self.locked())
    @rule(way=ways, stored=st.booleans())
    def settle_the_last(self, way: Way, stored: bool) -> None:
        self._settle(self.locked()[-1], way)
        if stored:
            self.commit()

    def _touch(self, delivery: Delivery, how: str, way: Way) -> None:
        if how == "settle":
            self._settle(delivery, way)
        elif how == "renew":
            self._renew(delivery)
        else:
            self._release(delivery)

    def _settle(self, delivery: Delivery, way: Way) -> None:
        item = self.locked_item(delivery)
        lanes = (delivery.queue.main, delivery.queue.dead_letters, delivery.queue.transfer_dead_letters)
        for lane in lanes:
            assert lane is delivery.lane or lane.find(delivery.token, self.now_ms) is None
        outcome = way.engine(delivery)(self.now_ms, self.broker.changes)
        naive = self.naive.find(delivery.path)
        if item is None or naive is None:
            self.judge(way.name, outcome, Condition.MESSAGE_LOCK_LOST)
        else:
            self.judge(way.name, outcome, way.naive(naive, item))

    def _renew(self, delivery: Delivery) -> None:
        item, naive = self.locked_item(delivery), self.naive.find(delivery.path)
        until_ms: int | Condition = Condition.MESSAGE_LOCK_LOST
        if item is not None and naive is not None:
            until_ms = settling.renew(naive, item)
        outcome = delivery.queue.renew_lock(delivery.lane, delivery.token, self.now_ms)
        if self.judge("renew a lock", outcome, until_ms):
            assert outcome == until_ms

    def _release(self, delivery: Delivery) -> None:
        delivery.queue.release(delivery.lane, delivery.token)
        naive = self.naive.find(delivery.path)
        if naive is not None:
            settling.release(naive, delivery.lane_name, delivery.token)
        self.note("release")
