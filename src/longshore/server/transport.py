"""A client's AMQP connection: bytes to the kernel and back. All else is the kernel's business."""

import asyncio
from typing import TYPE_CHECKING, Final, cast

from longshore.broker.peer import Peer

if TYPE_CHECKING:
    from longshore.server.host import Host

HIGH_WATER_BYTES: Final = 4 * 1_048_576
"""How much may wait in a slow client's transport before it gets nothing more."""


def peer_name(transport: asyncio.BaseTransport) -> str:
    """Return a client's address, for the log."""
    address = transport.get_extra_info("peername")  # uvloop knows none when the client is gone already
    return f"{address[0]}:{address[1]}" if address else "gone"


class ClientProtocol(asyncio.Protocol):
    """One AMQP connection, on a socket's transport or on a layer's."""

    def __init__(self, host: "Host") -> None:
        self._host = host
        self._transport: asyncio.Transport | None = None
        self._peer: Peer | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        self._peer = self._host.connected(peer_name(transport), self)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._peer is not None:
            self._host.received(self._peer, data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """The client is gone."""
        if self._peer is not None:
            self._host.lost(self._peer)
            self._peer = None

    def pause_writing(self) -> None:
        """The client reads too slowly."""
        if self._peer is not None:
            self._host.congested(self._peer, full=True)

    def resume_writing(self) -> None:
        """There is room again."""
        if self._peer is not None:
            self._host.congested(self._peer, full=False)

    def write(self, data: bytes, *, last: bool) -> None:
        """Send what the kernel has to say; close behind the last of it."""
        if self._transport is None:
            return
        if data:
            self._transport.write(data)
        if last:
            self._transport.close()

    def abort(self) -> None:
        """Cut the connection off without a word."""
        if self._transport is not None:
            self._transport.abort()

    def pause_reading(self) -> None:
        """Let the client wait: too much is on its way to the disk."""
        if self._transport is not None and self._transport.is_reading():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Hear the client again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
