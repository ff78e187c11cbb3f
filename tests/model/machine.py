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
from longshore.engine.message import Kind, Message, MessageState
from longshore.engine.session import Session
from longshore.model.entities import QueueDescription, RetryPolicy
from longshore.model.refusal import Condition, Refusal
from tests.model.naive import (
    ACTIVE,
    DEAD,
    DEFERRED,
    LEAVING,
    LOCKED,
    MAIN,
    SCHEDULED,
    SENDING,
    Item,
    NaiveQueue,
)
from tests.unit.engine.audit import audit
from tests.unit.engine.disk import Facts
from tests.unit.engine.world import Delivery, Dock, World, condition, draft

LOCK_MS = 1_000
BACKLOG = 6
"""Messages beyond which no more are sent: stories should be about what becomes of them."""

REST_MS = LOCK_MS // 2

EDGES_MS = (1, 1, REST_MS - 1, REST_MS, LOCK_MS - 1, LOCK_MS, LOCK_MS + 1)
"""What time passes by: around the end of a lock, and of everything else here that ends."""

UNKNOWN_NUMBER = 1_000_000

retries = st.sampled_from([None, None, RetryPolicy(REST_MS, LOCK_MS, jitter=0)])
schedules_ms = st.sampled_from([0, 0, 0, 1, LOCK_MS])

