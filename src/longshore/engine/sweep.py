"""What time alone does to a queue: locks, rests, lives and schedules end."""

from collections.abc import Iterator
from typing import Final

from longshore.engine.changes import Changes
from longshore.engine.message import SCHEDULED, Message
from longshore.engine.queue import Queue
from longshore.model.limits import MEBIBYTE

SWEEP_BYTES: Final = 16 * MEBIBYTE
"""Bodies that may have to be read and written again by one sweep."""


def sweep(queue: Queue, now_ms: int, changes: Changes) -> list[object]:
    """End what time has ended; returns the holders of sessions whose locks ran out."""
    holders = _end_locks(queue, now_ms, changes)
    for message in _some(queue.due(now_ms)):
        if message.kind is SCHEDULED:
            queue.activate(message, now_ms, changes)
        else:
            _come_again(queue, message)
    for message in _some(queue.expired(now_ms)):
        queue.expire(message, changes)
    queue.intake.sweep(now_ms, changes)
    for lane in (queue.main, queue.dead_letters):
        if lane.open and queue.destination_of(lane) is not None:
            queue.touch(lane)  # a destination that could not take anything may be able to now
    return holders


def _some(messages: Iterator[Message]) -> Iterator[Message]:
    """Yield what one sweep can carry to disk; the rest is due at the next one."""
    size_bytes = 0
    for message in messages:
        yield message
        size_bytes += message.size_bytes
        if size_bytes >= SWEEP_BYTES:
            break


def _end_locks(queue: Queue, now_ms: int, changes: Changes) -> list[object]:
    for lane in (queue.main, queue.dead_letters, queue.transfer_dead_letters):
        for message in lane.overdue(now_ms):
            queue.fail_delivery(message, now_ms, changes)
    holders = []
    for session in queue.sessions.overdue(now_ms):
        holders.append(session.holder)
        for message in queue.sessions.free(session):
            queue.fail_delivery(message, now_ms, changes)
        queue.refresh(session)
    return holders


def _come_again(queue: Queue, message: Message) -> None:
    """A message has rested; nothing is written, for the disk knows since when it may come again."""
    queue.fetch(message)
    message.due_ms = 0
    queue.rest(message)
