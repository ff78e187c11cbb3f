"""A namespace with a clock, a disk and commits: what the owner of the engine does, without AMQP.

Every command is a commit of its own that succeeds, unless it stands in `with world.one_commit()` or
`with world.failing_commit()`. After every commit, memory is compared with the disk: see `audit`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import NamedTuple

from longshore.engine import operations
from longshore.engine.changes import Changes
from longshore.engine.context import DEFAULT_BODY_BUDGET_BYTES, Context
from longshore.engine.endings import UNCHANGED, Properties
from longshore.engine.forwarding import forward
from longshore.engine.lane import Lane
from longshore.engine.message import DEAD_LETTER, MAIN, TRANSFER_DEAD_LETTER, Draft, Message, SubQueue
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.engine.topic import Topic
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription
from longshore.model.refusal import Condition, Refusal

from .audit import audit
from .disk import Disk, Facts
from .plain import PlainCodec, draft

__all__ = [
    "LOCK_MS",
    "MINUTE_MS",
    "SECOND_MS",
    "Delivery",
    "Dock",
    "Podium",
    "SessionDock",
    "World",
    "bodies",
    "condition",
    "draft",
    "numbers",
]

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
LOCK_MS = MINUTE_MS
"""The default lock duration."""


class Delivery(NamedTuple):
    """What a receiver has in its hands: it does not change when the broker takes the message back."""

    body: str
    token: bytes
    delivery_count: int
    locked_until_ms: int
    message: Message


def bodies(deliveries: list[Delivery]) -> list[str]:
    return [delivery.body for delivery in deliveries]


def numbers(messages: Iterable[Message]) -> list[int]:
    return [message.sequence_number for message in messages]


def condition(outcome: object) -> Condition:
    assert isinstance(outcome, Refusal)
    return outcome.condition


class World:
    def __init__(self, body_budget_bytes: int = DEFAULT_BODY_BUDGET_BYTES) -> None:
        self.now_ms = 1_000_000_000_000
        self.disk = Disk()
        self.chance = 0.0
        """What the next thing left to chance comes to, from 0 up to 1."""
        tokens = count(1)
        self.context = Context(
            lambda: next(tokens).to_bytes(16, "big"),
            lambda: self.chance,
            PlainCodec(),
            self.disk,
            body_budget_bytes,
        )
        self.namespace = Namespace("longshore", self.context)
        self._ids = count(1)
        self._open: list[Changes] = []

    # -- entities ----------------------------------------------------------------------------------

    def queue(self, path: str = "orders", description: QueueDescription | None = None) -> "Dock":
        queue = self.namespace.put_queue(next(self._ids), path, description or QueueDescription())
        self.context.touched.clear()
        return Dock(self, queue, queue.main)

    def topic(
        self,
        subscriptions: Mapping[str, SubscriptionDescription],
        description: TopicDescription | None = None,
        path: str = "events",
    ) -> "Podium":
        topic = self.namespace.put_topic(next(self._ids), path, description or TopicDescription())
        for name, wanted in subscriptions.items():
            self.namespace.put_subscription(next(self._ids), topic, name, wanted)
        return Podium(self, topic)

    # -- commits -----------------------------------------------------------------------------------

    @contextmanager
    def changes(self) -> Iterator[Changes]:
        """The commit that is open, or one for this command alone."""
        if self._open:
            yield self._open[-1]
        else:
            with self.one_commit() as changes:
                yield changes

    @contextmanager
    def one_commit(self) -> Iterator[Changes]:
        changes = self._begin()
        yield changes
        facts = changes.facts
        assert isinstance(facts, Facts)
        facts.write()
        changes.apply()
        self._end()

    @contextmanager
    def failing_commit(self) -> Iterator[Changes]:
        """A commit that never gets to disk; one inside another is the one gathered behind it."""
        changes = self._begin()
        yield changes
        changes.undo()
        self._end()

    def _begin(self) -> Changes:
        self._open.append(Changes(Facts(self.disk)))
        return self._open[-1]

    def _end(self) -> None:
        self._open.pop()
        if not self._open:
            audit(self.namespace, self.disk, self.now_ms)

    # -- time --------------------------------------------------------------------------------------

    def pass_time(self, duration_ms: int) -> list[object]:
        """Let time pass and the broker notice; returns the holders who lost their sessions."""
        self.now_ms += duration_ms
        with self.changes() as changes:
            return self.namespace.sweep(self.now_ms, changes)

    def forward(self) -> None:
        """Send on what comes into entities that forward, commit by commit, until everything stands still."""
        while self.forward_once():
            pass

    def forward_once(self) -> bool:
        """Look at every lane that was touched, as the pump does; returns whether anything went on."""
        touched, lanes = self.context.touched, []
        while touched:
            lane = next(iter(touched))
            del touched[lane]
            if lane.open and lane.queue.destination_of(lane) is not None:
                lanes.append(lane)
        with self.changes() as changes:
            for lane in lanes:
                forward(self.namespace, lane, self.now_ms, changes)
        return bool(touched)


class Dock:
    """One lane of a queue: what one sends to it, and what its receivers do."""

    def __init__(self, world: World, queue: Queue, lane: Lane) -> None:
        self.world = world
        self.queue = queue
        self.lane = lane

    @property
    def dead_letters(self) -> "Dock":
        return Dock(self.world, self.queue, self.queue.dead_letters)

    @property
    def transfer_dead_letters(self) -> "Dock":
        return Dock(self.world, self.queue, self.queue.transfer_dead_letters)

    @property
    def sub_queue(self) -> SubQueue:
        dead = {self.queue.dead_letters: DEAD_LETTER, self.queue.transfer_dead_letters: TRANSFER_DEAD_LETTER}
        return dead.get(self.lane, MAIN)

    # -- sending -----------------------------------------------------------------------------------

    def send(self, *texts: str, session: str | None = None, ttl_ms: int | None = None) -> Refusal | None:
        return self.send_drafts(*(draft(text, None, session, ttl_ms) for text in texts))

    def send_id(self, message_id: str) -> Refusal | None:
        """Send a message whose body is its id."""
        return self.send_drafts(draft(message_id, message_id))

    def send_drafts(self, *drafts: Draft) -> Refusal | None:
        with self.world.changes() as changes:
            return self.queue.send(list(drafts), self.world.now_ms, changes)

    def schedule(
        self, text: str, after_ms: int, *, session: str | None = None, ttl_ms: int | None = None
    ) -> int:
        """Schedule a message; returns its number."""
        scheduled = draft(text, None, session, ttl_ms, due_ms=self.world.now_ms + after_ms)
        with self.world.changes() as changes:
            assert self.queue.refuse([scheduled]) is None
            return self.queue.accept(scheduled, self.world.now_ms, changes)

    def cancel(self, *numbers: int) -> Refusal | None:
        with self.world.changes() as changes:
            return self.queue.cancel(list(numbers), changes)

    # -- taking ------------------------------------------------------------------------------------

    def take(self, count: int = 1) -> list[Delivery]:
        with self.world.changes() as changes:
            return self._delivered(self.queue.take(self.lane, count, self.world.now_ms, changes))

    def take_away(self, count: int = 1) -> list[Delivery]:
        """Receive and delete."""
        with self.world.changes() as changes:
            return self._delivered(self.queue.take_away(self.lane, count, self.world.now_ms, changes))

    def try_take_deferred(self, *numbers: int, delete: bool = False) -> list[Message] | Refusal:
        with self.world.changes() as changes:
            return self.queue.take_deferred(
                self.lane, list(numbers), self.world.now_ms, changes, delete=delete
            )

    def take_deferred(self, *numbers: int, delete: bool = False) -> list[Delivery]:
        with self.world.changes():
            messages = self.try_take_deferred(*numbers, delete=delete)
            assert not isinstance(messages, Refusal)
            return self._delivered(messages)

    def browse(self, from_number: int = 0, count: int = 1_000, session: str | None = None) -> list[Message]:
        return self.queue.browse(self.sub_queue, from_number, count, session)

    def browsed(self, from_number: int = 0, count: int = 1_000, session: str | None = None) -> list[str]:
        """Say what somebody who browses sees."""
        messages = self.browse(from_number, count, session)
        return [payload.decode() for payload in self.queue.payloads(messages)]

    def _delivered(self, messages: list[Message]) -> list[Delivery]:
        return [
            Delivery(
                payload.decode(), message.lock_token, message.delivery_count, message.locked_until_ms, message
            )
            for message, payload in zip(messages, self.queue.payloads(messages), strict=True)
        ]

    def one(self) -> Delivery:
        """Take the only message that there is to take."""
        (delivery,) = self.take(2)
        return delivery

    def waiting(self) -> list[str]:
        """Say what could be received now, in order, and leave it there."""
        deliveries = self.take(1_000)
        for delivery in deliveries:
            self.release(delivery)
        return bodies(deliveries)

    # -- settling ----------------------------------------------------------------------------------

    def complete(self, delivery: Delivery) -> Refusal | None:
        with self.world.changes() as changes:
            return self.queue.complete(self.lane, delivery.token, self.world.now_ms, changes)

    def abandon(
        self, delivery: Delivery, properties: Properties = UNCHANGED, delay_ms: int | None = None
    ) -> Refusal | None:
        with self.world.changes() as changes:
            return self.queue.abandon(
                self.lane, delivery.token, self.world.now_ms, changes, properties, delay_ms
            )

    def defer(self, delivery: Delivery, properties: Properties = UNCHANGED) -> Refusal | None:
        with self.world.changes() as changes:
            return self.queue.defer(self.lane, delivery.token, self.world.now_ms, changes, properties)

    def dead_letter(
        self,
        delivery: Delivery,
        reason: str | None = None,
        description: str | None = None,
        properties: Properties = UNCHANGED,
    ) -> Refusal | None:
        with self.world.changes() as changes:
            return self.queue.dead_letter(
                self.lane, delivery.token, reason, description, self.world.now_ms, changes, properties
            )

    def release(self, delivery: Delivery) -> None:
        self.queue.release(self.lane, delivery.token)

    def renew(self, delivery: Delivery) -> int | Refusal:
        return self.queue.renew_lock(self.lane, delivery.token, self.world.now_ms)

    # -- operators -----------------------------------------------------------------------------------

    def delete(self, *numbers: int) -> Refusal | None:
        with self.world.changes() as changes:
            return operations.delete(self.queue, self.sub_queue, list(numbers), changes)

    def delete_older(self, before_ms: int, count: int = 1_000, session: str | None = None) -> int:
        with self.world.changes() as changes:
            return operations.delete_older(self.queue, self.sub_queue, before_ms, count, session, changes)

    def move_back(
        self, *numbers: int, properties: Properties = UNCHANGED, removed: Iterable[str] = ()
    ) -> Refusal | None:
        with self.world.changes() as changes:
            return operations.move_back(
                self.queue,
                self.sub_queue,
                list(numbers),
                properties,
                frozenset(removed),
                self.world.now_ms,
                changes,
            )

    # -- sessions ----------------------------------------------------------------------------------

    def try_accept(self, session_id: str, holder: object = "receiver") -> Session | Refusal:
        return self.queue.accept_session(session_id, holder, self.world.now_ms)

    def accept(self, session_id: str, holder: object = "receiver") -> "SessionDock":
        session = self.try_accept(session_id, holder)
        assert isinstance(session, Session)
        return SessionDock(self.world, self.queue, session)

    def accept_next(self, holder: object = "receiver") -> "SessionDock | None":
        session = self.queue.accept_next_session(holder, self.world.now_ms)
        return None if session is None else SessionDock(self.world, self.queue, session)


class SessionDock(Dock):
    """A session that somebody holds."""

    def __init__(self, world: World, queue: Queue, session: Session) -> None:
        super().__init__(world, queue, session)
        self.session = session

    def close(self) -> None:
        self.queue.release_session(self.session)

    def renew_session(self) -> int:
        return self.queue.renew_session(self.session, self.world.now_ms)

    @property
    def state(self) -> bytes | None:
        return self.queue.states.get(self.session.session_id)

    def set_state(self, state: bytes | None) -> Refusal | None:
        with self.world.changes() as changes:
            return self.queue.states.set(self.session.session_id, state, self.world.now_ms, changes)


class Podium:
    """A topic and its subscriptions."""

    def __init__(self, world: World, topic: Topic) -> None:
        self.world = world
        self.topic = topic

    def send(self, *drafts: Draft) -> Refusal | None:
        with self.world.changes() as changes:
            return self.topic.send(list(drafts), self.world.now_ms, changes)

    @property
    def waiting_room(self) -> Dock:
        return Dock(self.world, self.topic.waiting, self.topic.waiting.main)

    def schedule(self, scheduled: Draft, after_ms: int) -> int:
        """Schedule a message; returns its number."""
        scheduled.due_ms = self.world.now_ms + after_ms
        with self.world.changes() as changes:
            assert self.topic.refuse([scheduled]) is None
            return self.topic.accept(scheduled, self.world.now_ms, changes)

    def subscription(self, name: str) -> Dock:
        queue = self.topic.subscriptions[name].queue
        return Dock(self.world, queue, queue.main)
