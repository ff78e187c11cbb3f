"""What the scenarios share: connections to the test's broker, and a look into a queue.

The environment says where the broker is (LONGSHORE_CONNECTION), by which way to reach it (LONGSHORE_WAY: tcp
or tls), and whom to trust then (LONGSHORE_CA_FILE).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from proton import Message, SSLDomain  # type: ignore[import-not-found]  # Debian's Python has it, ours does not
from proton.utils import BlockingConnection  # type: ignore[import-not-found]

QUEUE = "jobs"
DEAD_LETTERS = f"{QUEUE}/$DeadLetterQueue"
WAIT_S = 10
MORE_THAN_THERE_IS = 10

_settings = dict(part.partition("=")[::2] for part in os.environ["LONGSHORE_CONNECTION"].split(";"))
HOST = _settings["Endpoint"].removeprefix("sb://")
KEY_NAME, KEY = _settings["SharedAccessKeyName"], _settings["SharedAccessKey"]
URL = f"amqp://{HOST}"
if os.environ["LONGSHORE_WAY"] == "tls":  # Proton compares with a certificate's DNS names only
    URL = f"amqps://{HOST.replace('127.0.0.1', 'localhost')}"
CA_FILE = os.environ["LONGSHORE_CA_FILE"]


def trusting(ca_file: str) -> SSLDomain:
    """Return what makes a client inside TLS trust an authority, and check the name it connects to."""
    domain = SSLDomain(SSLDomain.MODE_CLIENT)
    domain.set_trusted_ca_db(ca_file)
    domain.set_peer_authentication(SSLDomain.VERIFY_PEER_NAME, ca_file)
    return domain


@contextmanager
def connected(**options: object) -> Iterator[Any]:
    """Connect with all rights, by SASL PLAIN, trusting the broker, unless the options say otherwise."""
    usual = {"user": KEY_NAME, "password": KEY, "allowed_mechs": "PLAIN", "ssl_domain": trusting(CA_FILE)}
    connection = BlockingConnection(URL, timeout=WAIT_S, **(usual | options))
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def received() -> Iterator[tuple[Any, Any, Any]]:
    """Send a message and receive it: (connection, receiver, the message's undecided delivery)."""
    with connected() as connection:
        send(connection, "work")
        receiver = connection.create_receiver(QUEUE)
        receiver.receive()
        yield connection, receiver, receiver.fetcher.unsettled[0]


def send(connection: Any, *bodies: str) -> None:  # noqa: ANN401  # Proton has no types
    """Send messages to the queue."""
    sender = connection.create_sender(QUEUE)
    for body in bodies:
        sender.send(Message(body))
    sender.close()


def drain(connection: Any, receiver: Any) -> list[str]:  # noqa: ANN401  # Proton has no types
    """Ask for more messages than there are, at once or never; returns their bodies."""
    receiver.drain(MORE_THAN_THERE_IS)
    connection.wait(lambda: not receiver.draining() and not receiver.queued)
    return [receiver.fetcher.pop().body for _ in range(receiver.fetcher.has_message)]


def left(connection: Any) -> list[str]:  # noqa: ANN401  # Proton has no types
    """Return the bodies of what can still be received from the queue."""
    return drain(connection, connection.create_receiver(QUEUE, name="what is left"))
