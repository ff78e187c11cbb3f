"""What becomes of a message that a receiver has settled, or whose time is over.

A message comes here out of its receiver's hands, or out of its line, or from where it stood aside; every way
it can go on is one of these.
"""

from collections.abc import Mapping
from typing import Final

from longshore.engine.changes import Changes, Move
from longshore.engine.holding import Holding
from longshore.engine.message import ACTIVE, DEAD_LETTER, MAIN, NEVER_MS, Kind, Message, SubQueue
from longshore.engine.retry import redelivery_delay_ms

DEAD_LETTER_REASON: Final = "DeadLetterReason"
DEAD_LETTER_DESCRIPTION: Final = "DeadLetterErrorDescription"
"""[ASB dead-letter-queues] The application properties that say why."""

Properties = Mapping[str, object]
"""Application properties that a receiver wants changed."""

UNCHANGED: Final[Properties] = {}


def cause_of_death(reason: str | None, description: str | None) -> Properties:
    """Return the properties that tell why a message is dead; None is not said."""
    why = {DEAD_LETTER_REASON: reason, DEAD_LETTER_DESCRIPTION: description}
    return {name: text for name, text in why.items() if text is not None}


class Endings(Holding):
    """A queue's messages and their fates."""

    __slots__ = ()

    def remove(self, message: Message, changes: Changes) -> None:
        """A message leaves the queue, from wherever it stands in it."""
        changes.facts.delete_message(message.key)
        self.end(message, None, changes)

    def expire(self, message: Message, changes: Changes) -> None:
        """A message, taken out of line, outlived its time."""
        if self.description.dead_lettering_on_message_expiration:
            self.bury(message, "TTLExpiredException", "The message expired and was dead lettered.", changes)
        else:
            self.remove(message, changes)

    def fail_delivery(
        self,
        message: Message,
        now_ms: int,
        changes: Changes,
        properties: Properties = UNCHANGED,
        delay_ms: int | None = None,
    ) -> None:
        """Count a delivery that ended without success; the last one allowed dead-letters the message."""
        message.delivery_count += 1
        changes.on_undo(lambda: _uncount(message))
        limit = self.description.max_delivery_count
        if message.delivery_count >= limit and message.sub_queue is MAIN:
            self.bury(
                message,
                "MaxDeliveryCountExceeded",
                f"Message could not be consumed after {limit} delivery attempts.",
                changes,
                properties,
            )
            return
        if delay_ms is None and self.description.retry is not None:
            delay_ms = redelivery_delay_ms(
                self.description.retry, message.delivery_count, self.context.chance()
            )
        due_ms = min(now_ms + delay_ms, NEVER_MS) if delay_ms and message.kind is ACTIVE else 0
        self.move(message, message.sub_queue, message.kind, due_ms, properties, changes)

    def bury(
        self,
        message: Message,
        reason: str | None,
        description: str | None,
        changes: Changes,
        properties: Properties = UNCHANGED,
    ) -> None:
        """A message goes to the dead letters, where it does not expire."""
        why = cause_of_death(reason, description)
        self.move(message, DEAD_LETTER, ACTIVE, 0, {**properties, **why}, changes, self.path)

    def move(
        self,
        message: Message,
        sub_queue: SubQueue,
        kind: Kind,
        due_ms: int,
        properties: Properties,
        changes: Changes,
        source: str | None = None,
    ) -> None:
        """Note a message's new place in this queue, and its new body where properties change."""
        payload = None
        if properties:
            payload = self.context.codec.set_properties(self.payloads([message])[0], properties)
            changes.facts.replace_payload(message.key, payload)
        expires_ms = message.expires_ms if sub_queue is MAIN else NEVER_MS
        move = Move(sub_queue, kind, due_ms, expires_ms, source or message.dead_letter_source, payload)
        changes.facts.change_message(
            message.key, sub_queue, kind, due_ms, expires_ms, message.delivery_count, move.dead_letter_source
        )
        self.end(message, move, changes)


def _uncount(message: Message) -> None:
    message.delivery_count -= 1
