"""A connected client: its AMQP connection, what it may do, and the nodes its links lead to."""

from typing import TYPE_CHECKING, Final

from longshore.amqp.connection import Connection
from longshore.amqp.link import Link, SenderLink
from longshore.security.rights import Grant, Right

if TYPE_CHECKING:
    from longshore.broker.requests import ReplyLink

MAX_GRANTS: Final = 4_096
"""Audiences one connection may hold tokens for; an SDK has two per link."""


class Peer:
    """One connection. `congested` is set by the shell while the transport cannot take more."""

    __slots__ = ("congested", "connected_ms", "connection", "grants", "links", "name", "replies")

    def __init__(self, connection: Connection, name: str, now_ms: int) -> None:
        self.connection = connection
        self.name = name
        self.connected_ms = now_ms
        self.congested = False
        self.grants: dict[str, Grant] = {}
        """By audience; the empty audience holds what SASL PLAIN gave."""
        self.links: set[Guarded] = set()
        """Links that need a right as long as they live."""
        self.replies: dict[SenderLink, ReplyLink] = {}

    def may(self, path: str, right: Right, now_ms: int) -> bool:
        """Say whether any grant covers an act."""
        return any(grant.covers(path, right, now_ms) for grant in self.grants.values())


class Guarded:
    """A link that leads to an entity: it lives as long as its peer may do this."""

    __slots__ = ("link", "path", "peer", "right")

    def __init__(self, peer: Peer, link: Link, path: str, right: Right) -> None:
        self.peer = peer
        self.link = link
        self.path = path
        self.right = right
        peer.links.add(self)

    def permitted(self, now_ms: int) -> bool:
        """Say whether the right still holds: tokens run out."""
        return self.peer.may(self.path, self.right, now_ms)
