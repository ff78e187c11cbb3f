"""The doors: every listener speaks every protocol, told apart by the first bytes of a connection.

    0x16                 a TLS ClientHello; inside, the same choice is made again
    a method and " "     HTTP; asks for a WebSocket, which carries AMQP, or is answered
    anything else        AMQP, which knows what to say to strangers

A connection begins as a `Doorway`. When enough has come to choose, the doorway gives its transport another
protocol and hands over what it has read; from there on nothing of it is left in the way.

Who is in no AMQP connection yet is bound by the same time as who is in one without a token.
"""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Final, cast

from longshore.broker.kernel import Log
from longshore.model.limits import UNAUTHENTICATED_CONNECTION_MS
from longshore.server.clock import Clock
from longshore.server.http1 import METHODS, HttpProtocol
from longshore.server.site import answer
from longshore.server.tls import TlsLayer
from longshore.server.transport import peer_name

TLS_HANDSHAKE: Final = 0x16
"""[RFC 8446 5.1] The type of the record that a ClientHello comes in."""

_METHODS: Final = tuple(f"{method} ".encode() for method in METHODS)


class Kind(Enum):
    """What a connection speaks."""

    AMQP = auto()
    HTTP = auto()
    TLS = auto()


def choose(beginning: bytes) -> Kind | None:
    """Return what a connection that begins like this speaks, or None while that is open."""
    if not beginning:
        return None
    if beginning[0] == TLS_HANDSHAKE:
        return Kind.TLS
    if beginning.startswith(_METHODS):
        return Kind.HTTP
    if any(method.startswith(beginning) for method in _METHODS):
        return None
    return Kind.AMQP


@dataclass(eq=False, slots=True)
class Guest:
    """A client that is not in an AMQP connection yet."""

    name: str
    transport: asyncio.Transport
    since_ms: int


class Doors:
    """Receives the clients of one namespace.

    Args:
        amqp: Makes the protocol of an AMQP connection.
        clock: The time.
        log: Where to say what happened.
        tls: What TLS is spoken with; without it, it is not spoken.
    """

    def __init__(
        self, amqp: Callable[[], asyncio.Protocol], clock: Clock, log: Log, tls: ssl.SSLContext | None
    ) -> None:
        self._amqp = amqp
        self._clock = clock
        self._log = log
        self._tls = tls
        self._guests: dict[Guest, None] = {}
        """In the order of their coming."""

    def doorway(self) -> "Doorway":
        """Return the protocol of a new connection."""
        return Doorway(self, None)

    def patrol(self, now_ms: int) -> None:
        """Turn away who has been undecided for too long."""
        for guest in list(self._guests):
            if now_ms - guest.since_ms < UNAUTHENTICATED_CONNECTION_MS:
                return
            self._say_why(guest, f"no valid token came within {UNAUTHENTICATED_CONNECTION_MS} ms")
            self._send_away(guest)

    def close(self) -> None:
        """Turn away who is undecided."""
        for guest in list(self._guests):
            self._send_away(guest)

    def _send_away(self, guest: Guest) -> None:
        self._forget(guest)
        guest.transport.abort()

    def _forget(self, guest: Guest) -> None:
        self._guests.pop(guest, None)

    def _say_why(self, guest: Guest, reason: str) -> None:
        self._log("connection ended", peer=guest.name, reason=reason)

    def _welcome(self, transport: asyncio.Transport) -> Guest:
        guest = Guest(peer_name(transport), transport, self._clock())
        self._guests[guest] = None
        return guest

    def _lead(self, guest: Guest, kind: Kind, *, secured: bool) -> asyncio.Protocol:
        """Return the protocol that goes on."""
        if kind is Kind.TLS and self._tls is not None and not secured:
            return TlsLayer(Doorway(self, guest), self._tls, partial(self._say_why, guest))
        if kind is Kind.HTTP:
            return HttpProtocol(answer, partial(self._websocket, guest), partial(self._forget, guest))
        self._forget(guest)
        return self._amqp()

    def _websocket(self, guest: Guest) -> asyncio.Protocol:
        # Imported here: most brokers never see a WebSocket.
        from longshore.server.websocket import WebSocketLayer  # noqa: PLC0415

        self._forget(guest)
        return WebSocketLayer(self._amqp())


class Doorway(asyncio.Protocol):
    """A connection whose protocol is not known yet; inside TLS if the guest is known already."""

    _transport: asyncio.Transport

    def __init__(self, doors: Doors, guest: Guest | None) -> None:
        self._doors = doors
        self._guest = guest
        self._secured = guest is not None
        self._begun = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._transport = cast("asyncio.Transport", transport)
        if self._guest is None:
            self._guest = self._doors._welcome(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """The client left before it was known what it speaks."""
        if self._guest is not None:
            self._doors._forget(self._guest)

    def data_received(self, data: bytes) -> None:
        """Read the first bytes, and step aside as soon as they say enough."""
        self._begun += data
        kind = choose(self._begun)
        if kind is None or self._guest is None:
            return
        following = self._doors._lead(self._guest, kind, secured=self._secured)
        self._transport.set_protocol(following)
        following.connection_made(self._transport)
        following.data_received(self._begun)
