"""What time alone does: locks, rests, lives, schedules and memories end."""

from collections.abc import Callable

from tests.oracle.naive import settling
from tests.oracle.naive.message import ACTIVE, ASIDE, LOCKED, SCHEDULED, Item
from tests.oracle.naive.queue import Queue


def expire(queue: Queue, item: Item) -> None:
    """[ASB message-expiration] A message that outlived its time is removed, or dead."""
    if queue.description.dead_lettering_on_message_expiration:
        queue.bury(item, "TTLExpiredException", {})
    else:
        queue.leave(item)


def sweep(queue: Queue, activate: Callable[[Queue, Item], None]) -> list[object]:
    """End what time has ended; returns the holders of sessions whose locks ran out."""
    holders = _end_locks(queue)
    for item in _due(queue):
        if item.kind == SCHEDULED:
            activate(queue, item)
        else:
            item.due_ms = 0
            item.rest()
    for item in queue.items:
        if item.free and item.kind == ACTIVE and item.expires_ms <= queue.moment.now_ms:
            expire(queue, item)
    return holders


def _end_locks(queue: Queue) -> list[object]:
    """A lock that ran out counts as a delivery, as an abandon does."""
    now_ms = queue.moment.now_ms
    over = {name: hold for name, hold in queue.holds.items() if hold.locked_until_ms <= now_ms}
    for name in over:
        del queue.holds[name]
    for item in queue.items:
        if item.state == LOCKED and item.locked_until_ms <= now_ms:
            settling.abandon(queue, item, {})
    return [hold.holder for hold in over.values()]


def _due(queue: Queue) -> list[Item]:
    due = [item for item in queue.items if item.state == ASIDE and 0 < item.due_ms <= queue.moment.now_ms]
    return sorted(due, key=lambda item: (item.due_ms, item.number))
