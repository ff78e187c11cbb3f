"""The two ends of a layer, without a socket."""

import asyncio
from typing import Any


class Socket(asyncio.Transport):
    """The transport at the bottom: remembers what was done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.events: list[str] = []
        self.limit: int | None = None
        self.protocol: asyncio.BaseProtocol | None = None

    def take(self) -> bytes:
        """Return what was written since the last call."""
        written, self.written = self.written, b""
        return written

    def feed(self, data: bytes) -> None:
        """Let bytes come, to whichever protocol is set."""
        assert isinstance(self.protocol, asyncio.Protocol)
        self.protocol.data_received(data)

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401  # asyncio types it so
        return ("127.0.0.1", 7) if name == "peername" else default

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.events.append("close")

    def abort(self) -> None:
        self.events.append("abort")

    def is_closing(self) -> bool:
        return bool({"close", "abort"} & set(self.events))

    def is_reading(self) -> bool:
        return "pause" not in self.events

    def pause_reading(self) -> None:
        self.events.append("pause")

    def resume_reading(self) -> None:
        self.events.remove("pause")

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:  # noqa: ARG002  # asyncio's signature
        self.limit = high

    def get_write_buffer_size(self) -> int:
        return len(self.written)


class Upper(asyncio.Protocol):
    """The protocol at the top: remembers what it was told."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.pieces: list[bytes] = []
        self.events: list[str] = []

    @property
    def received(self) -> bytes:
        """All that came."""
        return b"".join(self.pieces)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.pieces.append(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        self.events.append("lost")

    def pause_writing(self) -> None:
        self.events.append("full")

    def resume_writing(self) -> None:
        self.events.append("room")
