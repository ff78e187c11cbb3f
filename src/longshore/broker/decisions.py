"""What a receiver's outcome means [ASB AMQP protocol guide: settling].

    accepted                        complete
    released                        hand back untouched
    modified                        abandon, or defer where undeliverable here
    rejected                        dead-letter

Clients put properties that they want changed into a modified outcome's message annotations, and beside the
reason into a rejected outcome's error info [source: azure-servicebus-js `messageSettlement.ts`].
"""

from collections.abc import Callable
from typing import Final

from longshore.engine.changes import Changes
from longshore.engine.endings import DEAD_LETTER_DESCRIPTION, DEAD_LETTER_REASON
from longshore.engine.lane import Lane
from longshore.engine.queue import Queue
from longshore.model.refusal import Refusal
from longshore.wire.states import ACCEPTED, RELEASED, Accepted, DeliveryState, Modified, Rejected

DELAY: Final = "longshore:delay-ms"
"""Ours, among the properties that an abandon changes: the milliseconds that the message rests first."""

_ACCEPTED: Final = ACCEPTED.encode()
_RELEASED: Final = RELEASED.encode()
_REJECTED: Final = Rejected().encode()

Decision = Callable[[int, Changes], Refusal | None]
"""Carries a decision out, at a time, as part of a commit."""


def decide(queue: Queue, lane: Lane, state: DeliveryState | None, token: bytes) -> Decision:
    """Return what an outcome asks for, ready to be carried out."""
    if isinstance(state, Accepted):
        return lambda now_ms, changes: queue.complete(lane, token, now_ms, changes)
    if isinstance(state, Modified):
        return _modify(queue, lane, state, token)
    if isinstance(state, Rejected):
        return _reject(queue, lane, state, token)
    return lambda _now_ms, _changes: queue.release(lane, token)


def _modify(queue: Queue, lane: Lane, state: Modified, token: bytes) -> Decision:
    properties = {str(key): value for key, value in (state.message_annotations or {}).items()}
    delay_ms = take_delay(properties)
    if state.undeliverable_here:
        return lambda now_ms, changes: queue.defer(lane, token, now_ms, changes, properties)
    return lambda now_ms, changes: queue.abandon(lane, token, now_ms, changes, properties, delay_ms)


def take_delay(properties: dict[str, object]) -> int | None:
    """Return how long a message is to rest, and take that out of the properties; None is not said."""
    delay_ms = properties.pop(DELAY, None)
    return max(0, int(delay_ms)) if isinstance(delay_ms, int) else None


def _reject(queue: Queue, lane: Lane, state: Rejected, token: bytes) -> Decision:
    reason, description, properties = dead_letter_words(state)
    return lambda now_ms, changes: queue.dead_letter(
        lane, token, reason, description, now_ms, changes, properties
    )


def dead_letter_words(state: Rejected) -> tuple[str | None, str | None, dict[str, object]]:
    """Return (reason, description, changed properties): in the error's info, else the error's own text."""
    if state.error is None:
        return None, None, {}
    info = {str(key): value for key, value in (state.error.info or {}).items() if value is not None}
    reason, description = info.pop(DEAD_LETTER_REASON, None), info.pop(DEAD_LETTER_DESCRIPTION, None)
    return (
        None if reason is None else str(reason),
        state.error.description if description is None else str(description),
        info,
    )


def outcome_bytes(state: DeliveryState | None) -> bytes:
    """Return the encoded answer to an outcome: the same again, but a bare one for a rejection."""
    if isinstance(state, Accepted):
        return _ACCEPTED
    if isinstance(state, Modified):
        return state.encode()
    return _REJECTED if isinstance(state, Rejected) else _RELEASED
