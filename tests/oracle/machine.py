"""The engine and the oracle side by side, and what must hold between any two steps.

Rules stand in `acts`. Whatever they do to the one they do to the other; what one takes, settles or
refuses, so does the other. Lock tokens are never thrown away, so stale ones are the norm.
"""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from longshore.engine.lane import Lane
from longshore.engine.message import Kind, Message, MessageState
from longshore.engine.queue import Queue as EngineQueue
from longshore.engine.session import Session
from longshore.model.entities import Topology
from longshore.model.refusal import Condition, Refusal
from tests.oracle.broker import START_MS, Broker
from tests.oracle.naive import disk, sessions
from tests.oracle.naive.intake import Moment
from tests.oracle.naive.message import DEAD, LEAVING, LOCKED, MAIN, SENDING, TRANSFER, Item
from tests.oracle.naive.namespace import Namespace
from tests.oracle.naive.queue import Queue
from tests.oracle.naive.topic import Topic
from tests.oracle.naive.transactions import Transactions
from tests.oracle.paper import letter_of

BACKLOG = 6
"""Messages of an entity beyond which no more are sent: stories should be about what becomes of them."""

CALM_STEPS = 12
"""Steps between a crash, an update or a patrol and the next one, lest stories be about nothing else."""

UNKNOWN_NUMBER = 1_000_000

picks = st.lists(st.integers(0, 4), min_size=1, max_size=2)
recent = st.integers(0, 5)
"""Which of several is meant, counted backwards."""

T = TypeVar("T")


def pick(among: list[T], which: int) -> T:
    """Return one of several, counted backwards."""
    return among[-1 - which % len(among)]


@dataclass
class Delivery:
    """What a receiver has in its hands, for ever."""

    path: str
    lane_name: str
    token: bytes
    queue: EngineQueue
    lane: Lane


