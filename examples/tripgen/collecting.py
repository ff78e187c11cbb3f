"""The count at the end: receives and completes what is left in every queue and subscription."""

import asyncio
from collections.abc import AsyncIterator

from azure.servicebus import NEXT_AVAILABLE_SESSION, ServiceBusReceivedMessage, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver
from azure.servicebus.exceptions import OperationTimeoutError
from examples.tripgen.events import EVENT_TYPE, SUBSCRIPTIONS, Subscription
from examples.tripgen.evidence import Found
from examples.tripgen.scenario import QUEUES, QueueFacts

SILENCE_S = 3.0
BURST = 50


async def collect(connection_string: str) -> list[Found]:
    """Return everything that is left in the namespace, which is empty afterwards."""
    async with ServiceBusClient.from_connection_string(connection_string, retry_total=0) as client:
        places = [_queue(client, queue) for queue in QUEUES]
        places += [_dead_queue(client, queue) for queue in QUEUES]
        places += [_subscription(client, each, dead=dead) for each in SUBSCRIPTIONS for dead in (False, True)]
        return [found for place in await asyncio.gather(*places) for found in place]


async def _queue(client: ServiceBusClient, queue: QueueFacts) -> list[Found]:
    if queue.sessions:
        return await _sessions(client, queue)
    receiver = client.get_queue_receiver(queue.name)
    return [_found(queue.name, False, message) async for message in _drained(receiver)]


async def _dead_queue(client: ServiceBusClient, queue: QueueFacts) -> list[Found]:
    receiver = client.get_queue_receiver(queue.name, sub_queue=ServiceBusSubQueue.DEAD_LETTER)
    return [_found(queue.name, True, message) async for message in _drained(receiver)]


async def _sessions(client: ServiceBusClient, queue: QueueFacts) -> list[Found]:
    """Take one session after the other until none has anything left."""
    left: list[Found] = []
    while True:
        receiver = client.get_queue_receiver(
            queue.name, session_id=NEXT_AVAILABLE_SESSION, max_wait_time=SILENCE_S
        )
        try:
            left += [_found(queue.name, False, message) async for message in _drained(receiver)]
        except OperationTimeoutError:
            return left


async def _subscription(client: ServiceBusClient, subscription: Subscription, *, dead: bool) -> list[Found]:
    sub_queue = ServiceBusSubQueue.DEAD_LETTER if dead else None
    receiver = client.get_subscription_receiver(subscription.topic, subscription.name, sub_queue=sub_queue)
    return [_found(subscription.path, dead, message) async for message in _drained(receiver)]


async def _drained(receiver: ServiceBusReceiver) -> AsyncIterator[ServiceBusReceivedMessage]:
    async with receiver:
        while messages := await receiver.receive_messages(BURST, max_wait_time=SILENCE_S):
            for message in messages:
                await receiver.complete_message(message)
                yield message


def _found(place: str, dead: bool, message: ServiceBusReceivedMessage) -> Found:
    return Found(
        place,
        dead,
        str(message.message_id),
        message.sequence_number or 0,
        event_type=_event_type(message),
        reason=message.dead_letter_reason or "",
    )


def _event_type(message: ServiceBusReceivedMessage) -> str:
    # The SDK hands keys and texts of application properties out as they came: as bytes.
    properties: dict[str | bytes, object] = dict(message.application_properties or {})
    value = properties.get(EVENT_TYPE.encode(), "")
    return value.decode() if isinstance(value, bytes) else str(value)
