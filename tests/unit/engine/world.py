"""A namespace with a clock, a disk and commits: what the owner of the engine does, without AMQP.

Every command is a commit of its own that succeeds, unless it stands in `with world.one_commit()` or
`with world.failing_commit()`. After every commit, memory is compared with the disk: see `audit`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import NamedTuple

from longshore.engine.changes import Changes
from longshore.engine.context import DEFAULT_BODY_BUDGET_BYTES, Context
from longshore.engine.lane import Lane
from longshore.engine.message import Draft, Message
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.engine.topic import Topic
from longshore.filters import FilterInput, Value
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription
from longshore.model.refusal import Condition, Refusal

from .audit import audit
from .disk import Disk, Facts

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
LOCK_MS = MINUTE_MS
"""The default lock duration."""


def rewrite(payload: bytes, properties: Mapping[str, object]) -> bytes:
    """Set application properties in a way that one can see: `body|DeadLetterReason=why`."""
    return b"|".join([payload, *(f"{name}={value}".encode() for name, value in properties.items())])


def draft(
    body: str = "",
    message_id: str | None = None,
    session_id: str | None = None,
    ttl_ms: int | None = None,
    properties: Mapping[str, Value] | None = None,
) -> Draft:
    made = Draft(body.encode(), b"", b"", message_id, session_id, ttl_ms)
    made.properties = FilterInput({"messageid": message_id}, properties or {})
    return made


class Delivery(NamedTuple):
    """What a receiver has in its hands: it does not change when the broker takes the message back."""

    body: str
    token: bytes
    delivery_count: int
    locked_until_ms: int
    message: Message


def bodies(deliveries: list[Delivery]) -> list[str]:
    return [delivery.body for delivery in deliveries]


def condition(outcome: object) -> Condition:
    assert isinstance(outcome, Refusal)
    return outcome.condition


class World:
    def __init__(self, body_budget_bytes: int = DEFAULT_BODY_BUDGET_BYTES) -> None:
        self.now_ms = 1_000_000_000_000
        self.disk = Disk()
        tokens = count(1)
        self.context = Context(
            lambda: next(tokens).to_bytes(16, "big"), rewrite, self.disk.payloads, body_budget_bytes
        )
        self.namespace = Namespace("longshore", self.context)
        self._ids = count(1)
        self._open: list[Changes] = []

    # -- entities ----------------------------------------------------------------------------------

    def queue(self, path: str = "orders", description: QueueDescription | None = None) -> "Dock":
        queue = self.namespace.put_queue(next(self._ids), path, description or QueueDescription())
        return Dock(self, queue, queue.main)

    def topic(
        self,
        subscriptions: Mapping[str, SubscriptionDescription],
        description: TopicDescription | None = None,
    ) -> "Podium":
        topic = self.namespace.put_topic(next(self._ids), "events", description or TopicDescription())
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


class Dock:
    """One lane of a queue: what one sends to it, and what its receivers do."""

    def __init__(self, world: World, queue: Queue, lane: Lane) -> None:
        self.world = world
        self.queue = queue
        self.lane = lane

    @property
    def dead_letters(self) -> "Dock":
        return Dock(self.world, self.queue, self.queue.dead_letters)

    # -- sending -----------------------------------------------------------------------------------

    def send(self, *texts: str, session: str | None = None, ttl_ms: int | None = None) -> Refusal | None:
        return self.send_drafts(*(draft(text, None, session, ttl_ms) for text in texts))

    def send_id(self, message_id: str) -> Refusal | None:
        """Send a message whose body is its id."""
        return self.send_drafts(draft(message_id, message_id))

    def send_drafts(self, *drafts: Draft) -> Refusal | None:
        with self.world.changes() as changes:
            return self.queue.send(list(drafts), self.world.now_ms, changes)

    # -- taking ------------------------------------------------------------------------------------

    def take(self, count: int = 1) -> list[Delivery]:
        with self.world.changes() as changes:
            return self._delivered(self.queue.take(self.lane, count, self.world.now_ms, changes))

    def take_away(self, count: int = 1) -> list[Delivery]:
        """Receive and delete."""
        with self.world.changes() as changes:
            return self._delivered(self.queue.take_away(self.lane, count, self.world.now_ms, changes))

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

    def abandon(self, delivery: Delivery) -> Refusal | None:
        with self.world.changes() as changes:
            return self.queue.abandon(self.lane, delivery.token, self.world.now_ms, changes)

    def dead_letter(
        self, delivery: Delivery, reason: str | None = None, description: str | None = None
    ) -> Refusal | None:
        with self.world.changes() as changes:
            return self.queue.dead_letter(
                self.lane, delivery.token, reason, description, self.world.now_ms, changes
            )

    def release(self, delivery: Delivery) -> None:
        self.queue.release(self.lane, delivery.token)

    def renew(self, delivery: Delivery) -> int | Refusal:
        return self.queue.renew_lock(self.lane, delivery.token, self.world.now_ms)

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

    def set_state(self, state: bytes | None) -> None:
        with self.world.changes() as changes:
            self.queue.set_session_state(self.session, state, changes)


class Podium:
    """A topic and its subscriptions."""

    def __init__(self, world: World, topic: Topic) -> None:
        self.world = world
        self.topic = topic

    def send(self, *drafts: Draft) -> Refusal | None:
        with self.world.changes() as changes:
            return self.topic.send(list(drafts), self.world.now_ms, changes)

    def subscription(self, name: str) -> Dock:
        queue = self.topic.subscriptions[name].queue
        return Dock(self.world, queue, queue.main)
