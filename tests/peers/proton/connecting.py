"""Getting in, being refused, staying connected."""

import hmac
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from ssl import get_default_verify_paths
from typing import Any
from urllib.parse import quote_plus

from proton import ConnectionException, Message, Timeout  # type: ignore[import-not-found]
from proton.utils import LinkDetached  # type: ignore[import-not-found]

from .client import KEY, KEY_NAME, QUEUE, connected, left, send, trusting

ANONYMOUS = {"allowed_mechs": "ANONYMOUS", "user": None, "password": None}
HEARTBEAT_S = 2
SILENCE_S = 3 * HEARTBEAT_S


def plain() -> object:
    with connected() as connection:
        send(connection, "by key")
        return left(connection)


def wrong_password() -> object:
    try:
        with connected(password="guessed"):
            return "let in"
    except ConnectionException as error:
        return str(error)


def no_trust() -> object:
    """Trust whom the system trusts, as a client does that was told nothing."""
    everybody = get_default_verify_paths().cafile or get_default_verify_paths().openssl_cafile
    try:
        with connected(ssl_domain=trusting(everybody), reconnect=False):
            return "let in"
    except ConnectionException as error:
        return str(error)


def anonymous_with_token() -> object:
    with connected(**ANONYMOUS) as connection:
        status = _put_token(connection, f"sb://localhost/{QUEUE}", KEY)
        send(connection, "by token")
        return {"status": status, "left": left(connection)}


def anonymous_with_forged_token() -> object:
    with connected(**ANONYMOUS) as connection:
        return {"status": _put_token(connection, f"sb://localhost/{QUEUE}", "guessed")}


def anonymous_without_token() -> object:
    with connected(**ANONYMOUS) as connection:
        return _condition_of(lambda: connection.create_sender(QUEUE))


def unknown_entity() -> object:
    with connected() as connection:
        return {
            "sender": _condition_of(lambda: connection.create_sender("nowhere", name="sender")),
            "receiver": _condition_of(lambda: connection.create_receiver("nowhere", name="receiver")),
        }


def one_name_for_both_directions() -> object:
    with connected() as connection:
        sender = connection.create_sender(QUEUE, name="same")
        receiver = connection.create_receiver(QUEUE, name="same")
        sender.send(Message("round trip"))
        return receiver.receive().body


def idle() -> object:
    with connected(heartbeat=HEARTBEAT_S) as connection:
        with suppress(Timeout):
            connection.wait(lambda: False, timeout=SILENCE_S)
        send(connection, "still there")
        return left(connection)


def _put_token(connection: Any, audience: str, key: str) -> object:  # noqa: ANN401  # Proton has no types
    """Put a shared access signature on `$cbs`; returns the status of the answer."""
    resource, expiry = quote_plus(audience), str(int(time.time()) + 60)
    digest = hmac.new(key.encode(), f"{resource}\n{expiry}".encode(), sha256).digest()
    signature = quote_plus(b64encode(digest))
    request = Message(
        f"SharedAccessSignature sr={resource}&sig={signature}&se={expiry}&skn={KEY_NAME}",
        id="request",
        properties={"operation": "put-token", "type": "servicebus.windows.net:sastoken", "name": audience},
    )
    replies = connection.create_receiver("$cbs")
    connection.create_sender("$cbs").send(request)
    return replies.receive().properties["status-code"]


def _condition_of(attach: Callable[[], object]) -> object:
    try:
        attach()
    except LinkDetached as refusal:
        return refusal.condition
    return "attached"
