"""Messages without a receiving link: look at them, take them by number, schedule and cancel, delete many."""

from uuid import UUID

from longshore.broker.egress import encode_browsed, encode_delivery
from longshore.broker.errors import raise_refusal
from longshore.broker.ingest import check_size, draft_of
from longshore.broker.management.arguments import Body, bad_argument, count, numbers, text, whole
from longshore.broker.management.scope import Scope
from longshore.engine.message import Draft
from longshore.engine.operations import delete_older
from longshore.model.limits import KIBIBYTE, MAX_DELETED_MESSAGES, MAX_PEEKED_MESSAGES
from longshore.wire.values import Int, array_of_longs

_DELETE, _LOCK = 0, 1
"""[AMQP 2.8.3] receiver-settle-mode, which Service Bus reads as receive-and-delete and peek-lock."""


def peek_message(scope: Scope, body: Body, _now_ms: int) -> Body | None:
    """Return messages from a sequence number on, whatever their state."""
    most = min(count(body, "message-count", 1), MAX_PEEKED_MESSAGES)
    from_number = whole(body, "from-sequence-number", 0)
    seen = scope.queue.browse(scope.sub_queue, from_number, most, text(body, "session-id"))
    if not seen:
        return None
    whole_message = not body.get("omit-message-body")
    encoded = [
        encode_browsed(message, payload, body=whole_message)
        for message, payload in zip(seen, scope.queue.payloads(seen), strict=True)
    ]
    return {"messages": [{"message": message} for message in encoded]}


def receive_by_sequence_number(scope: Scope, body: Body, now_ms: int) -> Body:
    """Lock deferred messages, or take them away, all or none."""
    mode = whole(body, "receiver-settle-mode", _LOCK)
    lane = scope.lane(text(body, "session-id"), now_ms)
    raise_refusal(scope.queue.objection(lane))
    taken = raise_refusal(
        scope.queue.take_deferred(
            lane,
            numbers(body),
            now_ms,
            scope.unit.changes,
            delete=mode == _DELETE,
        )
    )
    return {
        "messages": [
            {"message": encode_delivery(message, payload), "lock-token": UUID(bytes_le=message.lock_token)}
            for message, payload in zip(taken, scope.queue.payloads(taken), strict=True)
        ]
    }


def schedule_message(scope: Scope, body: Body, now_ms: int) -> Body:
    """Keep messages until their time; returns the numbers under which they can be cancelled."""
    drafts = _drafts(scope, body)
    entity, changes = scope.entity, scope.unit.changes
    raise_refusal(entity.intake.without_room(drafts) or entity.refuse(drafts))
    given = []
    for draft in drafts:
        if entity.intake.is_duplicate(draft, now_ms, changes):
            given.append(0)  # accepted and dropped, as a duplicate that is sent
        else:
            given.append(scope.queue.schedule(draft, now_ms, changes))
    return {"sequence-numbers": array_of_longs(*given)}


def _drafts(scope: Scope, body: Body) -> list[Draft]:
    entries = body.get("messages")
    if not isinstance(entries, list) or not entries:
        bad_argument("'messages' must be a list with one message or more.")
    drafts = []
    for entry in entries:
        encoded = entry.get("message") if isinstance(entry, dict) else None
        if not isinstance(encoded, bytes):
            bad_argument("Each of 'messages' must hold an encoded 'message'.")
        check_size(len(encoded), scope.entity.description.max_message_size_in_kilobytes * KIBIBYTE)
        draft = draft_of(encoded, scope.new_id, filtered=False)
        if not draft.due_ms:
            bad_argument("A scheduled message needs the annotation x-opt-scheduled-enqueue-time.")
        drafts.append(draft)
    return drafts


def cancel_scheduled_message(scope: Scope, body: Body, _now_ms: int) -> Body:
    """Drop scheduled messages, all or none."""
    raise_refusal(scope.queue.cancel(numbers(body), scope.unit.changes))
    return {}


def batch_delete_messages(scope: Scope, body: Body, now_ms: int) -> Body | None:
    """Delete the oldest messages that were enqueued before a time; those that are locked stay."""
    deleted = delete_older(
        scope.queue,
        scope.sub_queue,
        whole(body, "enqueued-time-utc", now_ms),
        min(count(body, "message-count"), MAX_DELETED_MESSAGES),
        text(body, "session-id"),
        scope.unit.changes,
    )
    return {"message-count": Int(deleted)} if deleted else None