counts = st.integers(1, 3)
settlements = st.sampled_from(
    ["complete", "abandon", "abandon and rest", "dead letter", "defer", "release", "renew"]
)
properties = st.sampled_from([{}, {}, {"p": "1"}, {"p": "2", "q": "1"}])
operations = st.sampled_from(["browse", "browse", "cancel", "delete", "delete old ones"])
picks = st.lists(st.integers(0, 4), min_size=1, max_size=2)
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

    # -- sending -----------------------------------------------------------------------------------

    def send_all(self, home: str, message_ids: list[str | None], ttl_ms: int | None, after_ms: int) -> None:
        """Send messages, with these ids, that are to be enqueued after a time."""
        drafts = []
        before = self.naive.last_number
        due_ms = self.world.now_ms + after_ms if after_ms else 0
        for message_id in message_ids:
            self.sent += 1
            text = f"body {self.sent}"
            made = draft(text, message_id, home or None, ttl_ms, due_ms=due_ms)
            drafts.append(made)
            self.naive.send(text, message_id, home, ttl_ms, due_ms, len(made.header))
        assert self.dock.send_drafts(*drafts) is None
        if self.naive.last_number < before + len(drafts):
            self.note("send a duplicate")
        else:
            self.note("schedule" if after_ms else "send")

    # -- receiving ---------------------------------------------------------------------------------

    def dock_of(self, lane: str) -> Dock | None:
        """Return where a lane's messages are received from; None where nobody could do that now."""
        return {MAIN: self.dock, DEAD: self.dock.dead_letters}.get(lane)

    def take(self, dock: Dock, lane: str, count: int) -> None:
        self._taken(dock, lane, self.naive.take(lane, count), dock.take(count))

    def _taken(self, dock: Dock, lane: str, expected: list[Item], taken: list[Delivery]) -> None:
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
    @rule(which=recent, how=settlements, properties=properties)
    def settle(self, which: int, how: str, properties: dict[str, str]) -> None:
        """Settle something that was delivered at some time."""
        self._settle(self.deliveries[-1 - which % len(self.deliveries)], how, properties)

    @precondition(lambda self: self._locked())
    @rule(which=recent, how=settlements, properties=properties, stored=st.booleans())
    def settle_what_is_locked(self, which: int, how: str, properties: dict[str, str], stored: bool) -> None:
        locked = self._locked()
        self._settle(locked[-1 - which % len(locked)], how, properties)
        if stored:
            self.commit()

    def _locked(self) -> list[tuple[Dock, str, Delivery]]:
        return [known for known in self.deliveries if self.naive.locked_by(known[1], known[2].token)]

    def _settle(self, delivered: tuple[Dock, str, Delivery], how: str, properties: dict[str, str]) -> None:
        dock, lane, delivery = delivered
        item = self.naive.locked_by(lane, delivery.token)
        if how == "release":
            self.naive.release(lane, delivery.token)
            dock.release(delivery)
        elif how == "renew":
            self._renew(dock, item, delivery)
        else:
            other = self.dock if lane == DEAD else dock.dead_letters
            assert condition(other.complete(delivery)) is Condition.MESSAGE_LOCK_LOST
            refused = Condition.MESSAGE_LOCK_LOST if item is None else self._end(item, how, properties)
            commands: dict[str, Callable[[Delivery], Refusal | None]] = {
                "complete": dock.complete,
                "abandon": partial(dock.abandon, properties=properties),
                "abandon and rest": partial(dock.abandon, properties=properties, delay_ms=REST_MS),
                "dead letter": partial(dock.dead_letter, reason="why", properties=properties),
                "defer": partial(dock.defer, properties=properties),
            }
            self.expect(commands[how](delivery), refused, how)

    def _end(self, item: Item, how: str, properties: dict[str, str]) -> Condition | None:
        if how == "complete":
            self.naive.complete(item)
        elif how == "defer":
            self.naive.defer(item, properties)
        elif how == "dead letter":
            if not self.naive.dead_letter(item, "why", properties):
                return Condition.NOT_ALLOWED
        else:
            self.naive.abandon(item, properties, REST_MS if how == "abandon and rest" else None)
        return None

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

    # -- by number ---------------------------------------------------------------------------------

    def _asked(self, meant: list[Item], picks: list[int]) -> list[int]:
        """Choose numbers: mostly of those that are meant, once in a while of none."""
        known = [item.number for item in meant or self.naive.items]
        numbers = [*known, *known, UNKNOWN_NUMBER]
        return [numbers[pick % len(numbers)] for pick in picks]

    @precondition(lambda self: self._of_kind(DEFERRED))
    @rule(picks=picks, delete=st.booleans())
    def take_deferred(self, picks: list[int], delete: bool) -> None:
        deferred = self._of_kind(DEFERRED)
        lane = deferred[picks[0] % len(deferred)].lane
        dock, asked = self.dock_of(lane), self._asked(deferred, picks)
        if dock is None:
            return
        expected = self.naive.take_deferred(lane, asked, delete=delete)
        if expected is None:
            outcome = dock.try_take_deferred(*asked, delete=delete)
            self.expect(outcome, Condition.MESSAGE_NOT_FOUND, "take deferred")
        elif delete:
            self._compare(expected, dock.take_deferred(*asked, delete=True))
            self.note("take deferred away")
        else:
            self._taken(dock, lane, expected, dock.take_deferred(*asked))
            self.note("take deferred")

    def _of_kind(self, kind: str) -> list[Item]:
        return [item for item in self.naive.items if item.kind == kind]

    @precondition(lambda self: self._in(dead=True))
    @rule(picks=picks)
    def move_back(self, picks: list[int]) -> None:
        asked = self._asked(self._in(dead=True), picks)
        done = self.naive.move_back(asked, {"p": "back"})
        self._done("move back", done, self.dock.dead_letters.move_back(*asked, properties={"p": "back"}))

    @precondition(lambda self: self.naive.items)
    @rule(how=operations, picks=picks, dead=st.booleans())
    def operate(self, how: str, picks: list[int], dead: bool) -> None:
        """What is rarely done, lest few messages live long enough for the rest."""
        dock = self.dock.dead_letters if dead else self.dock
        if how == "cancel":
            asked = self._asked(self._of_kind(SCHEDULED), picks)
            self._done(how, self.naive.cancel(asked), self.dock.cancel(*asked))
        elif how == "delete":
            asked = self._asked(self._in(dead=dead), picks)
            self._done(how, self.naive.delete(asked, dead=dead), dock.delete(*asked))
        elif how == "delete old ones":
            before_ms, count = self.world.now_ms - REST_MS, len(picks)
            deleted = self.naive.delete_older(before_ms, count, dead=dead)
            assert dock.delete_older(before_ms, count) == deleted
            self.note(how if deleted else "nothing is old")
        else:
            self._browse(dock, picks[0], len(picks), dead=dead, session="x" if len(picks) > 1 else None)

    def _browse(self, dock: Dock, from_number: int, count: int, *, dead: bool, session: str | None) -> None:
        expected = self.naive.browse(dead=dead, from_number=from_number, count=count, session=session)
        seen = dock.browse(from_number, count, session)
        bodies = [payload.decode() for payload in dock.queue.payloads(seen)]
        assert [(item.number, item.kind, item.body) for item in expected] == [
            (message.sequence_number, _kind(message), body)
            for message, body in zip(seen, bodies, strict=True)
        ]
        self.note("browse" if expected else "browse in vain")

    def _in(self, *, dead: bool) -> list[Item]:
        return [item for item in self.naive.items if (item.lane == DEAD) is dead]

    def _done(self, what: str, done: bool, outcome: Refusal | None) -> None:
        assert (outcome is None) is done
        self.note(what if outcome is None else f"{what} refused: {outcome.condition.name}")

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
        assert queue.active_count == sum(item.kind == ACTIVE and item.lane != DEAD for item in items.values())
        assert queue.size_bytes == sum(len(item.body) + item.header_bytes for item in self.naive.items)
        for number, item in items.items():
            message = queue.messages[number]
            moving = item.state == LEAVING and item.goes_to is not None
            assert message.state is (MessageState.MOVING if moving else MessageState[item.state.upper()])
            assert (message.lane is queue.dead_letters) is (item.lane == DEAD)
            assert _kind(message) == item.kind
            if item.state != LEAVING:
                assert (message.delivery_count, message.due_ms) == (item.delivery_count, item.due_ms)
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

    def delete_the_rest(self) -> None:
        self.commit()
        for dead in (False, True):
            dock = self.dock.dead_letters if dead else self.dock
            numbers = [item.number for item in self._in(dead=dead)]
            self._done("delete the rest", self.naive.delete(numbers, dead=dead), dock.delete(*numbers))
        self.commit()

    def nothing_is_left(self) -> None:
        self.delete_the_rest()
        self.both_hold_the_same()
        assert self.naive.items == []
        assert self.world.disk.rows == {}
        assert self.world.context.resident_bytes == 0
        audit(self.world.namespace, self.world.disk, self.world.now_ms)


def _kind(message: Message) -> str:
    return Kind(message.kind).name.lower()
