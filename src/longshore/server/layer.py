"""A layer between transport and protocol: the protocol of the one below, the transport of the one above.

TLS and WebSocket are layers. Each changes bytes and passes on all else, so that pressure reaches the other
side: the protocol above sets the limits of, and hears from, the one transport that holds bytes, the socket's.
A plain connection has no layer: its protocol talks to the socket's transport itself.
"""

import asyncio
from typing import Any, cast


class Layer(asyncio.Protocol, asyncio.Transport):
    """What passes through unchanged; what a layer changes is its own: `data_received`, `write`, `close`."""

    _below: asyncio.Transport

    def __init__(self, above: asyncio.BaseProtocol) -> None:
        super().__init__()
        self._above = above

    # -- the protocol below ------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """There is a transport below. The one above hears of it when the layer is ready."""
        self._below = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone; above hears of it even if it was never told of the connection."""
        self._above.connection_lost(exc)

    def pause_writing(self) -> None:
        """The client reads too slowly."""
        self._above.pause_writing()

    def resume_writing(self) -> None:
        """There is room again."""
        self._above.resume_writing()

    def _pass_up(self, data: bytes) -> None:
        cast("asyncio.Protocol", self._above).data_received(data)

    # -- the transport above -----------------------------------------------------------------------

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Let another protocol stand above from now on."""
        self._above = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        """Return the protocol above."""
        return self._above

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401  # asyncio types it so
        """Return what the transport below knows."""
        return self._below.get_extra_info(name, default)

    def is_closing(self) -> bool:
        """Say whether the connection is ending."""
        return self._below.is_closing()

    def abort(self) -> None:
        """End the connection without a word."""
        self._below.abort()

    def is_reading(self) -> bool:
        """Say whether bytes are read."""
        return self._below.is_reading()

    def pause_reading(self) -> None:
        """Let the client wait."""
        self._below.pause_reading()

    def resume_reading(self) -> None:
        """Hear the client again."""
        self._below.resume_reading()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Say how much may wait below before `pause_writing` is called."""
        self._below.set_write_buffer_limits(high, low)

    def get_write_buffer_size(self) -> int:
        """Return how many bytes wait below: none wait in here."""
        return self._below.get_write_buffer_size()
