"""Receiving: peek-lock, receive-and-delete, deferred messages by number, and looking around."""

from longshore.model.refusal import Condition
from tests.oracle.naive import expiry
from tests.oracle.naive.message import DEAD, DEFERRED, LOCKED, MAIN, SENDING, TRANSFER, Item
from tests.oracle.naive.queue import Queue


def objection(queue: Queue, lane: str) -> Condition | None:
    """[ASB entity-suspend, auto-forwarding] Say why nobody can receive here."""
    if queue.intake.gone is not None:
        return Condition.NOT_FOUND
    if not queue.description.status.receives:
        return Condition.ENTITY_DISABLED
    return None if destination(queue, lane) is None else Condition.NOT_ALLOWED


def destination(queue: Queue, lane: str) -> str | None:
    """[ASB auto-forwarding] Return where a lane's messages go instead of to a receiver."""
    forwards = {MAIN: queue.description.forward_to, DEAD: queue.description.forward_dead_lettered_messages_to}
    return forwards.get(lane)


def take(queue: Queue, lane: str, count: int) -> list[Item]:
    """[ASB message-transfers-locks-settlement] Peek-lock: the messages are locked for their receiver."""
    taken = first(queue, lane, count)
    for item in taken:
        lock(queue, item)
    return taken


def take_away(queue: Queue, lane: str, count: int) -> list[Item]:
    """[ASB message-transfers-locks-settlement] Receive-and-delete: they are gone."""
    taken = first(queue, lane, count)
    for item in taken:
        queue.leave(item)
    return taken


def lock(queue: Queue, item: Item) -> None:
    """A session's messages are locked as long as the session is, others for the queue's lock duration."""
    item.state = LOCKED
    if item.lane in queue.holds:
        item.locked_until_ms = queue.holds[item.lane].locked_until_ms
    else:
        item.locked_until_ms = queue.moment.now_ms + queue.description.lock_duration_ms


def first(queue: Queue, lane: str, count: int) -> list[Item]:
    """Return the first messages in line; those that outlived their time are not among them."""
    found: list[Item] = []
    if queue.blocked(lane) or queue.intake.gone is not None:
        return found
    for item in queue.ready(lane):
        if len(found) == count:
            break
        if item.expires_ms <= queue.moment.now_ms:
            expiry.expire(queue, item)
        else:
            found.append(item)
    return found


def take_deferred(queue: Queue, lane: str, numbers: list[int], *, delete: bool) -> list[Item] | Condition:
    """[ASB message-deferral] Receive by number, all or none.

    "When a client tries to retrieve a deferred message, it's checked for expired condition."
    """
    found = pick([item for item in queue.items if item.kind == DEFERRED and item.lane == lane], numbers)
    if found is None:
        return Condition.MESSAGE_NOT_FOUND
    expired = [item for item in found if item.expires_ms <= queue.moment.now_ms]
    for item in expired:
        expiry.expire(queue, item)
    if expired:
        return Condition.MESSAGE_NOT_FOUND
    for item in found:
        if delete:
            queue.leave(item)
        else:
            lock(queue, item)
    return found


def pick(among: list[Item], numbers: list[int]) -> list[Item] | None:
    """Find free messages by number, all or none; twice asked is asked."""
    free = {item.number: item for item in among if item.free}
    if not set(numbers) <= free.keys():
        return None
    return [free[number] for number in dict.fromkeys(numbers)]


def browse(queue: Queue, lane: str, from_number: int, count: int, session_id: str | None) -> list[Item]:
    """[ASB message-browsing] Peek: messages of every kind, locked ones too, from a number on."""
    seen = [
        item
        for item in queue.visible()
        if not item.gone
        and in_sub_queue(item, lane)
        and item.number >= from_number
        and session_id in {None, item.letter.session_id}
    ]
    return seen[:count]


def in_sub_queue(item: Item, lane: str) -> bool:
    """Say whether a message is in the sub-queue of a lane: all sessions are in the main one."""
    if lane in {DEAD, TRANSFER}:
        return item.lane == lane
    return item.lane not in {DEAD, TRANSFER} and item.state != SENDING
