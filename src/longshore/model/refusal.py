"""A refusal: the broker understood and says no.

Errors are told apart by author:

    Misuse          a programming error in Longshore itself         (exceptions from Python)
    PeerViolation   the peer broke AMQP's grammar or state rules    amqp.errors
    Refusal         a lawful request that cannot be granted         here: a value, not an exception
    StorageFault    the disk failed                                 store.errors

A refusal travels to the client as an AMQP error (condition, description) or an HTTP status.
"""

from dataclasses import dataclass
from enum import Enum


class Condition(Enum):
    """Why: the AMQP condition that clients look up, and the status of $cbs, $management and HTTP."""

    NOT_FOUND = ("amqp:not-found", 404)
    UNAUTHORIZED = ("amqp:unauthorized-access", 401)
    NOT_ALLOWED = ("amqp:not-allowed", 400)
    NOT_IMPLEMENTED = ("amqp:not-implemented", 501)
    DECODE_ERROR = ("amqp:decode-error", 400)
    INTERNAL_ERROR = ("amqp:internal-error", 500)
    RESOURCE_LIMIT_EXCEEDED = ("amqp:resource-limit-exceeded", 403)
    MESSAGE_SIZE_EXCEEDED = ("amqp:link:message-size-exceeded", 413)
    DETACH_FORCED = ("amqp:link:detach-forced", 503)
    TRANSACTION_UNKNOWN = ("amqp:transaction:unknown-id", 404)
    TRANSACTION_ROLLED_BACK = ("amqp:transaction:rollback", 409)
    TRANSACTION_TIMED_OUT = ("amqp:transaction:timeout", 408)
    ENTITY_DISABLED = ("com.microsoft:entity-disabled", 400)
    ENTITY_ALREADY_EXISTS = ("com.microsoft:entity-already-exists", 409)
    MESSAGE_LOCK_LOST = ("com.microsoft:message-lock-lost", 410)
    MESSAGE_NOT_FOUND = ("com.microsoft:message-not-found", 404)
    SESSION_LOCK_LOST = ("com.microsoft:session-lock-lost", 410)
    SESSION_CANNOT_BE_LOCKED = ("com.microsoft:session-cannot-be-locked", 423)
    ARGUMENT_ERROR = ("com.microsoft:argument-error", 400)
    SERVER_BUSY = ("com.microsoft:server-busy", 503)
    TIMEOUT = ("com.microsoft:timeout", 408)

    def __init__(self, amqp: str, status: int) -> None:
        self.amqp = amqp
        self.status = status


@dataclass(frozen=True, slots=True)
class Refusal:
    """A condition and one sentence that says what was wrong and what to do."""

    condition: Condition
    description: str
