"""What a peer can do wrong, by the size of what it breaks [AMQP 2.8.15 to 2.8.18]."""

from enum import Enum


class Scope(Enum):
    """What must end: the link, its session, or the whole connection."""

    LINK = "link"
    SESSION = "session"
    CONNECTION = "connection"


class PeerViolation(Exception):  # noqa: N818  # it is the peer's error; ours would be an Error
    """The peer broke AMQP's grammar or state rules. Never raised to the driver: it becomes a close."""

    def __init__(self, scope: Scope, condition: str, description: str) -> None:
        super().__init__(description)
        self.scope = scope
        self.condition = condition
        self.description = description


DECODE_ERROR = "amqp:decode-error"
NOT_ALLOWED = "amqp:not-allowed"
ILLEGAL_STATE = "amqp:illegal-state"
CONNECTION_FORCED = "amqp:connection:forced"
FRAMING_ERROR = "amqp:connection:framing-error"
HANDLE_IN_USE = "amqp:session:handle-in-use"
UNATTACHED_HANDLE = "amqp:session:unattached-handle"
TRANSFER_LIMIT_EXCEEDED = "amqp:link:transfer-limit-exceeded"
RESOURCE_LIMIT_EXCEEDED = "amqp:resource-limit-exceeded"
