"""Scheduled messages [ASB message-sequencing]."""

from longshore.model.refusal import Condition
from tests.oracle.naive.message import SCHEDULED, Item, Letter
from tests.oracle.naive.queue import Queue
from tests.oracle.naive.receiving import pick
from tests.oracle.naive.topic import Topic


def schedule(entity: Queue | Topic, letters: list[Letter]) -> Condition | None:
    """Keep messages until their time, as the request does that returns their numbers."""
    refusal = entity.refuse(letters)
    if refusal is None:
        for letter in letters:
            if not entity.intake.is_duplicate(letter):
                (entity.waiting if isinstance(entity, Topic) else entity).schedule(letter)
    return refusal


def cancel(queue: Queue, numbers: list[int]) -> Condition | None:
    """Drop scheduled messages, all or none."""
    found = pick([item for item in queue.items if item.kind == SCHEDULED], numbers)
    for item in found or ():
        queue.leave(item)
    return Condition.MESSAGE_NOT_FOUND if found is None else None


def enqueue_due(queue: Queue, item: Item) -> None:
    """A queue's message is due: it comes in under a new number, and lives from now on."""
    fresh = queue.enqueue(item.letter)
    fresh.live(item.lives_ms)
    queue.leave(item)


def publish_due(topic: Topic, item: Item) -> None:
    """A topic's message is due: it meets the rules of the subscriptions now."""
    topic.publish(item.letter)
    topic.waiting.leave(item)
