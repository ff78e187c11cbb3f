"""What `Connection.receive` tells its driver, in the order in which it happened."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from longshore.wire.performatives import Open
from longshore.wire.states import DeliveryState, Error

if TYPE_CHECKING:
    from longshore.amqp.link import Link, ReceiverLink, SenderLink
    from longshore.amqp.session import Session


@dataclass(slots=True)
class SaslRequested:
    """The peer chose a mechanism; answer with `Connection.sasl_outcome`."""

    mechanism: str
    response: bytes


@dataclass(slots=True)
class Opened:
    """The peer opened the connection, and our open is on its way."""

    open: Open


@dataclass(slots=True)
class AttachRequested:
    """The peer wants a link; answer, now or later, with its `accept` or `refuse`."""

    link: "Link"


@dataclass(slots=True)
class Delivered:
    """A whole message arrived on a link of ours that receives.

    `state` is what the peer says of it; a `TransactionalState` sends it within a transaction [AMQP 4.4.1].
    `oversize_bytes` is 0, or the size of a message beyond the link's `max_message_size`: of such a message
    nothing is kept, so `payload` is empty. It waits for an answer like any other.
    """

    link: "ReceiverLink"
    delivery_id: int
    message_format: int
    payload: bytes
    settled: bool
    state: DeliveryState | None = None
    oversize_bytes: int = 0


@dataclass(slots=True)
class CreditChanged:
    """The peer changed how much a link of ours may send, or asked it to drain."""

    link: "SenderLink"


@dataclass(slots=True)
class Settled:
    """The peer decided about deliveries we sent: (delivery id, link, delivery tag) of each.

    When `settled` is false, the peer waits for our answer [AMQP 2.6.12, receiver settles second].
    """

    session: "Session"
    deliveries: list[tuple[int, "SenderLink", bytes]]
    state: DeliveryState | None
    settled: bool


@dataclass(slots=True)
class Detached:
    """A link is gone, because the peer detached it or its session or connection ended."""

    link: "Link"


@dataclass(slots=True)
class Violated:
    """The peer broke a rule that costs it a link or a session; it has been told."""

    error: Error


@dataclass(slots=True)
class Closed:
    """The connection is over; `error` says who is to blame: the peer's word, or ours about the peer."""

    error: Error | None
    violated: bool


Event = (
    SaslRequested
    | Opened
    | AttachRequested
    | Delivered
    | CreditChanged
    | Settled
    | Detached
    | Violated
    | Closed
)
