"""A topic: one send, a copy for every subscription whose rules let it through."""

from longshore.engine.changes import Changes
from longshore.engine.context import Context
from longshore.engine.intake import Intake
from longshore.engine.message import Draft, Message
from longshore.engine.queue import Queue
from longshore.engine.subscription import Subscription
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription
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
        status=subscription.status,
        forward_to=subscription.forward_to,
        forward_dead_lettered_messages_to=subscription.forward_dead_lettered_messages_to,
        auto_delete_on_idle_ms=subscription.auto_delete_on_idle_ms,
        retry=subscription.retry,
    )


class WaitingRoom(Queue):
    """Where a topic's scheduled messages wait: nobody receives from here, but they can be seen and cancelled.

    [ASB message-sequencing] A scheduled message meets the rules of the subscriptions when it is enqueued.
    """

    __slots__ = ("_topic",)

    def __init__(self, context: Context, topic: "Topic") -> None:
        super().__init__(context, topic.entity_id, topic.path, QueueDescription(), topic.intake)
        self._topic = topic

    def activate(self, message: Message, now_ms: int, changes: Changes) -> None:
        """Send a message to the subscriptions."""
        draft = self.context.codec.redraft(message, self.payloads([message])[0])
        draft.enqueued_sequence_number = message.enqueued_sequence_number
        self._topic.publish(draft, now_ms, changes)
        self.remove(message, changes)


class Topic:
    """One topic and its subscriptions, by lower-case name."""

    __slots__ = ("description", "entity_id", "intake", "path", "subscriptions", "used_ms", "waiting")

    def __init__(self, context: Context, entity_id: int, path: str, description: TopicDescription) -> None:
        self.entity_id = entity_id
        self.path = path
        self.description = description
        self.intake = Intake(context, entity_id, path, description)
        self.subscriptions: dict[str, Subscription] = {}
        self.used_ms = 0
        """When a client last had something to do with it; 0 is not since the start."""
        self.waiting = WaitingRoom(context, self)

    def describe(self, description: TopicDescription) -> None:
        """Follow a changed description, which bounds what the subscriptions may do."""
        self.description = description
        self.intake.describe(description)
        self.waiting.description = QueueDescription(
            default_message_time_to_live_ms=description.default_message_time_to_live_ms
        )
        for subscription in self.subscriptions.values():
            subscription.queue.describe(queue_settings(subscription.description, description))

    def forget(self) -> None:
        """The topic was deleted."""
        self.waiting.forget()

    def come_back(self) -> None:
        """The topic was not deleted after all."""
        self.waiting.come_back()

    @property
    def size_bytes(self) -> int:
        """What the subscriptions hold together, and what waits."""
        held = sum(subscription.queue.size_bytes for subscription in self.subscriptions.values())
        return held + self.waiting.size_bytes

    def send(self, drafts: list[Draft], now_ms: int, changes: Changes) -> Refusal | None:
        """Take messages from a sender, all or none, and give each to the subscriptions that want it."""
        refusal = self.refuse(drafts)
        if refusal is None:
            for draft in drafts:
                if not self.intake.is_duplicate(draft, now_ms, changes):
                    self.accept(draft, now_ms, changes)
        return refusal

    def refuse(self, drafts: list[Draft]) -> Refusal | None:
        """Say why messages cannot be taken; None when they can."""
        return self.intake.refuse(drafts, self.size_bytes)

    def accept(self, draft: Draft, now_ms: int, changes: Changes) -> int:
        """Let a message in, now or, when it is scheduled, later; returns its sequence number."""
        if draft.due_ms > now_ms:
            return self.waiting.schedule(draft, now_ms, changes)
        return self.publish(draft, now_ms, changes)

    def publish(self, draft: Draft, now_ms: int, changes: Changes) -> int:
        """Give a message to the subscriptions that want it; returns its sequence number in the topic.

        [ASB messages-payloads] One that was forwarded here keeps the number of its original point of
        submission.
        """
        number = self.intake.next_number(changes)
        draft.enqueued_sequence_number = draft.enqueued_sequence_number or number
        for subscription in self.subscriptions.values():
            subscription.receive(draft, now_ms, changes)
        return number
