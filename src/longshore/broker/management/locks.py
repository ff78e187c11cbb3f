"""Locks by token: renew them, and settle from anywhere [ASB AMQP request-response]."""

from longshore.broker.decisions import take_delay
from longshore.broker.errors import Unacceptable, raise_refusal
from longshore.broker.management.arguments import Body, bad_argument, needed_text, properties, text, tokens
from longshore.broker.management.scope import Scope
from longshore.engine.lane import LOCK_LOST, Lane
from longshore.model.limits import MAX_HEADER_BYTES
from longshore.model.refusal import Refusal
from longshore.wire.encode import encode_map
from longshore.wire.values import Timestamp, array_of_timestamps


def renew_lock(scope: Scope, body: Body, now_ms: int) -> Body:
    """Let locks end one lock duration from now; returns when each does."""
    lane, times_ms = scope.lane(None, now_ms), []
    for token in tokens(body):
        renewed = scope.queue.renew_lock(lane, token, now_ms)
        times_ms.append(raise_refusal(renewed))
    return {"expirations": array_of_timestamps(*times_ms)}


def renew_session_lock(scope: Scope, body: Body, now_ms: int) -> Body:
    """Let a session's lock end one lock duration from now; returns when it does."""
    session = scope.held_session(needed_text(body, "session-id"), now_ms)
    return {"expiration": Timestamp(scope.queue.renew_session(session, now_ms))}


def update_disposition(scope: Scope, body: Body, now_ms: int) -> Body:
    """Settle by lock token, whoever received: clients fall back to this when a link is lost."""
    lane = scope.lane(text(body, "session-id"), now_ms)
    wanted = tokens(body)
    if any(lane.find(token, now_ms) is None for token in wanted):
        raise Unacceptable(LOCK_LOST)
    _check_size(body.get("properties-to-modify"))
    for token in wanted:
        raise_refusal(_settle(scope, lane, token, body, now_ms))
    return {}


def _check_size(changed: object) -> None:
    """Refuse properties that no message could be sent with; what comes on a link is smaller anyway."""
    size_bytes = len(encode_map(changed)) if isinstance(changed, dict) else 0
    if size_bytes > MAX_HEADER_BYTES:
        bad_argument(f"The properties to modify have {size_bytes} bytes; {MAX_HEADER_BYTES} are allowed.")


def _settle(scope: Scope, lane: Lane, token: bytes, body: Body, now_ms: int) -> Refusal | None:
    queue, changes = scope.queue, scope.unit.changes
    status, changed = body.get("disposition-status"), properties(body, "properties-to-modify")
    delay_ms = take_delay(changed)
    if status == "completed":
        return queue.complete(lane, token, now_ms, changes)
    if status == "abandoned":
        return queue.abandon(lane, token, now_ms, changes, changed, delay_ms)
    if status in ("defered", "deferred"):  # the protocol spells it the first way; a tuple takes any value
        return queue.defer(lane, token, now_ms, changes, changed)
    if status == "suspended":
        reason, description = text(body, "deadletter-reason"), text(body, "deadletter-description")
        return queue.dead_letter(lane, token, reason, description, now_ms, changes, changed)
    return bad_argument(
        f"'disposition-status' is completed, abandoned, defered or suspended, not {status!r}."
    )
