"""The official client, and the few words that the examples share.

Clients take one of the ways through the broker's port: what the environment names in LONGSHORE_WAY, or TCP.
"""

import asyncio
import os
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from azure.servicebus import ServiceBusClient as SyncClient
from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage, TransportType
from azure.servicebus._common.mgmt_handlers import default as answered
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSender

from .broker import CA_FILES

WAY = os.environ.get("LONGSHORE_WAY", "tcp")
"""tcp, tls, ws or wss."""

hears_settlements = pytest.mark.since(
    "7.15", "before, it sends settlements settled: it waits for no answer, and hears of no refusal"
)
settles_deferred = pytest.mark.since(
    "7.15", "before, deferred messages come to the application without their lock token"
)
lists_sessions = pytest.mark.since("7.15", "before, a client has no list of sessions")
hands_back = pytest.mark.since("7.15", "before, closing a receiver does not release what was prefetched")
connects_by_tls = pytest.mark.since(
    "7.15", "before, in asyncio inside TLS, it sets socket options that Linux may refuse (EINVAL)"
)
"""What older versions of the SDK cannot do [source: azure-servicebus 7.14.3; release notes of 7.15.0]."""

WAIT_S = 10.0
"""How long to wait for what must come."""

NOTHING_S = 0.3
"""How long to wait for what must not come."""

Client = TypeVar("Client", ServiceBusClient, SyncClient)
First = TypeVar("First", ServiceBusSender, ServiceBusReceiver)
Second = TypeVar("Second", ServiceBusSender, ServiceBusReceiver)


def connect(connection_string: str, **options: Any) -> ServiceBusClient:  # noqa: ANN401  # the SDK's own options
    """Return a client that reports an error at once instead of trying again."""
    return closing_all(
        ServiceBusClient.from_connection_string(
            **reached_by(WAY, connection_string), **{"retry_total": 0, **options}
        )
    )


def closing_all(client: Client) -> Client:
    """Let a client hold on to what it has to close: it refers to that weakly, and what is gone stays open."""
    client._handlers = set()  # type: ignore[assignment]  # it is used as a set
    return client


def reached_by(way: str, connection_string: str) -> dict[str, Any]:
    """Return the options that make a client take a way: its connection string, transport and trust."""
    (port,) = re.findall(r"Endpoint=sb://[^;]*:(\d+)", connection_string)
    if way == "tcp":
        return {"conn_str": connection_string}
    options: dict[str, Any] = {
        "conn_str": connection_string,
        "custom_endpoint_address": f"sb://127.0.0.1:{port}",
        "transport_type": TransportType.AmqpOverWebsocket if way in {"ws", "wss"} else TransportType.Amqp,
    }
    if way in {"tls", "wss"}:
        options["conn_str"] = connection_string.replace(";UseDevelopmentEmulator=true", "")
        options["connection_verify"] = CA_FILES[int(port)]
    return options


async def opened(first: First, second: Second) -> tuple[First, Second]:
    """Open two links at the same time: each takes the SDK half a second."""
    await asyncio.gather(first.__aenter__(), second.__aenter__())
    return first, second


def messages(*bodies: str, **options: Any) -> list[ServiceBusMessage]:  # noqa: ANN401  # the SDK's own options
    """Return messages with these bodies, otherwise alike."""
    return [ServiceBusMessage(body, **options) for body in bodies]


def bodies(received: list[ServiceBusReceivedMessage]) -> list[str]:
    """Return the bodies of messages as text."""
    return [str(message) for message in received]


async def take(receiver: ServiceBusReceiver, count: int) -> list[ServiceBusReceivedMessage]:
    """Return `count` messages, or fewer when no more come in time."""
    taken: list[ServiceBusReceivedMessage] = []
    deadline = time.monotonic() + WAIT_S
    while len(taken) < count and time.monotonic() < deadline:
        taken += await receiver.receive_messages(
            max_message_count=count - len(taken), max_wait_time=deadline - time.monotonic()
        )
    return taken


async def take_one(receiver: ServiceBusReceiver) -> ServiceBusReceivedMessage:
    """Return the next message."""
    (message,) = await take(receiver, 1)
    return message


async def nothing_comes(receiver: ServiceBusReceiver) -> bool:
    """Say whether there is nothing to receive; the time it takes to open the link does not count."""
    await receiver.__aenter__()
    return not await receiver.receive_messages(max_wait_time=NOTHING_S)


async def until(condition: Callable[[], bool]) -> None:
    """Return when something has become true."""
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110  # it comes true in another process
            await asyncio.sleep(0.02)


async def operate(
    link: ServiceBusReceiver | ServiceBusSender, operation: str, **body: object
) -> dict[str, Any]:
    """Ask `$management` for what the SDK has no method for; returns the answer's body by plain names."""
    await link.__aenter__()
    request = {name.replace("_", "-"): value for name, value in body.items()}
    answer = await link._mgmt_request_response_with_retry(operation.encode(), request, answered)
    return {key.decode(): value for key, value in (answer or {}).items()}