class Machine(RuleBasedStateMachine):
    """What all stories have in common."""

    happened: ClassVar[Counter[str]] = Counter()
    topology: Topology

    def start(self, topology: Topology, body_budget_bytes: int) -> None:
        self.topology = topology
        self.broker = Broker(topology, body_budget_bytes)
        self.naive = Namespace(Moment(START_MS))
        self.naive.provision(topology)
        self.naive_transactions = Transactions(self.naive)
        self.transaction_ids: list[bytes] = []
        self.deliveries: list[Delivery] = []
        self.held: dict[tuple[str, str], Session] = {}
        self.receivers = 0
        self.sent = 0
        self.steps = 0
        self.available_since: dict[tuple[str, str], int] = {}
        self.forwarded: dict[tuple[str, str], set[int]] = {}
        self.oldest_commit = self.naive.moment.commit
        self.upset_at = 0

    # -- what happened -----------------------------------------------------------------------------

    def note(self, what: str) -> None:
        self.happened[what] += 1

    def judge(self, what: str, outcome: object, expected: object) -> bool:
        """Both did it, or both refused for the same reason; returns whether it was done."""
        refused = expected if isinstance(expected, Condition) else None
        assert (outcome.condition if isinstance(outcome, Refusal) else None) is refused, (outcome, expected)
        self.note(what if refused is None else f"{what} refused: {refused.name}")
        return refused is None

    def calm(self, often: int = 1) -> bool:
        """Say whether it is time for something that ends much of what was begun."""
        return self.steps * often >= self.upset_at * often + CALM_STEPS and self.goes_on()

    def goes_on(self) -> bool:
        """Say whether there is anything that time could end, or nothing that could be sent to."""
        return any(queue.items for queue in self.queues()) or not self.sendables()

    def upset(self, what: str) -> None:
        self.upset_at = self.steps
        self.note(what)

    # -- what is where -----------------------------------------------------------------------------

    @property
    def now_ms(self) -> int:
        return self.broker.now_ms

    def queues(self) -> list[Queue]:
        """Return the queues that are not deleted, those in topics included."""
        return self.naive.living()

    def sendables(self) -> list[Queue | Topic]:
        """Return what takes messages and has room for some."""
        entities: list[Queue | Topic] = [*self.naive.queues.values(), *self.naive.topics.values()]
        return [entity for entity in entities if entity.intake.gone is None and self._has_room(entity)]

    def _has_room(self, entity: Queue | Topic) -> bool:
        held = [entity] if isinstance(entity, Queue) else [entity.waiting, *self._subscribed(entity)]
        return all(len(queue.items) < BACKLOG for queue in held)

    def _subscribed(self, topic: Topic) -> list[Queue]:
        return [subscription.queue for subscription in topic.subscriptions.values()]

    def lanes(self) -> list[tuple[Queue, str]]:
        """Return where somebody could receive something now."""
        return [
            (queue, lane)
            for queue in self.queues()
            for lane in (MAIN, DEAD, TRANSFER, *sorted(queue.holds))
            if queue.ready(lane) and not (lane == MAIN and queue.description.requires_session)
        ]

    def locked(self) -> list[Delivery]:
        """Return the latest deliveries whose locks last."""
        return [known for known in self.deliveries[-2 * BACKLOG :] if self.locked_item(known) is not None]

    def locked_item(self, delivery: Delivery) -> Item | None:
        queue = self.naive.find(delivery.path)
        if queue is None or queue.intake.gone is not None:
            return None
        held = [item for item in queue.locked(delivery.lane_name) if item.token == delivery.token]
        return held[0] if held and self.now_ms < held[0].locked_until_ms else None

    def asked(self, meant: list[Item], among: list[Item], picks: list[int]) -> list[int]:
        """Choose numbers: mostly of those that are meant, once in a while of none."""
        known = [item.number for item in meant or among]
        numbers = [*known, *known, UNKNOWN_NUMBER]
        return [numbers[which % len(numbers)] for which in picks]

    # -- comparing ---------------------------------------------------------------------------------

    def compare(self, expected: list[Item], queue: EngineQueue, messages: list[Message]) -> None:
        """The same messages, with the same contents, in the same order."""
        payloads = queue.payloads(messages)
        assert [(item.number, item.letter) for item in expected] == [
            (message.sequence_number, letter_of(message, payload))
            for message, payload in zip(messages, payloads, strict=True)
        ]

    def taken(self, queue: Queue, lane: str, expected: list[Item], messages: list[Message]) -> None:
        """Somebody received messages under locks."""
        found = self.broker.queue(queue.path)
        self.compare(expected, found, messages)
        for item, message in zip(expected, messages, strict=True):
            assert (item.delivery_count, item.locked_until_ms) == (
                message.delivery_count,
                message.locked_until_ms,
            )
            item.token = message.lock_token
            self.deliveries.append(Delivery(queue.path, lane, item.token, found, message.lane))

    # -- commits -----------------------------------------------------------------------------------

    def pending(self) -> set[int]:
        """Return the commits that are not on disk."""
        return set(range(self.oldest_commit, self.naive.moment.commit + 1))

    def give_to_disk(self) -> None:
        self.broker.give_to_disk()
        self.naive.moment.commit += 1

    def succeed(self) -> None:
        self.broker.succeed()
        disk.succeed(self.naive, self.oldest_commit)
        self.oldest_commit += 1

    def commit(self) -> None:
        """Let everything reach the disk."""
        self.give_to_disk()
        while self.broker.under_way:
            self.succeed()

    # -- what must hold ----------------------------------------------------------------------------

    @invariant()
    def both_hold_the_same(self) -> None:
        namespace = self.broker.namespace
        assert {queue.path for queue in namespace.all_queues()} == {queue.path for queue in self.queues()}
        for queue in self.queues():
            self._compare_queues(queue, self.broker.queue(queue.path))

    def _compare_queues(self, naive: Queue, queue: EngineQueue) -> None:
        items = {item.number: item for item in naive.items if item.state != SENDING}
        assert queue.intake._last_number == naive.intake.last_number, naive.path
        assert queue.messages.keys() == items.keys()
        for number, item in items.items():
            assert _seen(queue, queue.messages[number]) == _expected(item)
        lanes = [queue.main, queue.dead_letters, queue.transfer_dead_letters, *queue.sessions.by_id.values()]
        assert {item.token: item.locked_until_ms for item in items.values() if item.state == LOCKED} == {
            token: message.locked_until_ms for lane in lanes for token, message in lane.locked.items()
        }
        assert queue.active_count == sum(
            item.kind == "active" and item.lane not in {DEAD, TRANSFER} for item in items.values()
        )
        assert queue.dead_letter_count == sum(item.lane == DEAD for item in items.values())

    @invariant()
    def both_have_the_same_sessions(self) -> None:
        """Runs after every step, so it also notes since when a session has been available."""
        self.steps += 1
        available: set[tuple[str, str]] = set()
        for queue in self.queues():
            table = self.broker.queue(queue.path).sessions
            holders = {name: known.holder for name, known in table.by_id.items() if known.holder is not None}
            assert holders == {name: hold.holder for name, hold in queue.holds.items()}
            names = {name for name, known in table.by_id.items() if known.available}
            assert names == sessions.available(queue)
            assert table.has_available is bool(names)
            available |= {(queue.path, name) for name in names}
        self.available_since = {name: self.available_since.get(name, self.steps) for name in available}


def _seen(queue: EngineQueue, message: Message) -> tuple[object, ...]:
    """Return what of a message is compared after every step."""
    lanes = {queue.main: MAIN, queue.dead_letters: DEAD, queue.transfer_dead_letters: TRANSFER}
    lane = message.lane.session_id if isinstance(message.lane, Session) else lanes[message.lane]
    known = (message.state, lane, Kind(message.kind).name.lower(), message.enqueued_ms)
    if message.state in {MessageState.MOVING, MessageState.LEAVING}:
        return known
    return (
        *known,
        message.delivery_count,
        message.due_ms,
        message.expires_ms,
        message.session_id,
        message.hops,
        message.enqueued_sequence_number,
        message.dead_letter_source,
    )


def _expected(item: Item) -> tuple[object, ...]:
    moving = item.state == LEAVING and not item.gone
    state = MessageState.MOVING if moving else MessageState[item.state.upper()]
    known = (state, item.lane, item.kind, item.enqueued_ms)
    if item.state == LEAVING:
        return known
    letter = item.letter
    return (
        *known,
        item.delivery_count,
        item.due_ms,
        item.expires_ms,
        letter.session_id,
        letter.hops,
        letter.first_number,
        letter.dead_letter_source,
    )
