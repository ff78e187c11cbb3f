"""Receiving with the official client: locks or not, prefetch, iteration, waiting, sharing."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusReceiveMode
from azure.servicebus.aio import ServiceBusClient

from .conftest import Ends
from .sdk import WAIT_S, bodies, hands_back, messages, nothing_comes, opened, take, take_one

RECEIVE_AND_DELETE = ServiceBusReceiveMode.RECEIVE_AND_DELETE


@pytest.mark.queue(lock_duration="PT30S")
async def test_a_received_message_is_locked_for_the_queues_lock_duration(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("work"))

    message = await take_one(receiver)

    assert message.lock_token is not None
    assert message.locked_until_utc is not None
    left = message.locked_until_utc - datetime.now(UTC)
    assert timedelta(seconds=25) < left <= timedelta(seconds=30)


async def test_a_locked_message_is_not_given_to_another_receiver(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("work"))
    await take_one(receiver)

    assert await nothing_comes(client.get_queue_receiver(queue))


async def test_receive_and_delete_needs_no_settlement(client: ServiceBusClient, queue: str) -> None:
    sender, receiver = await opened(
        client.get_queue_sender(queue), client.get_queue_receiver(queue, receive_mode=RECEIVE_AND_DELETE)
    )
    await sender.send_messages(messages("one", "two", "three"))

    assert bodies(await take(receiver, 3)) == ["one", "two", "three"]


async def test_receive_and_delete_leaves_nothing_behind(client: ServiceBusClient, queue: str) -> None:
    sender, receiver = await opened(
        client.get_queue_sender(queue), client.get_queue_receiver(queue, receive_mode=RECEIVE_AND_DELETE)
    )
    await sender.send_messages(messages("one"))
    await take(receiver, 1)

    assert await nothing_comes(client.get_queue_receiver(queue))


async def test_receiving_waits_for_a_message_that_comes_later(ends: Ends) -> None:
    sender, receiver = ends
    waiting = asyncio.ensure_future(receiver.receive_messages(max_wait_time=WAIT_S))
    await asyncio.sleep(0.3)

    await sender.send_messages(ServiceBusMessage("late"))

    assert bodies(await waiting) == ["late"]


async def test_receiving_from_an_empty_queue_returns_nothing_after_the_wait(ends: Ends) -> None:
    _sender, receiver = ends

    assert await receiver.receive_messages(max_wait_time=0.5) == []


async def test_no_more_messages_are_returned_than_were_asked_for(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("one", "two", "three"))

    received = await receiver.receive_messages(max_message_count=2, max_wait_time=WAIT_S)

    assert bodies(received) == ["one", "two"]


async def test_an_iterator_ends_when_nothing_came_for_its_max_wait_time(
    client: ServiceBusClient, queue: str
) -> None:
    sender, receiver = await opened(
        client.get_queue_sender(queue), client.get_queue_receiver(queue, max_wait_time=0.5)
    )
    await sender.send_messages(messages("one", "two", "three"))
    seen = []

    async for message in receiver:
        seen.append(str(message))
        await receiver.complete_message(message)

    assert seen == ["one", "two", "three"]


async def test_hundreds_of_messages_come_in_order_through_a_prefetching_receiver(
    client: ServiceBusClient, queue: str
) -> None:
    sender, receiver = await opened(
        client.get_queue_sender(queue), client.get_queue_receiver(queue, prefetch_count=100)
    )
    expected = [str(number) for number in range(500)]
    await sender.send_messages(messages(*expected))
    seen: list[str] = []

    while len(seen) < len(expected):
        for message in await receiver.receive_messages(max_message_count=100, max_wait_time=WAIT_S):
            seen.append(str(message))
            await receiver.complete_message(message)

    assert seen == expected


@hands_back
async def test_closing_a_prefetching_receiver_hands_back_what_it_did_not_return_uncounted(
    client: ServiceBusClient, queue: str
) -> None:
    sender, greedy = await opened(
        client.get_queue_sender(queue), client.get_queue_receiver(queue, prefetch_count=10)
    )
    await sender.send_messages(messages("one", "two", "three"))
    await greedy.complete_message(await take_one(greedy))

    await greedy.close()

    rest = await take(client.get_queue_receiver(queue), 2)
    assert [(str(message), message.delivery_count) for message in rest] == [("two", 0), ("three", 0)]


async def test_competing_receivers_share_the_messages(client: ServiceBusClient, queue: str) -> None:
    mode = RECEIVE_AND_DELETE
    first, second = (client.get_queue_receiver(queue, receive_mode=mode) for _ in range(2))
    await client.get_queue_sender(queue).send_messages(messages(*(str(number) for number in range(20))))

    taken = await asyncio.gather(take(first, 10), take(second, 10))

    numbers = [int(str(message)) for part in taken for message in part]
    assert sorted(numbers) == list(range(20))


async def test_the_time_of_enqueueing_is_told(ends: Ends) -> None:
    sender, receiver = ends
    before = datetime.now(UTC)

    await sender.send_messages(ServiceBusMessage("now"))

    message = await take_one(receiver)
    assert message.enqueued_time_utc is not None
    assert abs(message.enqueued_time_utc - before) < timedelta(seconds=5)
