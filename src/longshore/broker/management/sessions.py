"""What a session has beside messages: a state, and a place in the list of sessions."""

from itertools import islice

from longshore.broker.errors import raise_refusal
from longshore.broker.management.arguments import Body, bad_argument, count, needed_text, whole
from longshore.broker.management.scope import Scope
from longshore.wire.values import Int

_EVERY_SESSION_MS = 253_402_300_799_000
"""[source: azure-servicebus `_session.py`, Azure.Messaging.ServiceBus] 9999-12-31, or the year 10000: clients
ask for the states set since then when they mean all sessions that have messages or a state."""

_PAGE = 100
_PAGE_MAX = 1_000
_SKIP_MAX = 0x7FFF_FFFF - _PAGE_MAX
"""An answer says how many sessions to skip next, as an int of 32 bits."""


def get_session_state(scope: Scope, body: Body, now_ms: int) -> Body:
    """Return the state of a session that is held."""
    session = scope.held_session(needed_text(body, "session-id"), now_ms)
    return {"session-state": scope.queue.states.get(session.session_id)}


def set_session_state(scope: Scope, body: Body, now_ms: int) -> Body:
    """Set the state of a session that is held; null removes it."""
    session = scope.held_session(needed_text(body, "session-id"), now_ms)
    state = body.get("session-state")
    if state is not None and not isinstance(state, bytes):
        bad_argument("'session-state' is binary or null.")
    raise_refusal(scope.queue.states.set(session.session_id, state, now_ms, scope.unit.changes))
    return {}


def get_message_sessions(scope: Scope, body: Body, _now_ms: int) -> Body | None:
    """Return a page of session ids."""
    skip, top = min(count(body, "skip", 0), _SKIP_MAX), min(count(body, "top", _PAGE), _PAGE_MAX)
    since_ms = whole(body, "last-updated-time", _EVERY_SESSION_MS)
    found = scope.queue.session_ids(None if since_ms >= _EVERY_SESSION_MS else since_ms)
    page = list(islice(found, skip, skip + top))
    return {"skip": Int(skip + len(page)), "sessions-ids": page} if page else None
