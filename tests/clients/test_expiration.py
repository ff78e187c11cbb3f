"""Time to live: of a message, of its queue, and where expired messages go."""

import asyncio
from datetime import timedelta

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient

from .conftest import Ends
from .sdk import bodies, messages, nothing_comes, take, take_one

A_MOMENT = timedelta(seconds=0.5)
AN_HOUR = timedelta(hours=1)


async def test_a_message_that_outlived_its_time_is_not_delivered(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("stale", time_to_live=A_MOMENT))
    await sender.send_messages(ServiceBusMessage("fresh"))
    await asyncio.sleep(0.7)

    assert bodies(await take(receiver, 1)) == ["fresh"]
    assert await nothing_comes(receiver)


@pytest.mark.queue(default_message_time_to_live="PT0.5S")
async def test_a_queue_has_a_time_to_live_of_its_own(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("stale"))
    await asyncio.sleep(0.7)

    assert await nothing_comes(receiver)


@pytest.mark.queue(default_message_time_to_live="PT0.5S")
async def test_no_message_lives_longer_than_its_queue_allows(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("stale", time_to_live=AN_HOUR))
    await asyncio.sleep(0.7)

    assert await nothing_comes(receiver)


@pytest.mark.queue(dead_lettering_on_message_expiration=True)
async def test_an_expired_message_becomes_a_dead_letter_where_the_queue_says_so(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, _receiver = ends
    await sender.send_messages(ServiceBusMessage("stale", time_to_live=A_MOMENT))

    dead = await take_one(client.get_queue_receiver(f"{queue}/$DeadLetterQueue"))
    assert dead.dead_letter_reason == "TTLExpiredException"
    assert dead.dead_letter_error_description == "The message expired and was dead lettered."


async def test_an_expired_message_is_dropped_where_the_queue_does_not_say_so(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, _receiver = ends
    await sender.send_messages(ServiceBusMessage("stale", time_to_live=A_MOMENT))
    await asyncio.sleep(0.7)

    dead_letters = client.get_queue_receiver(f"{queue}/$DeadLetterQueue")
    assert await nothing_comes(dead_letters)


@pytest.mark.queue(default_message_time_to_live="PT2S")
async def test_a_locked_message_does_not_expire(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("in work"))
    message = await take_one(receiver)
    await asyncio.sleep(2.2)

    await receiver.complete_message(message)


@pytest.mark.queue(default_message_time_to_live="PT2S", dead_lettering_on_message_expiration=True)
async def test_expiry_strikes_when_the_lock_ends(client: ServiceBusClient, queue: str, ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("in work"))
    message = await take_one(receiver)
    await asyncio.sleep(2.2)

    await receiver.abandon_message(message)

    dead_letters = client.get_queue_receiver(f"{queue}/$DeadLetterQueue")
    assert (await take_one(dead_letters)).dead_letter_reason == "TTLExpiredException"


@pytest.mark.queue(default_message_time_to_live="PT0.5S")
async def test_dead_letters_do_not_expire(client: ServiceBusClient, queue: str, ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("broken"))
    await receiver.dead_letter_message(await take_one(receiver))
    await asyncio.sleep(0.8)

    dead_letters = client.get_queue_receiver(f"{queue}/$DeadLetterQueue")
    assert bodies(await take(dead_letters, 1)) == ["broken"]
