"""Refusals and other bad news in AMQP's words."""

from longshore.model.refusal import Condition, Refusal
from longshore.wire.states import Error, Rejected


def amqp_error(refusal: Refusal) -> Error:
    """Return the AMQP error that tells a peer of a refusal; all three fields are always there."""
    return Error(refusal.condition.amqp, refusal.description, {})


def rejected(refusal: Refusal) -> bytes:
    """Return the encoded outcome that tells a sender or receiver of a refusal."""
    return Rejected(amqp_error(refusal)).encode()


NOT_STORED = Refusal(
    Condition.RESOURCE_LIMIT_EXCEEDED,
    "The broker could not write this to its disk, so it has not happened. Make room there and try again.",
)
