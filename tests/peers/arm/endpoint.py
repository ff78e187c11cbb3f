"""The store behind HTTPS on the loopback, with what az wants to know before: a cloud, a login, a vault.

Everything that az asks for goes through a proxy to here, whatever the host: so a vault can have a name of its
own, and nothing can leave the machine.
"""

import base64
import json
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from longshore.server.certificates import Certificates, ensure

from .store import SUBSCRIPTION, Json, Refused, Store

TENANT: Final = "22222222-2222-2222-2222-222222222222"
VAULT_SUFFIX: Final = "vault.longshore.test"

_SECRET: Final = re.compile(r"/secrets/([^/]+)(?:/[^/]*)?")


class Endpoint:
    """Where az finds everything; `asked` has each request that changes or shows something, in order."""

    def __init__(self, folder: Path, store: Store, vaults: tuple[str, ...]) -> None:
        self.store = store
        self.asked: list[str] = []
        self.tls = ensure(folder, [f"{vault}.{VAULT_SUFFIX}" for vault in vaults])
        self.ca = Certificates(folder).ca
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(_Answers))
        self.server.socket = self.tls.wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.proxy = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(_Tunnels))

    def _handler(self, base: type[Any]) -> type[Any]:
        return type(base.__name__, (base,), {"endpoint": self})

    @property
    def url(self) -> str:
        return f"https://localhost:{self.server.server_port}"

    @property
    def proxy_url(self) -> str:
        return f"http://127.0.0.1:{self.proxy.server_port}"


@contextmanager
def serving(folder: Path, store: Store, *vaults: str) -> Iterator[Endpoint]:
    """Serve a store until the end of the block."""
    endpoint = Endpoint(folder, store, vaults)
    servers = (endpoint.server, endpoint.proxy)
    threads = [threading.Thread(target=server.serve_forever, args=(0.05,)) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield endpoint
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    endpoint: Endpoint

    def log_message(self, *_: object) -> None:
        """Say nothing: the test prints what az says."""


class _Tunnels(_Quiet):
    """A proxy that leads to the endpoint whoever is called."""

    def do_CONNECT(self) -> None:  # as http.server calls it
        with socket.create_connection(("127.0.0.1", self.endpoint.server.server_port)) as onward:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_copy, args=(onward, self.connection))
            back.start()
            _copy(self.connection, onward)
            back.join()
        self.close_connection = True


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class _Answers(_Quiet):
    """What az is answered."""

    def handle(self) -> None:
        with suppress(ssl.SSLError, ConnectionError):
            super().handle()

    def _take(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        split = urlsplit(self.path)
        path, query = unquote(split.path), parse_qs(split.query)
        host = (self.headers.get("Host") or "").partition(":")[0]
        try:
            if host.endswith(VAULT_SUFFIX):
                self._answer(200, self._of_vault(host, path, raw))
            elif self.command == "GET" and (found := self._of_login(path)):
                self._answer(200, found)
            elif self.command == "POST" and path.endswith("/oauth2/v2.0/token"):
                self._answer(
                    200, {"token_type": "Bearer", "expires_in": 86_399, "access_token": _token(self.endpoint)}
                )
            else:
                self._answer(*self._of_arm(path, query, raw))
        except Refused as refused:
            authority = f"{self.endpoint.url}/{TENANT}"
            challenge = f'Bearer authorization="{authority}", resource="https://{VAULT_SUFFIX}"'
            headers = {"WWW_Authenticate": challenge} if refused.status == 401 else {}
            self._answer(refused.status, refused.body, **headers)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = _take  # noqa: N815  # as http.server calls them

    def _answer(self, status: int, body: Json | None, **headers: str) -> None:
        data = b"" if body is None or self.command == "HEAD" else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def _of_login(self, path: str) -> Json | None:
        url = self.endpoint.url
        if path == "/metadata/endpoints":
            return {
                "name": "Test",
                "portal": url,
                "authentication": {"loginEndpoint": url, "audiences": [f"{url}/arm"], "tenant": TENANT},
                "resourceManager": url,
                "microsoftGraphResourceId": f"{url}/graph",
                "suffixes": {
                    "keyVaultDns": VAULT_SUFFIX,
                    "storage": "storage.test",
                    "acrLoginServer": "acr.test",
                    "sqlServerHostname": "sql.test",
                },
            }
        if path.endswith("/.well-known/openid-configuration"):
            return {
                "issuer": f"{url}/{TENANT}/v2.0",
                "authorization_endpoint": f"{url}/{TENANT}/oauth2/v2.0/authorize",
                "token_endpoint": f"{url}/{TENANT}/oauth2/v2.0/token",
            }
        if path == "/subscriptions":
            one = {"id": f"/subscriptions/{SUBSCRIPTION}", "subscriptionId": SUBSCRIPTION, "tenantId": TENANT}
            return {"value": [{**one, "displayName": "Test", "state": "Enabled"}]}
        return None

    def _of_arm(self, path: str, query: dict[str, list[str]], raw: bytes) -> tuple[int, Json | None]:
        store = self.endpoint.store
        self.endpoint.asked.append(f"{self.command} {path}")
        match self.command:
            case "PUT":
                new = self.headers.get("If-None-Match") == "*"
                return 200, store.put(path, json.loads(raw), only_new=new)
            case "DELETE":
                store.delete(path)
                return 200, None
            case "POST":
                return 200, store.keys(path)
            case "HEAD":
                store.get(path)
                return 204, None
        if path.endswith("/resources"):
            kind = query["$filter"][0].split("'")[1].casefold()
            return 200, {"value": [each for each in store.resources.values() if each.get("type") == kind]}
        if path.casefold().rpartition("/")[2] in {"roleassignments", "roledefinitions"}:
            return 200, {"value": store.children(path)}
        return 200, store.get(path)

    def _of_vault(self, host: str, path: str, raw: bytes) -> Json:
        if not self.headers.get("Authorization"):
            raise Refused(401, "Unauthorized", "Say who you are.")
        found = _SECRET.fullmatch(path)
        assert found, path
        versions = self.endpoint.store.secrets.setdefault(found[1], [])
        if self.command == "PUT":
            versions.append(json.loads(raw)["value"])
            self.endpoint.store.put_secret(host.partition(".")[0], found[1])
        if not versions:
            raise Refused(404, "SecretNotFound", f"There is no secret {found[1]}.")
        return {
            "value": versions[-1],
            "id": f"https://{host}/secrets/{found[1]}/{len(versions):032x}",
            "attributes": {"enabled": True},
        }


def _token(endpoint: Endpoint) -> str:
    """Return a token that says who, and is signed by nobody."""
    head = {"alg": "none", "typ": "JWT"}
    claims = {
        "tid": TENANT,
        "oid": "33333333-3333-3333-3333-333333333333",
        "iss": endpoint.url,
        "exp": 4_102_444_800,
    }
    parts = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (head, claims)
    )
    return ".".join([*parts, ""])
