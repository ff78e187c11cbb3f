"""Settling [ASB message-transfers-locks-settlement]: what a receiver may do while its lock lasts."""

from collections.abc import Mapping

from longshore.model.refusal import Condition
from tests.oracle.naive.message import ACTIVE, DEAD, DEFERRED, LOCKED, MAIN, TRANSFER, Fate, Item
from tests.oracle.naive.queue import Queue

Properties = Mapping[str, object]


def locked_by(queue: Queue, lane: str, token: bytes) -> Item | None:
    """Return what a token locks; at the millisecond at which it ends, a lock has ended."""
    if queue.intake.gone is not None:
        return None
    for item in queue.locked(lane):
        if item.token == token:
            return item if queue.moment.now_ms < item.locked_until_ms else None
    return None


def complete(queue: Queue, item: Item) -> None:
    """The message is done with."""
    queue.leave(item)


def abandon(queue: Queue, item: Item, properties: Properties, delay_ms: int | None = None) -> None:
    """The delivery counts, and the message comes again; at the most deliveries, it is dead.

    [ASB dead-letter-queues] MaxDeliveryCountExceeded; in the dead-letter queue nothing dies again.
    """
    count = item.delivery_count + 1
    if item.lane not in {DEAD, TRANSFER} and count >= queue.description.max_delivery_count:
        queue.bury(item, "MaxDeliveryCountExceeded", dict(properties), counts=True)
        return
    if delay_ms is None:
        delay_ms = _rest_ms(queue, count)
    due_ms = queue.moment.now_ms + delay_ms if delay_ms and item.kind == ACTIVE else 0
    queue.leave(item, Fate(item.lane, item.kind, due_ms, properties, counts=True))


def _rest_ms(queue: Queue, failures: int) -> int:
    """Longshore's own: a queue with a retry policy lets a message rest before it comes again."""
    policy = queue.description.retry
    if policy is None:
        return 0
    return min(round(policy.initial_delay_ms * policy.multiplier ** (failures - 1)), policy.max_delay_ms)


def defer(queue: Queue, item: Item, properties: Properties) -> None:
    """[ASB message-deferral] The message is put aside; no delivery is counted."""
    queue.leave(item, Fate(item.lane, DEFERRED, 0, properties))


def dead_letter(queue: Queue, item: Item, reason: str, properties: Properties) -> Condition | None:
    """[ASB dead-letter-queues] The receiver gives the message up."""
    if item.lane in {DEAD, TRANSFER}:
        return Condition.NOT_ALLOWED
    queue.bury(item, reason, dict(properties))
    return None


def release(queue: Queue, lane: str, token: bytes) -> None:
    """The message is handed back: nothing is counted."""
    for item in queue.locked(lane):
        if item.token == token and item.state == LOCKED:
            item.rest()


def renew(queue: Queue, item: Item) -> int | Condition:
    """The lock lasts one lock duration from now; in a session, there is only the session's lock to renew."""
    if item.lane in queue.holds and item.lane != MAIN:
        return Condition.MESSAGE_LOCK_LOST
    item.locked_until_ms = queue.moment.now_ms + queue.description.lock_duration_ms
    return item.locked_until_ms
