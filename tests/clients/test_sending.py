"""Sending with the official client: one message, several, a batch, and what is refused."""

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import MessageSizeExceededError, ServiceBusQuotaExceededError

from .conftest import Ends
from .sdk import bodies, hears_settlements, messages, opened, take, take_one

MEBIBYTE = 1_048_576


async def test_a_message_arrives(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(ServiceBusMessage("Jeju, three days"))

    assert str(await take_one(receiver)) == "Jeju, three days"


async def test_a_list_of_messages_arrives_in_order(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(messages("one", "two", "three"))

    assert bodies(await take(receiver, 3)) == ["one", "two", "three"]


async def test_a_batch_arrives_in_order(ends: Ends) -> None:
    sender, receiver = ends
    batch = await sender.create_message_batch()
    for message in messages("one", "two", "three"):
        batch.add_message(message)

    await sender.send_messages(batch)

    assert bodies(await take(receiver, 3)) == ["one", "two", "three"]


async def test_a_batch_may_weigh_one_mebibyte(ends: Ends) -> None:
    sender, receiver = ends
    batch = await sender.create_message_batch()
    assert batch.max_size_in_bytes == MEBIBYTE
    for _ in range(10):
        batch.add_message(ServiceBusMessage("x" * 104_000))

    await sender.send_messages(batch)

    assert len(await take(receiver, 10)) == 10


async def test_a_batch_that_is_full_takes_no_more(ends: Ends) -> None:
    sender, _receiver = ends
    batch = await sender.create_message_batch()
    batch.add_message(ServiceBusMessage("x" * 1_000_000))

    with pytest.raises(MessageSizeExceededError):
        batch.add_message(ServiceBusMessage("x" * 100_000))


async def test_every_message_has_its_own_and_a_growing_sequence_number(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(messages("one", "two", "three"))
    await sender.send_messages(messages("four"))

    assert [message.sequence_number for message in await take(receiver, 4)] == [1, 2, 3, 4]


@pytest.mark.queue(max_message_size_in_kilobytes=256)
async def test_a_message_beyond_the_size_of_its_queue_is_refused(ends: Ends) -> None:
    sender, _receiver = ends

    with pytest.raises(MessageSizeExceededError):
        await sender.send_messages(ServiceBusMessage("x" * 500_000))


@pytest.mark.queue(max_message_size_in_kilobytes=256)
async def test_a_sender_goes_on_after_a_message_that_was_too_large(ends: Ends) -> None:
    sender, receiver = ends
    with pytest.raises(MessageSizeExceededError):
        await sender.send_messages(ServiceBusMessage("x" * 500_000))

    await sender.send_messages(ServiceBusMessage("small"))

    assert str(await take_one(receiver)) == "small"


@pytest.mark.queue(max_size_in_megabytes=1)
async def test_a_full_queue_refuses_more(ends: Ends) -> None:
    sender, _receiver = ends
    await sender.send_messages(ServiceBusMessage("x" * 900_000))

    with pytest.raises(ServiceBusQuotaExceededError, match="has reached its size of 1 MB"):
        await sender.send_messages(ServiceBusMessage("x" * 200_000))


@hears_settlements
@pytest.mark.queue(max_size_in_megabytes=1)
async def test_a_queue_has_room_again_when_messages_are_completed(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("x" * 900_000))
    await receiver.complete_message(await take_one(receiver))

    await sender.send_messages(ServiceBusMessage("y" * 900_000))

    assert str(await take_one(receiver)) == "y" * 900_000


async def test_a_queues_name_is_compared_without_regard_to_case(client: ServiceBusClient, queue: str) -> None:
    sender, receiver = await opened(
        client.get_queue_sender(queue.upper()), client.get_queue_receiver(queue.lower())
    )
    await sender.send_messages(ServiceBusMessage("hello"))

    assert str(await take_one(receiver)) == "hello"
