"""A certificate authority of one's own, kept in the data folder, and the server's certificate from it.

tls/ca.pem       what clients trust; kept as long as it is good
tls/ca.key       readable by the owner only, as is server.key
tls/server.pem   for the names that the broker is reached by; renewed at a start when it must be
tls/server.key

Whether the files are still good is found out as a client would: by a handshake in memory that checks the
chain strictly. `cryptography` is needed, and imported, only when something must be made.
"""

import ipaddress
import re
import socket
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from longshore.server.tls import server_context

RENEW_BEFORE: Final = timedelta(days=30)
LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")

_HOST_NAME: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?")
_ANY_ADDRESS: Final = frozenset({"", "0.0.0.0", "::"})  # noqa: S104  # compared, not bound


@dataclass(frozen=True, slots=True)
class Certificates:
    """Where the files are."""

    folder: Path

    @property
    def ca(self) -> Path:
        """The authority's certificate."""
        return self.folder / "ca.pem"

    @property
    def ca_key(self) -> Path:
        """The authority's key."""
        return self.folder / "ca.key"

    @property
    def server(self) -> Path:
        """The server's certificate."""
        return self.folder / "server.pem"

    @property
    def server_key(self) -> Path:
        """The server's key."""
        return self.folder / "server.key"


def names_of(hosts: Iterable[str]) -> list[str]:
    """Return the names and addresses by which a broker that listens on these hosts is reached."""
    wanted = [*LOCAL_NAMES, socket.gethostname(), *(host for host in hosts if host not in _ANY_ADDRESS)]
    return list(dict.fromkeys(name for host in wanted if (name := _canonical(host)) is not None))


def _canonical(host: str) -> str | None:
    """Return a name as certificates compare it, None if it is nothing that a certificate can name."""
    bare = host.partition("%")[0]  # an address's zone is no part of it
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return bare.lower() if _HOST_NAME.fullmatch(bare) else None


def ensure(folder: Path, hosts: Iterable[str]) -> ssl.SSLContext:
    """Return what the server speaks TLS with; makes or renews what is not good (any more). Raises OSError."""
    files, names = Certificates(folder), names_of(hosts)
    if not _are_good(files, names):
        # Imported here: only a first start and a renewal need it.
        from longshore.server.issuing import issue  # noqa: PLC0415

        issue(files, names)
    return server_context(files.server, files.server_key)


def _are_good(files: Certificates, names: list[str]) -> bool:
    """Say whether a strict client accepts the server, with all its names, for some time to come."""
    try:
        shown = _shake_hands(files)
    except (OSError, ValueError):  # no file, no certificate in it, a key of another, one that is not trusted
        return False
    valid_until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    return valid_until - datetime.now(UTC) >= RENEW_BEFORE and set(_names_in(shown)) == set(names)


def _shake_hands(files: Certificates) -> dict[str, object]:
    """Return the server's certificate as a client sees it. Raises OSError, of which ssl.SSLError is one."""
    trusting = ssl.create_default_context(cafile=files.ca)
    trusting.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = server_context(files.server, files.server_key)
    server = context.wrap_bio(to_server, to_client, server_side=True)
    client = trusting.wrap_bio(to_client, to_server, server_hostname=LOCAL_NAMES[0])
    for end in (client, server, client):  # hello, hello and certificate, the verdict
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return dict(client.getpeercert() or {})


def _names_in(shown: dict[str, object]) -> Iterator[str | None]:
    names = shown.get("subjectAltName", ())
    if isinstance(names, tuple):
        yield from (_canonical(name) for _kind, name in names)
