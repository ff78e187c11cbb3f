"""Refusals and other bad news in AMQP's words."""

from typing import TypeVar

from longshore.model.refusal import Condition, Refusal
from longshore.wire.states import Error, Rejected

T = TypeVar("T")


class Unacceptable(Exception):  # noqa: N818  # not an error of ours: it carries a refusal to whoever answers
    """A message or request breaks a rule of Service Bus."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.description)
        self.refusal = refusal


def raise_refusal(outcome: T | Refusal) -> T:
    """Return what was done; raises Unacceptable when it was refused."""
    if isinstance(outcome, Refusal):
        raise Unacceptable(outcome)
    return outcome


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
