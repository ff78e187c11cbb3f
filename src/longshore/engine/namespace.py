"""A namespace: every queue, topic and subscription by its name. Names are case-insensitive."""

from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID

from longshore.engine.changes import Changes
from longshore.engine.context import Context
from longshore.engine.queue import Queue
from longshore.engine.subscription import Subscription, compile_rules
from longshore.engine.sweep import sweep
from longshore.engine.topic import Topic, queue_settings
from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription
from longshore.model.refusal import Condition, Refusal

SUBSCRIPTIONS = "/subscriptions/"

N = TypeVar("N", Queue, Topic, Subscription)


class Namespace:
    """The entities of one namespace. Ids are given by the caller, who keeps them on disk."""

    __slots__ = ("by_id", "context", "name", "planned", "queues", "topics")

    def __init__(self, name: str, context: Context) -> None:
        self.name = name
        self.context = context
        self.queues: dict[str, Queue] = {}
        self.topics: dict[str, Topic] = {}
        self.by_id: dict[int, Queue | Topic] = {}
        self.planned: dict[int, str] = {}
        """What a plan last said of entities, by id, as the owner keeps it."""

    # -- entities ----------------------------------------------------------------------------------

    def put_queue(self, entity_id: int, path: str, description: QueueDescription) -> Queue:
        """Create a queue, or give an existing one its new description."""
        queue = self.queues.get(path.lower())
        if queue is None:
            queue = self.queues[path.lower()] = Queue(self.context, entity_id, path, description)
            self.by_id[entity_id] = queue
        queue.describe(description)
        return queue

    def put_topic(self, entity_id: int, path: str, description: TopicDescription) -> Topic:
        """Create a topic, or give an existing one its new description."""
        topic = self.topics.get(path.lower())
        if topic is None:
            topic = self.topics[path.lower()] = Topic(self.context, entity_id, path, description)
            self.by_id[entity_id] = topic
        topic.describe(description)
        return topic

    def put_subscription(
        self, entity_id: int, topic: Topic, name: str, description: SubscriptionDescription
    ) -> Subscription:
        """Create a subscription, or give an existing one its new description and rules."""
        settings = queue_settings(description, topic.description)
        rules = compile_rules(description.rules, self._new_id)
        subscription = topic.subscriptions.get(name.lower())
        if subscription is None:
            queue = Queue(self.context, entity_id, f"{topic.path}/Subscriptions/{name}", settings)
            self.by_id[entity_id] = queue
            subscription = Subscription(name, description, queue, rules, self.context.codec)
            topic.subscriptions[name.lower()] = subscription
        subscription.description = description
        subscription.rules = rules
        subscription.queue.describe(settings)
        return subscription

    def _new_id(self) -> UUID:
        return UUID(bytes=self.context.new_token())

    def delete_queue(self, queue: Queue, changes: Changes) -> None:
        """Delete a queue with all it holds."""
        self._delete(queue, self.queues, queue.path.lower(), queue, changes)

    def delete_topic(self, topic: Topic, changes: Changes) -> None:
        """Delete a topic and its subscriptions."""
        for subscription in list(topic.subscriptions.values()):
            self.delete_subscription(topic, subscription, changes)
        self._delete(topic, self.topics, topic.path.lower(), topic, changes)

    def delete_subscription(self, topic: Topic, subscription: Subscription, changes: Changes) -> None:
        """Delete a subscription with all it holds."""
        self._delete(
            subscription.queue, topic.subscriptions, subscription.name.lower(), subscription, changes
        )

    def _delete(
        self, entity: Queue | Topic, siblings: dict[str, N], name: str, named: N, changes: Changes
    ) -> None:
        """Take an entity out at once, so that nothing more goes in; a failed commit puts it back."""
        del siblings[name]
        del self.by_id[entity.entity_id]
        planned = self.planned.pop(entity.entity_id, None)
        entity.intake.gone = True
        changes.facts.delete_entity(entity.entity_id)

        def put_back() -> None:
            siblings[name] = named
            self.by_id[entity.entity_id] = entity
            if planned is not None:
                self.planned[entity.entity_id] = planned
            entity.intake.gone = False
            entity.come_back()

        changes.on_apply(entity.forget)
        changes.on_undo(put_back)

    # -- names -------------------------------------------------------------------------------------

    def receivable(self, path: str) -> Queue | None:
        """Return what one can receive from under a path: a queue, or a subscription's queue."""
        found = self.subscription(path)
        return found[1].queue if found is not None else self.queues.get(path.lower())

    def subscription(self, path: str) -> tuple[Topic, Subscription] | None:
        """Return the subscription under a path `topic/Subscriptions/name`, and its topic."""
        topic_path, separator, name = path.lower().rpartition(SUBSCRIPTIONS)
        topic = self.topics.get(topic_path) if separator else None
        subscription = topic.subscriptions.get(name) if topic is not None else None
        return None if topic is None or subscription is None else (topic, subscription)

    def sendable(self, path: str) -> Queue | Topic | None:
        """Return what one can send to under a path: a queue or a topic."""
        path = path.lower()
        return self.queues.get(path) or self.topics.get(path)

    def not_found(self, path: str) -> Refusal:
        """Say that nothing is under a path."""
        return Refusal(
            Condition.NOT_FOUND,
            f"The messaging entity '{path}' could not be found in namespace '{self.name}'.",
        )

    def all_queues(self) -> Iterator[Queue]:
        """Yield the queues, those inside subscriptions, and the waiting rooms of topics."""
        yield from self.queues.values()
        for topic in self.topics.values():
            yield topic.waiting
            for subscription in topic.subscriptions.values():
                yield subscription.queue

    # -- time --------------------------------------------------------------------------------------

    def sweep(self, now_ms: int, changes: Changes) -> list[object]:
        """End what time has ended in every entity; returns the holders of sessions who lost them."""
        holders: list[object] = []
        for queue in self.all_queues():
            holders += sweep(queue, now_ms, changes)
        return holders

    def delete_idle(self, now_ms: int, changes: Changes) -> list[str]:
        """Delete entities that nobody has used for as long as they allow; returns their paths."""
        deleted: list[str] = []
        for queue in list(self.queues.values()):
            if _is_idle(queue, queue.description.auto_delete_on_idle_ms, now_ms):
                self.delete_queue(queue, changes)
                deleted.append(queue.path)
        for topic in list(self.topics.values()):
            if _is_idle(topic, topic.description.auto_delete_on_idle_ms, now_ms):
                self.delete_topic(topic, changes)
                deleted.append(topic.path)
            else:
                deleted += self._delete_idle_subscriptions(topic, now_ms, changes)
        return deleted

    def _delete_idle_subscriptions(self, topic: Topic, now_ms: int, changes: Changes) -> list[str]:
        idle = [
            subscription
            for subscription in topic.subscriptions.values()
            if _is_idle(subscription.queue, subscription.description.auto_delete_on_idle_ms, now_ms)
        ]
        for subscription in idle:
            self.delete_subscription(topic, subscription, changes)
        return [subscription.queue.path for subscription in idle]


def _is_idle(entity: Queue | Topic, allowed_ms: int, now_ms: int) -> bool:
    if allowed_ms >= UNLIMITED_MS:
        return False
    entity.used_ms = entity.used_ms or now_ms
    return now_ms - entity.used_ms >= allowed_ms
