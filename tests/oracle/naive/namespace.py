"""A namespace: entities by name, what a plan says of them, and what becomes of those that nobody uses."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace

from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription, Topology
from tests.oracle.naive import expiry, scheduling
from tests.oracle.naive.intake import Intake, Moment
from tests.oracle.naive.message import Item
from tests.oracle.naive.queue import Queue
from tests.oracle.naive.topic import Subscription, Topic


@dataclass
class Namespace:
    """The entities of one namespace, in the order in which they came."""

    moment: Moment
    queues: dict[str, Queue] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    planned: dict[str, object] = field(default_factory=dict)
    """What a plan last said of an entity, by path."""
    rule_changes: list[tuple[int, Subscription, list[str]]] = field(default_factory=list)
    """(commit, subscription, its rules before) that are not on disk yet."""

    # -- names -------------------------------------------------------------------------------------

    def sendable(self, path: str) -> Queue | Topic | None:
        """Return what one can send to."""
        entity = self.queues.get(path) or self.topics.get(path)
        return None if entity is None or entity.intake.gone is not None else entity

    def all_queues(self) -> Iterator[Queue]:
        """Yield the queues, the waiting rooms of topics, and the queues inside subscriptions."""
        yield from self.queues.values()
        for topic in self.topics.values():
            yield topic.waiting
            yield from (subscription.queue for subscription in topic.subscriptions.values())

    def living(self) -> list[Queue]:
        """Return those that are not deleted."""
        return [queue for queue in self.all_queues() if queue.intake.gone is None]

    def find(self, path: str) -> Queue | None:
        """Return one of these by path."""
        return next((queue for queue in self.all_queues() if queue.path == path), None)

    # -- what a plan says --------------------------------------------------------------------------

    def provision(self, topology: Topology) -> None:
        """Add and update; only what a plan says otherwise than before changes an entity."""
        for path, description in topology.queues.items():
            if self._is_news(path, description):
                self._put_queue(path, description)
        for path, wanted in topology.topics.items():
            if self._is_news(path, replace(wanted, subscriptions={})):
                self._put_topic(path, wanted)
            for name, described in wanted.subscriptions.items():
                if self._is_news(f"{path}/Subscriptions/{name}", described):
                    self._put_subscription(self.topics[path], name, described)

    def _is_news(self, path: str, description: object) -> bool:
        if self.planned.get(path) == description:
            return False
        self.planned[path] = description
        return True

    def _put_queue(self, path: str, description: QueueDescription) -> None:
        queue = self.queues.get(path)
        if queue is None:
            self.queues[path] = Queue(path, description, self.moment, Intake(description, self.moment))
        else:
            queue.description = queue.intake.description = description

    def _put_topic(self, path: str, description: TopicDescription) -> None:
        room = QueueDescription(default_message_time_to_live_ms=description.default_message_time_to_live_ms)
        topic = self.topics.get(path)
        if topic is None:
            intake = Intake(description, self.moment)
            waiting = Queue(path, room, self.moment, intake)
            self.topics[path] = Topic(path, description, intake, waiting)
            return
        topic.description = topic.intake.description = description
        topic.waiting.description = room
        for subscription in topic.subscriptions.values():
            self._describe(subscription, subscription.description, topic)

    def _put_subscription(self, topic: Topic, name: str, description: SubscriptionDescription) -> None:
        rules = [rule.name for rule in description.rules]
        subscription = topic.subscriptions.get(name)
        if subscription is None:
            settings = _settings(description, topic.description)
            path = f"{topic.path}/Subscriptions/{name}"
            queue = Queue(path, settings, self.moment, Intake(settings, self.moment))
            topic.subscriptions[name] = Subscription(description, queue, rules)
        else:
            subscription.rules = rules
            self._describe(subscription, description, topic)

    def _describe(
        self, subscription: Subscription, description: SubscriptionDescription, topic: Topic
    ) -> None:
        subscription.description = description
        queue = subscription.queue
        queue.description = queue.intake.description = _settings(description, topic.description)

    # -- rules -------------------------------------------------------------------------------------

    def change_rules(self, subscription: Subscription, rules: list[str]) -> None:
        """Messages that come from now on meet other rules."""
        self.rule_changes.append((self.moment.commit, subscription, subscription.rules))
        subscription.rules = rules

    def keep_rules(self, commit: int) -> None:
        """Changes of rules are on disk."""
        self.rule_changes = [change for change in self.rule_changes if change[0] != commit]

    def put_back_rules(self, commits: set[int]) -> None:
        """Changes of rules are not on disk."""
        for commit, subscription, before in reversed(self.rule_changes):
            if commit in commits:
                subscription.rules = before
        self.rule_changes = [change for change in self.rule_changes if change[0] not in commits]

    # -- time --------------------------------------------------------------------------------------

    def sweep(self) -> list[object]:
        """End what time has ended, everywhere; returns the holders of sessions whose locks ran out."""
        holders: list[object] = []
        for queue in self.living():
            holders += expiry.sweep(queue, self._activate)
        return holders

    def _activate(self, queue: Queue, item: Item) -> None:
        topic = self.topics.get(queue.path)
        if topic is None:
            scheduling.enqueue_due(queue, item)
        else:
            scheduling.publish_due(topic, item)

    def delete_idle(self) -> set[str]:
        """[ASB message-expiration: idleness] Delete what nobody has used for as long as it allows."""
        deleted = {
            queue.path
            for queue in self.living()
            if queue.path not in self.topics and self._is_idle(queue, queue.description)
        }
        topics = {
            topic.path
            for topic in self.topics.values()
            if topic.intake.gone is None and self._is_idle(topic.waiting, topic.description)
        }
        for queue in self.living():
            if queue.path in deleted | topics or queue.path.split("/")[0] in topics:
                queue.intake.gone = self.moment.commit
        return {path for path in deleted if path.split("/")[0] not in topics} | topics

    def _is_idle(self, queue: Queue, description: QueueDescription | TopicDescription) -> bool:
        allowed_ms = description.auto_delete_on_idle_ms
        if allowed_ms >= UNLIMITED_MS:
            return False
        queue.used_ms = queue.used_ms or self.moment.now_ms
        return self.moment.now_ms - queue.used_ms >= allowed_ms

    def forget_deleted(self, commit: int) -> None:
        """Entities are deleted on disk, with all they held; a plan may bring them again, empty."""
        gone = {queue.path for queue in self.all_queues() if queue.intake.gone == commit}
        self.planned = {path: known for path, known in self.planned.items() if path not in gone}
        self.queues = {path: queue for path, queue in self.queues.items() if path not in gone}
        self.topics = {path: topic for path, topic in self.topics.items() if path not in gone}
        for topic in self.topics.values():
            known = topic.subscriptions.items()
            topic.subscriptions = {name: sub for name, sub in known if sub.queue.path not in gone}

    def put_back_deleted(self, commits: set[int]) -> None:
        """Entities are not deleted on disk: they are there as before."""
        for queue in self.all_queues():
            if queue.intake.gone in commits:
                queue.intake.gone = None


def _settings(description: SubscriptionDescription, topic: TopicDescription) -> QueueDescription:
    """[ASB message-expiration] A subscription's settings are a queue's; its topic bounds the time to live."""
    shared = {known.name for known in fields(QueueDescription)} & {
        known.name for known in fields(description)
    }
    settings = QueueDescription(**{name: getattr(description, name) for name in shared})
    bound_ms = topic.default_message_time_to_live_ms
    return replace(
        settings,
        default_message_time_to_live_ms=min(settings.default_message_time_to_live_ms, bound_ms),
    )
