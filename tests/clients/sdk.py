"""The official client, and the few words that the examples share."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSender

WAIT_S = 10.0
"""How long to wait for what must come."""

NOTHING_S = 0.3
"""How long to wait for what must not come."""

First = TypeVar("First", ServiceBusSender, ServiceBusReceiver)
Second = TypeVar("Second", ServiceBusSender, ServiceBusReceiver)


def connect(connection_string: str, **options: Any) -> ServiceBusClient:  # noqa: ANN401  # the SDK's own options
    """Return a client that reports an error at once instead of trying again."""
    return ServiceBusClient.from_connection_string(connection_string, **{"retry_total": 0, **options})


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
