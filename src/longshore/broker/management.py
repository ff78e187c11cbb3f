"""`<entity>/$management`: renew locks, settle from anywhere, session state [ASB AMQP request-response].

A request names its operation; an operation that this version does not have is answered 501.
"""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from longshore.broker.peer import Peer
from longshore.broker.requests import Answer, Request
from longshore.broker.unit import Unit
from longshore.engine.lane import Lane
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import Right
from longshore.wire.values import Array, Int, Symbol, Timestamp, array_of_timestamps

Body = Mapping[object, object]
Outcome = Body | Refusal

_VENDOR: Final = "com.microsoft:"

_SESSION_NOT_HELD: Final = Refusal(
    Condition.SESSION_LOCK_LOST, "This session is not locked by a receiver; accept it again."
)


class ManagementNode:
    """The request node of one queue or subscription, or of its dead letters."""

    def __init__(self, claimed: str, queue: Queue, lane: Lane, current_unit: Callable[[], Unit]) -> None:
        self._claimed = claimed
        self._queue = queue
        self._lane = lane
        self._unit = current_unit
        self._operations: dict[str, Callable[[Body, int], Outcome]] = {
            "renew-lock": self._renew_lock,
            "renew-session-lock": self._renew_session_lock,
            "get-session-state": self._get_session_state,
            "set-session-state": self._set_session_state,
            "update-disposition": self._update_disposition,
        }

    def handle(self, peer: Peer, request: Request, answer: Answer, now_ms: int) -> Refusal | None:
        """Take one request; what changes something durable is answered when that is on disk.

        A refusal is also returned, for the log.
        """
        outcome = self._run(peer, request, now_ms)
        if isinstance(outcome, Refusal):
            answer(*_refused(outcome))
            return outcome
        body = dict(outcome)
        self._unit().outbox.reply(lambda stored: answer(*(_done(body) if stored else _refused(_NOT_STORED))))
        return None

    def _run(self, peer: Peer, request: Request, now_ms: int) -> Outcome:
        name = (request.text("operation") or "").removeprefix(_VENDOR)
        operation = self._operations.get(name)
        if operation is None:
            return Refusal(Condition.NOT_IMPLEMENTED, f"The operation '{name}' is not supported yet.")
        if not peer.may(self._claimed, Right.LISTEN, now_ms):
            return Refusal(Condition.UNAUTHORIZED, f"'Listen' claims on '{self._claimed}' are required.")
        if not isinstance(request.body, dict):
            return Refusal(Condition.ARGUMENT_ERROR, "The body of a request is a map.")
        return operation(request.body, now_ms)

    # -- operations --------------------------------------------------------------------------------

    def _renew_lock(self, body: Body, now_ms: int) -> Outcome:
        times = []
        for token in _tokens(body):
            renewed = self._queue.renew_lock(self._lane, token, now_ms)
            if isinstance(renewed, Refusal):
                return renewed
            times.append(renewed)
        return {"expirations": array_of_timestamps(*times)}

    def _renew_session_lock(self, body: Body, now_ms: int) -> Outcome:
        session = self._held_session(body, now_ms)
        if isinstance(session, Refusal):
            return session
        return {"expiration": Timestamp(self._queue.renew_session(session, now_ms))}

    def _get_session_state(self, body: Body, now_ms: int) -> Outcome:
        session = self._held_session(body, now_ms)
        return session if isinstance(session, Refusal) else {"session-state": session.state}

    def _set_session_state(self, body: Body, now_ms: int) -> Outcome:
        session = self._held_session(body, now_ms)
        if isinstance(session, Refusal):
            return session
        state = body.get("session-state")
        if state is not None and not isinstance(state, bytes):
            return Refusal(Condition.ARGUMENT_ERROR, "'session-state' is binary or null.")
        self._queue.set_session_state(session, state, self._unit().changes)
        return {}

    def _update_disposition(self, body: Body, now_ms: int) -> Outcome:
        """Settle by lock token, whoever received: clients fall back to this when a link is lost."""
        lane = self._lane_of(body, now_ms)
        if isinstance(lane, Refusal):
            return lane
        tokens = _tokens(body)
        if any(lane.find(token, now_ms) is None for token in tokens):
            return Refusal(
                Condition.MESSAGE_LOCK_LOST, "The lock of this message has ended; receive it again."
            )
        for token in tokens:
            refusal = self._settle(lane, token, body, now_ms)
            if refusal is not None:
                return refusal
        return {}

    def _settle(self, lane: Lane, token: bytes, body: Body, now_ms: int) -> Refusal | None:
        status, changes = body.get("disposition-status"), self._unit().changes
        if status == "completed":
            return self._queue.complete(lane, token, now_ms, changes)
        if status == "abandoned":
            return self._queue.abandon(lane, token, now_ms, changes)
        if status == "suspended":
            reason, description = (_text(body, f"deadletter-{part}") for part in ("reason", "description"))
            return self._queue.dead_letter(lane, token, reason, description, now_ms, changes)
        return Refusal(Condition.NOT_IMPLEMENTED, f"The disposition '{status}' is not supported yet.")

    # -- arguments ---------------------------------------------------------------------------------

    def _lane_of(self, body: Body, now_ms: int) -> Lane | Refusal:
        return self._held_session(body, now_ms) if body.get("session-id") is not None else self._lane

    def _held_session(self, body: Body, now_ms: int) -> Session | Refusal:
        session = self._queue.sessions.by_id.get(_text(body, "session-id") or "")
        if session is None or session.holder is None or session.locked_until_ms <= now_ms:
            return _SESSION_NOT_HELD
        return session


_NOT_STORED: Final = Refusal(Condition.INTERNAL_ERROR, "The broker could not write this to its disk.")


def _tokens(body: Body) -> list[bytes]:
    """Return lock tokens as they stand in delivery tags: .NET's byte order of the same GUID."""
    tokens = body.get("lock-tokens")
    if not isinstance(tokens, Array | list):
        return []
    return [token.bytes_le for token in tokens if isinstance(token, UUID)]


def _text(body: Body, name: str) -> str | None:
    value = body.get(name)
    return str(value) if isinstance(value, str) and value else None


def _done(body: Body) -> tuple[Mapping[object, object], object]:
    return {"statusCode": Int(200), "statusDescription": "OK"}, body


def _refused(refusal: Refusal) -> tuple[Mapping[object, object], object]:
    condition = refusal.condition
    return {
        "statusCode": Int(condition.status),
        "statusDescription": refusal.description,
        "errorCondition": Symbol(condition.amqp),
    }, {}
