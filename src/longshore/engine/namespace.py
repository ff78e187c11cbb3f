"""A namespace: every queue, topic and subscription by its name. Names are case-insensitive."""

from collections.abc import Iterator

from longshore.engine.changes import Changes
from longshore.engine.context import Context
from longshore.engine.queue import Queue
from longshore.engine.topic import Subscription, Topic, compile_rules, queue_settings
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription

SUBSCRIPTIONS = "/subscriptions/"


class Namespace:
    """The entities of one namespace. Ids are given by the caller, who keeps them on disk."""

    __slots__ = ("by_id", "context", "name", "queues", "topics")

    def __init__(self, name: str, context: Context) -> None:
        self.name = name
        self.context = context
        self.queues: dict[str, Queue] = {}
        self.topics: dict[str, Topic] = {}
        self.by_id: dict[int, Queue | Topic] = {}

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
            topic = self.topics[path.lower()] = Topic(entity_id, path, description)
            self.by_id[entity_id] = topic
        topic.describe(description)
        return topic

    def put_subscription(
        self, entity_id: int, topic: Topic, name: str, description: SubscriptionDescription
    ) -> Subscription:
        """Create a subscription, or give an existing one its new description and rules."""
        settings = queue_settings(description, topic.description)
        rules = compile_rules(description.rules)
        subscription = topic.subscriptions.get(name.lower())
        if subscription is None:
            queue = Queue(self.context, entity_id, f"{topic.path}/Subscriptions/{name}", settings)
            self.by_id[entity_id] = queue
            subscription = topic.subscriptions[name.lower()] = Subscription(name, description, queue, rules)
        subscription.description = description
        subscription.predicates = rules
        subscription.queue.describe(settings)
        return subscription

    def receivable(self, path: str) -> Queue | None:
        """Return what one can receive from under a path: a queue, or a subscription's queue."""
        path = path.lower()
        topic_path, separator, name = path.rpartition(SUBSCRIPTIONS)
        if not separator:
            return self.queues.get(path)
        topic = self.topics.get(topic_path)
        subscription = topic.subscriptions.get(name) if topic is not None else None
        return None if subscription is None else subscription.queue

    def sendable(self, path: str) -> Queue | Topic | None:
        """Return what one can send to under a path: a queue or a topic."""
        path = path.lower()
        return self.queues.get(path) or self.topics.get(path)

    def all_queues(self) -> Iterator[Queue]:
        """Yield the queues, and those inside subscriptions."""
        yield from self.queues.values()
        for topic in self.topics.values():
            for subscription in topic.subscriptions.values():
                yield subscription.queue

    def sweep(self, now_ms: int, changes: Changes) -> list[object]:
        """End what time has ended in every entity; returns the holders of sessions who lost them."""
        holders: list[object] = []
        for queue in self.all_queues():
            holders += queue.sweep(now_ms, changes)
        for topic in self.topics.values():
            topic.intake.sweep(now_ms, changes)
        return holders
