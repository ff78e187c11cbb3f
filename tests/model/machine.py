"""The engine and the naive queue side by side, driven as the broker drives the engine.

One commit is under way while the next one gathers; when one fails, both do. Lock tokens are never thrown
away, so stale ones are the norm. The rules are few and do much, because hypothesis tries each story with
some of them left out.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from longshore.engine.changes import Changes
from longshore.engine.message import MessageState
from longshore.engine.session import Session
from longshore.model.entities import QueueDescription
from longshore.model.refusal import Condition, Refusal
from tests.model.naive import DEAD, LEAVING, LOCKED, SENDING, Item, NaiveQueue
from tests.unit.engine.audit import audit
from tests.unit.engine.disk import Facts
from tests.unit.engine.world import Delivery, Dock, World, condition

LOCK_MS = 1_000
BACKLOG = 6
"""Messages beyond which no more are sent: stories should be about what becomes of them."""

EDGES_MS = (1, 1, LOCK_MS - 1, LOCK_MS, LOCK_MS + 1)
"""What time passes by: around the end of a lock, and of everything else here that ends."""

counts = st.integers(1, 3)
settlements = st.sampled_from(["complete", "abandon", "dead letter", "release", "renew"])
recent = st.integers(0, 5)
"""Which of the last deliveries is meant, counted backwards."""

ReceiveMode = Callable[["Machine", Dock, str, int], None]
receive_modes: st.SearchStrategy[ReceiveMode] = st.deferred(
    lambda: st.sampled_from([Machine.take, Machine.take, Machine.take_away])
)


class Machine(RuleBasedStateMachine):
    """What queues with and without sessions have in common."""

    happened: ClassVar[Counter[str]] = Counter()

    def start(self, description: QueueDescription, body_budget_bytes: int) -> None:
        self.world = World(body_budget_bytes)
        self.dock = self.world.queue("orders", description)
        self.naive = NaiveQueue(description, self.world.now_ms)
        self.deliveries: list[tuple[Dock, str, Delivery]] = []
        self.sent = 0
        self.under_way: Changes | None = None
        self._gather()

    def note(self, what: str) -> None:
        self.happened[what] += 1

    # -- receiving ---------------------------------------------------------------------------------

    def take(self, dock: Dock, lane: str, count: int) -> None:
        expected, taken = self.naive.take(lane, count), dock.take(count)
        self._compare(expected, taken)
        for item, delivery in zip(expected, taken, strict=True):
            item.token = delivery.token
            assert delivery.locked_until_ms == item.locked_until_ms
            self.deliveries.append((dock, lane, delivery))

    def take_away(self, dock: Dock, lane: str, count: int) -> None:
        self._compare(self.naive.take_away(lane, count), dock.take_away(count))

    def _compare(self, expected: list[Item], taken: list[Delivery]) -> None:
        assert [(item.number, item.body, item.delivery_count) for item in expected] == [
            (delivery.message.sequence_number, delivery.body, delivery.delivery_count) for delivery in taken
        ]

    @precondition(lambda self: self.naive.ready(DEAD))
    @rule(count=counts, how=receive_modes)
    def receive_dead_letters(self, count: int, how: ReceiveMode) -> None:
        how(self, self.dock.dead_letters, DEAD, count)

    # -- settling ----------------------------------------------------------------------------------

    @precondition(lambda self: self.deliveries)
    @rule(which=recent, how=settlements)
    def settle(self, which: int, how: str) -> None:
        """Settle something that was delivered at some time."""
        self._settle(self.deliveries[-1 - which % len(self.deliveries)], how)

    @precondition(lambda self: self._locked())
    @rule(which=recent, how=settlements)
    def settle_what_is_locked(self, which: int, how: str) -> None:
        locked = self._locked()
        self._settle(locked[-1 - which % len(locked)], how)

    def _locked(self) -> list[tuple[Dock, str, Delivery]]:
        return [known for known in self.deliveries if self.naive.locked_by(known[1], known[2].token)]

    def _settle(self, delivered: tuple[Dock, str, Delivery], how: str) -> None:
        dock, lane, delivery = delivered
        item = self.naive.locked_by(lane, delivery.token)
        if how == "release":
            self.naive.release(lane, delivery.token)
            dock.release(delivery)
        elif how == "renew":
            self._renew(dock, item, delivery)
        else:
            self._end(dock, lane, item, delivery, how)

    def _end(self, dock: Dock, lane: str, item: Item | None, delivery: Delivery, how: str) -> None:
        refused: Condition | None = None
        if item is None:
            refused = Condition.MESSAGE_LOCK_LOST
        elif how == "complete":
            self.naive.complete(item)
        elif how == "abandon":
            self.naive.abandon(item)
        elif not self.naive.dead_letter(item, "why"):
            refused = Condition.NOT_ALLOWED
        other = self.dock if lane == DEAD else dock.dead_letters
        assert condition(other.complete(delivery)) is Condition.MESSAGE_LOCK_LOST
        commands: dict[str, Callable[[Delivery], Refusal | None]] = {
            "complete": dock.complete,
            "abandon": dock.abandon,
            "dead letter": partial(dock.dead_letter, reason="why"),
        }
        self.expect(commands[how](delivery), refused, how)

    def _renew(self, dock: Dock, item: Item | None, delivery: Delivery) -> None:
        outcome = dock.renew(delivery)
        if item is None or isinstance(dock.lane, Session):
            self.expect(outcome, Condition.MESSAGE_LOCK_LOST, "renew")
        else:
            assert outcome == self.naive.renew(item)
            self.note("renew")

    def expect(self, outcome: object, refused: Condition | None, what: str) -> None:
        if refused is None:
            assert not isinstance(outcome, Refusal)
            self.note(what)
        else:
            assert condition(outcome) is refused
            self.note(f"{what} refused: {refused.name}")

    # -- time --------------------------------------------------------------------------------------

    @precondition(lambda self: self.naive.items)
    @rule(duration_ms=st.sampled_from(EDGES_MS), noticed=st.booleans())
    def time_passes(self, duration_ms: int, noticed: bool) -> None:
        self.naive.now_ms += duration_ms
        if noticed:
            assert set(self.naive.sweep()) == set(self.world.pass_time(duration_ms))
        else:
            self.world.now_ms += duration_ms

    # -- commits -----------------------------------------------------------------------------------

    @precondition(lambda self: self.under_way is not None or len(self.facts) > 0)
    @rule(outcome=st.sampled_from(["not yet", "succeeds", "succeeds", "fails"]))
    def disk(self, outcome: str) -> None:
        """Give the disk what was gathered, if it is free; then let it say how that went, or not yet."""
        if self.under_way is None:
            self.under_way = self.gathering
            self.naive.give_to_disk()
            self._gather()
        if outcome == "succeeds":
            self._succeed(self.under_way)
        elif outcome == "fails":
            self._fail(self.under_way)

    def _gather(self) -> None:
        self.facts = Facts(self.world.disk)
        self.gathering = Changes(self.facts)
        self.world._open = [self.gathering]

    def _succeed(self, changes: Changes) -> None:
        assert isinstance(changes.facts, Facts)
        changes.facts.write()
        changes.apply()
        self.under_way = None
        self.naive.succeed()
        self.note("commit")

    def _fail(self, changes: Changes) -> None:
        self.gathering.undo()
        changes.undo()
        self.under_way = None
        self.naive.fail()
        self._gather()
        audit(self.world.namespace, self.world.disk, self.world.now_ms)
        self.note("commit fails")

    def commit(self) -> None:
        """Let everything reach the disk."""
        for _ in range(2):  # what is under way, then what gathers
            self.disk("succeeds")

    # -- what must hold ----------------------------------------------------------------------------

    @invariant()
    def both_hold_the_same(self) -> None:
        queue = self.dock.queue
        items = {item.number: item for item in self.naive.items if item.state != SENDING}
        assert queue.messages.keys() == items.keys()
        assert queue.dead_letter_count == sum(item.lane == DEAD for item in items.values())
        assert queue.active_count == len(items) - queue.dead_letter_count
        assert queue.size_bytes == sum(len(item.body) for item in self.naive.items)
        for number, item in items.items():
            message = queue.messages[number]
            assert message.state is MessageState[item.state.upper()]
            assert (message.lane is queue.dead_letters) is (item.lane == DEAD)
            if item.state != LEAVING:
                assert message.delivery_count == item.delivery_count
        locked = {item.token: item.locked_until_ms for item in items.values() if item.state == LOCKED}
        lanes = (queue.main, queue.dead_letters, *queue.sessions.by_id.values())
        assert locked == {
            token: message.locked_until_ms for lane in lanes for token, message in lane.locked.items()
        }

    def all_locks_run_out(self) -> None:
        self.commit()
        for _ in range(2):  # once for the locks, once for what expired under them
            self.time_passes(LOCK_MS, noticed=True)
            self.commit()

    def nothing_is_left(self) -> None:
        self.commit()
        self.both_hold_the_same()
        assert self.naive.items == []
        assert self.world.disk.rows == {}
        assert self.world.context.resident_bytes == 0
        audit(self.world.namespace, self.world.disk, self.world.now_ms)
