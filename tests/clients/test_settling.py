"""What becomes of a received message: completed, abandoned, dead-lettered."""

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver
from azure.servicebus.exceptions import MessageLockLostError, ServiceBusError

from .conftest import Ends
from .sdk import bodies, hears_settlements, messages, nothing_comes, take, take_one


def dead_letters_of(client: ServiceBusClient, queue: str) -> ServiceBusReceiver:
    return client.get_queue_receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER)


async def test_a_completed_message_is_gone(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("done"))

    await receiver.complete_message(await take_one(receiver))

    assert await nothing_comes(receiver)


async def test_an_abandoned_message_comes_again_at_once_and_counted(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("again"))
    first = await take_one(receiver)

    await receiver.abandon_message(first)

    second = await take_one(receiver)
    assert (first.delivery_count, second.delivery_count) == (0, 1)
    assert second.sequence_number == first.sequence_number


@hears_settlements
async def test_an_abandoned_message_comes_before_those_sent_after_it(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("one", "two", "three"))
    first = await take_one(receiver)

    await receiver.abandon_message(first)

    assert bodies(await take(receiver, 3)) == ["one", "two", "three"]


async def test_a_dead_lettered_message_leaves_the_queue(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("broken"))

    await receiver.dead_letter_message(await take_one(receiver), reason="BadInput")

    assert await nothing_comes(receiver)


async def test_a_dead_letter_says_why_it_is_one(client: ServiceBusClient, queue: str, ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("broken", application_properties={"kind": "trip"}))
    await receiver.dead_letter_message(
        await take_one(receiver), reason="BadInput", error_description="days is negative"
    )

    dead = await take_one(dead_letters_of(client, queue))
    assert (dead.dead_letter_reason, dead.dead_letter_error_description) == ("BadInput", "days is negative")
    assert dead.dead_letter_source == queue
    assert str(dead) == "broken"
    assert dead.application_properties == {
        b"kind": b"trip",
        b"DeadLetterReason": b"BadInput",
        b"DeadLetterErrorDescription": b"days is negative",
    }


async def test_a_message_may_be_dead_lettered_without_a_reason(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("broken"))
    await receiver.dead_letter_message(await take_one(receiver))

    dead = await take_one(dead_letters_of(client, queue))
    assert (dead.dead_letter_reason, dead.dead_letter_error_description) == (None, None)


async def test_a_dead_letter_can_be_completed(client: ServiceBusClient, queue: str, ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("broken"))
    await receiver.dead_letter_message(await take_one(receiver))

    dead_letters = dead_letters_of(client, queue)
    await dead_letters.complete_message(await take_one(dead_letters))

    assert await nothing_comes(dead_letters)


@pytest.mark.queue(max_delivery_count=2)
async def test_dead_letters_are_delivered_as_often_as_need_be(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("broken"))
    await receiver.dead_letter_message(await take_one(receiver))

    dead_letters = dead_letters_of(client, queue)
    for _ in range(4):
        await dead_letters.abandon_message(await take_one(dead_letters))

    assert (await take_one(dead_letters)).delivery_count == 4


@hears_settlements
async def test_a_dead_letter_cannot_be_dead_lettered_again(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("broken"))
    await receiver.dead_letter_message(await take_one(receiver))

    dead_letters = dead_letters_of(client, queue)
    dead = await take_one(dead_letters)
    with pytest.raises(ServiceBusError, match="cannot be dead-lettered again"):
        await dead_letters.dead_letter_message(dead)


async def test_nothing_can_be_sent_to_a_dead_letter_queue(client: ServiceBusClient, queue: str) -> None:
    sender = client.get_queue_sender(f"{queue}/$DeadLetterQueue")

    with pytest.raises(ServiceBusError, match="Nothing can be sent to a dead-letter queue"):
        await sender.send_messages(ServiceBusMessage("no"))


@pytest.mark.queue(max_delivery_count=3)
async def test_the_last_delivery_allowed_ends_among_the_dead_letters(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("poison"))
    for _ in range(3):
        await receiver.abandon_message(await take_one(receiver))

    dead = await take_one(dead_letters_of(client, queue))
    assert dead.dead_letter_reason == "MaxDeliveryCountExceeded"
    assert dead.dead_letter_error_description == "Message could not be consumed after 3 delivery attempts."
    assert dead.delivery_count == 3


async def _received_by_a_receiver_now_closed(
    client: ServiceBusClient, queue: str
) -> ServiceBusReceivedMessage:
    async with client.get_queue_receiver(queue) as receiver:
        return await take_one(receiver)


async def test_a_message_can_be_completed_after_its_link_was_closed(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, other = ends
    await sender.send_messages(ServiceBusMessage("work"))
    message = await _received_by_a_receiver_now_closed(client, queue)

    await other.complete_message(message)

    assert await nothing_comes(other)


async def test_a_message_can_be_abandoned_after_its_link_was_closed(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, other = ends
    await sender.send_messages(ServiceBusMessage("work"))
    message = await _received_by_a_receiver_now_closed(client, queue)

    await other.abandon_message(message)

    assert (await take_one(other)).delivery_count == 1


async def test_a_message_can_be_dead_lettered_after_its_link_was_closed(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, other = ends
    await sender.send_messages(ServiceBusMessage("work"))
    message = await _received_by_a_receiver_now_closed(client, queue)

    await other.dead_letter_message(message, reason="BadInput", error_description="days is negative")

    dead = await take_one(dead_letters_of(client, queue))
    assert (dead.dead_letter_reason, dead.dead_letter_error_description) == ("BadInput", "days is negative")


@hears_settlements
async def test_a_message_that_another_receiver_settled_cannot_be_settled_again(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("work"))
    message = await take_one(receiver)
    async with client.get_queue_receiver(queue) as other:
        await other.complete_message(message)
    message._settled = False

    with pytest.raises(MessageLockLostError):
        await receiver.complete_message(message)
