"""A connected client: its AMQP connection, what it may do, and the nodes its links lead to."""

from typing import TYPE_CHECKING, Final

from longshore.amqp.connection import Connection
from longshore.amqp.link import Link, SenderLink
from longshore.broker.faults import Faults
from longshore.broker.transactions import Transactions
from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import Grant, Right

if TYPE_CHECKING:
    from longshore.broker.requests import ReplyLink

MAX_GRANTS: Final = 4_096
"""Audiences one connection may hold tokens for; an SDK has two per link."""


class Peer:
    """One connection. `congested` is set by the shell while the transport cannot take more."""

    __slots__ = (
        "congested",
        "connected_ms",
        "connection",
        "faults",
        "grants",
        "links",
        "name",
        "replies",
        "transactions",
    )

    def __init__(self, connection: Connection, name: str, now_ms: int, faults: Faults | None = None) -> None:
        self.connection = connection
        self.name = name
        self.connected_ms = now_ms
        self.faults = faults
        self.congested = False
        self.grants: dict[str, Grant] = {}
        """By audience; the empty audience holds what SASL PLAIN gave."""
        self.links: set[Guarded] = set()
        """Links that need a right as long as they live."""
        self.replies: dict[SenderLink, ReplyLink] = {}
        self.transactions = Transactions()

    def may(self, path: str, right: Right, now_ms: int) -> bool:
        """Say whether any grant covers an act."""
        return any(grant.covers(path, right, now_ms) for grant in self.grants.values())

    def put_forward(self, ms: int) -> None:
        """The clock was put forward by hand: the client has been silent, and its tokens held, no longer."""
        self.connected_ms += ms
        self.connection.put_forward(ms)
        self.grants = {audience: grant.put_forward(ms) for audience, grant in self.grants.items()}


_TOKEN_EXPIRED: Final = Refusal(
    Condition.UNAUTHORIZED, "The token of this link has expired; put a new one and attach again."
)


class Guarded:
    """A link that leads to an entity: it lives as long as its peer may do this and the entity allows it."""

    __slots__ = ("link", "path", "peer", "right")

    def __init__(self, peer: Peer, link: Link, path: str, right: Right) -> None:
        self.peer = peer
        self.link = link
        self.path = path
        self.right = right
        peer.links.add(self)

    def objection(self, now_ms: int) -> Refusal | None:
        """Say why the link must end now: tokens run out, entities are deleted and disabled."""
        if not self.peer.may(self.path, self.right, now_ms):
            return _TOKEN_EXPIRED
        return self.entity_objection(now_ms)

    def entity_objection(self, now_ms: int) -> Refusal | None:
        """Say what the entity has against this link; otherwise note that it is in use."""
        raise AssertionError(f"{type(self).__name__} leads to no entity at {now_ms}")
