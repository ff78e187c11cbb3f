"""What operators do to messages that no receiver holds: delete them, move dead letters back."""

from collections.abc import Mapping

from longshore.engine.changes import Changes
from longshore.engine.endings import DEAD_LETTER_DESCRIPTION, DEAD_LETTER_REASON
from longshore.engine.message import ASIDE, LOCKED, MAIN, READY, Message, SubQueue
from longshore.engine.queue import Queue
from longshore.model.refusal import Condition, Refusal


def delete(queue: Queue, sub_queue: SubQueue, numbers: list[int], changes: Changes) -> Refusal | None:
    """Delete messages by sequence number, all or none; a locked one belongs to its receiver."""
    found = _free(queue, sub_queue, numbers)
    if isinstance(found, Refusal):
        return found
    for message in found:
        _remove(queue, message, changes)
    return None


def delete_older(
    queue: Queue, sub_queue: SubQueue, before_ms: int, count: int, session_id: str | None, changes: Changes
) -> int:
    """Delete up to `count` waiting messages that were enqueued before a time; returns how many it was."""
    deleted = 0
    for message in queue.browse_all(sub_queue, 0, session_id):
        if deleted >= count:
            break
        if message.state is READY and message.enqueued_ms < before_ms:
            _remove(queue, message, changes)
            deleted += 1
    return deleted


def move_back(
    queue: Queue,
    sub_queue: SubQueue,
    numbers: list[int],
    properties: Mapping[str, object],
    removed: frozenset[str],
    now_ms: int,
    changes: Changes,
) -> Refusal | None:
    """Move dead letters back into the queue proper, all or none, as if they were sent anew.

    In one commit, so that none is lost and none is there twice. What tells of their death is removed; other
    application properties change as told. Duplicate detection does not look at them: it knows their ids.
    What died because it belongs to no session cannot go back.
    """
    if sub_queue is MAIN:
        return Refusal(Condition.NOT_ALLOWED, "Only messages of a dead-letter queue can be moved back.")
    found = _free(queue, sub_queue, numbers)
    if isinstance(found, Refusal):
        return found
    codec = queue.context.codec
    gone = removed | {DEAD_LETTER_REASON.lower(), DEAD_LETTER_DESCRIPTION.lower()}
    drafts = [
        codec.redraft(message, codec.set_properties(payload, properties, gone))
        for message, payload in zip(found, queue.payloads(found), strict=True)
    ]
    refusal = queue.without_session(drafts)
    if refusal is not None:
        return refusal
    for message, draft in zip(found, drafts, strict=True):
        draft.hops, draft.dead_letter_source = 0, None
        queue.enqueue(draft, now_ms, changes)
        _remove(queue, message, changes)
    return None


def _free(queue: Queue, sub_queue: SubQueue, numbers: list[int]) -> list[Message] | Refusal:
    found = []
    for number in dict.fromkeys(numbers):  # twice asked is asked
        message = queue.messages.get(number)
        if message is None or message.sub_queue is not sub_queue:
            return Refusal(Condition.MESSAGE_NOT_FOUND, f"'{queue.path}' has no message {number} there.")
        if message.state not in {READY, ASIDE}:
            what = "locked by a receiver" if message.state is LOCKED else "on its way out"
            return Refusal(Condition.NOT_ALLOWED, f"Message {number} of '{queue.path}' is {what}.")
        found.append(message)
    return found


def _remove(queue: Queue, message: Message, changes: Changes) -> None:
    if message.state is READY:
        message.lane.withdraw(message)
    queue.remove(message, changes)
