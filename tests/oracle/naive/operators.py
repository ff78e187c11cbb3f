"""What operators do to messages that nobody has locked: delete them, and move dead letters back."""

from collections.abc import Mapping
from dataclasses import replace

from longshore.model.refusal import Condition
from tests.oracle.naive.message import MAIN, READY, REASON, SENDING, Item
from tests.oracle.naive.queue import Queue
from tests.oracle.naive.receiving import browse, in_sub_queue


def delete(queue: Queue, lane: str, numbers: list[int]) -> Condition | None:
    """Delete messages by number, all or none."""
    found = _free(queue, lane, numbers)
    if isinstance(found, Condition):
        return found
    for item in found:
        queue.leave(item)
    return None


def delete_older(queue: Queue, lane: str, before_ms: int, count: int, session_id: str | None) -> int:
    """[ASB batch-delete] Delete the first messages that were enqueued before a time; locked ones stay."""
    old = [
        item
        for item in browse(queue, lane, 0, len(queue.items), session_id)
        if item.state == READY and item.enqueued_ms < before_ms
    ][:count]
    for item in old:
        queue.leave(item)
    return len(old)


def move_back(
    queue: Queue, lane: str, numbers: list[int], properties: Mapping[str, object], removed: str
) -> Condition | None:
    """Longshore's own: dead letters go back to where they died, as if sent anew, without their reasons."""
    if lane == MAIN:
        return Condition.NOT_ALLOWED
    found = _free(queue, lane, numbers)
    if isinstance(found, Condition):
        return found
    if queue.description.requires_session and any(item.letter.session_id is None for item in found):
        return Condition.NOT_ALLOWED
    for item in found:
        kept = {name: text for name, text in item.letter.properties.items() if name not in {REASON, removed}}
        queue.enqueue(
            replace(
                item.letter,
                properties={**kept, **properties},
                hops=0,
                first_number=item.letter.first_number or item.number,
                dead_letter_source=None,
            )
        )
        queue.leave(item)
    return None


def _free(queue: Queue, lane: str, numbers: list[int]) -> list[Item] | Condition:
    found = []
    there = {item.number: item for item in queue.items if item.state != SENDING and in_sub_queue(item, lane)}
    for number in dict.fromkeys(numbers):
        if number not in there:
            return Condition.MESSAGE_NOT_FOUND
        if not there[number].free:
            return Condition.NOT_ALLOWED
        found.append(there[number])
    return found
