"""A topic: one send, a copy for every subscription whose rules let it through."""

from dataclasses import dataclass

from longshore.engine.changes import Changes
from longshore.engine.intake import Intake
from longshore.engine.message import Draft
from longshore.engine.queue import Queue
from longshore.filters import FilterEvaluationError, FilterInput, Predicate, compile_filter
from longshore.model.entities import (
    QueueDescription,
    RuleDescription,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.model.refusal import Refusal


def queue_settings(subscription: SubscriptionDescription, topic: TopicDescription) -> QueueDescription:
    """Return the settings of the queue inside a subscription: its topic bounds size and time to live."""
    return QueueDescription(
        lock_duration_ms=subscription.lock_duration_ms,
        max_size_in_megabytes=topic.max_size_in_megabytes,
        max_message_size_in_kilobytes=topic.max_message_size_in_kilobytes,
        default_message_time_to_live_ms=min(
            subscription.default_message_time_to_live_ms, topic.default_message_time_to_live_ms
        ),
        max_delivery_count=subscription.max_delivery_count,
        dead_lettering_on_message_expiration=subscription.dead_lettering_on_message_expiration,
        requires_session=subscription.requires_session,
    )


@dataclass(slots=True)
class Subscription:
    """A queue and the compiled rules in front of it. Rules without actions are OR-ed [ASB topic-filters]."""

    name: str
    description: SubscriptionDescription
    queue: Queue
    predicates: tuple[Predicate, ...]

    def wants(self, message: FilterInput) -> bool:
        """Say whether any rule lets the message through; a rule that fails on it does not."""
        return any(_matches(predicate, message) for predicate in self.predicates)


def _matches(predicate: Predicate, message: FilterInput) -> bool:
    try:
        return predicate(message)
    except FilterEvaluationError:
        return False


def compile_rules(rules: tuple[RuleDescription, ...]) -> tuple[Predicate, ...]:
    """Return the rules' conditions, ready to be asked."""
    return tuple(compile_filter(rule.filter) for rule in rules)


class Topic:
    """One topic and its subscriptions, by lower-case name."""

    __slots__ = ("description", "entity_id", "intake", "path", "subscriptions")

    def __init__(self, entity_id: int, path: str, description: TopicDescription) -> None:
        self.entity_id = entity_id
        self.path = path
        self.description = description
        self.intake = Intake(entity_id, path, description)
        self.subscriptions: dict[str, Subscription] = {}

    def describe(self, description: TopicDescription) -> None:
        """Follow a changed description, which bounds what the subscriptions may do."""
        self.description = description
        self.intake.describe(description)
        for subscription in self.subscriptions.values():
            subscription.queue.describe(queue_settings(subscription.description, description))

    @property
    def size_bytes(self) -> int:
        """What the subscriptions hold together."""
        return sum(subscription.queue.size_bytes for subscription in self.subscriptions.values())

    def send(self, drafts: list[Draft], now_ms: int, changes: Changes) -> Refusal | None:
        """Take messages from a sender, all or none, and give each to the subscriptions that want it."""
        refusal = self.intake.refuse_over_quota(drafts, self.size_bytes)
        if refusal is None:
            for draft in drafts:
                if not self.intake.is_duplicate(draft.message_id, now_ms, changes):
                    self._fan_out(draft, now_ms, changes)
        return refusal

    def _fan_out(self, draft: Draft, now_ms: int, changes: Changes) -> None:
        number = self.intake.next_number(changes)
        for subscription in self.subscriptions.values():
            if draft.properties is None or not subscription.wants(draft.properties):
                continue
            queue = subscription.queue
            if queue.description.requires_session and draft.session_id is None:
                queue.enqueue_dead(draft, "Session ID is null.", now_ms, changes, number)
            else:
                queue.enqueue(draft, now_ms, changes, number)
