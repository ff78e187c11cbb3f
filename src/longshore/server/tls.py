"""TLS as a layer: an `ssl.SSLObject` between two buffers in memory, and no I/O.

The loop's own TLS transports cannot take over a connection whose first bytes have been read already, and
those bytes are how a listener knows that it is TLS. A layer is fed them like any others, works the same on
asyncio and uvloop, and costs a plain connection nothing. It keeps little per idle connection, where asyncio's
transport reserves a buffer of 256 KB for each.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from longshore.server.layer import Layer

PIECE_BYTES: Final = 65_536
"""How much is encrypted at a time: the buffers in memory never shrink, so they must not grow."""


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what a server needs to speak TLS 1.2 and newer. Raises OSError (ssl.SSLError is one)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION  # a write can then never have to wait for a read
    context.load_cert_chain(certificate, key)
    return context


class TlsLayer(Layer):
    """One connection inside TLS. `on_failure` hears why, when the peer breaks TLS or refuses us."""

    def __init__(
        self, above: asyncio.BaseProtocol, context: ssl.SSLContext, on_failure: Callable[[str], None]
    ) -> None:
        super().__init__(above)
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._on_failure = on_failure
        self._ready = False
        self._over = False

    def data_received(self, data: bytes) -> None:
        """Decrypt; everything that came in one read is passed up as one piece."""
        if self._over:
            return
        self._incoming.write(data)
        plain: list[bytes] = []
        ended = self._take(plain)
        self._flush()
        if plain:
            self._pass_up(b"".join(plain))
        if ended:
            self.close()

    def _take(self, plain: list[bytes]) -> bool:
        """Shake hands if that is still to be done, then decrypt; says whether nothing will follow."""
        try:
            if not self._ready:
                self._tls.do_handshake()
                self._ready = True
                self._above.connection_made(self)
            while piece := self._tls.read(PIECE_BYTES):  # one record at a time; b"" after a close_notify
                plain.append(piece)
        except ssl.SSLWantReadError:
            return False
        except ssl.SSLError as problem:
            self._on_failure(f"TLS failed: {problem.reason or problem}")
        return True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt and send."""
        if self._over:
            return
        view, sealed = memoryview(data), list[bytes]()
        for start in range(0, len(view), PIECE_BYTES):
            self._tls.write(view[start : start + PIECE_BYTES])
            sealed.append(self._outgoing.read())
        self._below.write(b"".join(sealed))

    def close(self) -> None:
        """Say goodbye, and close once that and all before it is sent."""
        if self._over:
            return
        self._over = True
        if self._ready:
            with suppress(ssl.SSLError):  # the peer's own goodbye is not waited for
                self._tls.unwrap()
        self._flush()
        self._below.close()

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._below.write(self._outgoing.read())
