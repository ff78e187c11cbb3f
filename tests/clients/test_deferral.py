"""Deferred messages: put aside by a receiver, received by their numbers when their time has come."""

import asyncio

import pytest
from azure.servicebus import ServiceBusMessageState, ServiceBusReceiveMode, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import ServiceBusError

from .conftest import Ends
from .sdk import bodies, hears_settlements, messages, nothing_comes, opened, settles_deferred, take, take_one


async def deferred(ends: Ends, *texts: str) -> list[int]:
    """Send messages and defer them; returns their sequence numbers."""
    sender, receiver = ends
    await sender.send_messages(messages(*texts))
    numbers = []
    for message in await take(receiver, len(texts)):
        await receiver.defer_message(message)
        assert message.sequence_number is not None
        numbers.append(message.sequence_number)
    return numbers


async def test_a_deferred_message_does_not_come_by_itself(ends: Ends) -> None:
    await deferred(ends, "aside")

    assert await nothing_comes(ends[1])


async def test_deferred_messages_are_received_by_their_numbers_in_any_order(ends: Ends) -> None:
    one, two, three = await deferred(ends, "one", "two", "three")

    received = await ends[1].receive_deferred_messages([three, one])

    assert bodies(received) == ["three", "one"]
    assert [message.sequence_number for message in received] == [three, one]
    assert bodies(await ends[1].receive_deferred_messages(two)) == ["two"]


@settles_deferred
async def test_a_received_deferred_message_can_be_completed(ends: Ends) -> None:
    (number,) = await deferred(ends, "aside")
    (message,) = await ends[1].receive_deferred_messages(number)

    await ends[1].complete_message(message)

    with pytest.raises(ServiceBusError, match="no free deferred message"):
        await ends[1].receive_deferred_messages(number)


async def test_a_locked_deferred_message_is_not_given_to_anyone_else(ends: Ends) -> None:
    (number,) = await deferred(ends, "aside")
    await ends[1].receive_deferred_messages(number)

    with pytest.raises(ServiceBusError, match="no free deferred message"):
        await ends[1].receive_deferred_messages(number)


@settles_deferred
async def test_an_abandoned_deferred_message_is_deferred_again_and_counted(ends: Ends) -> None:
    (number,) = await deferred(ends, "aside")
    (message,) = await ends[1].receive_deferred_messages(number)

    await ends[1].abandon_message(message)

    assert await nothing_comes(ends[1])
    (again,) = await ends[1].receive_deferred_messages(number)
    assert again.delivery_count == 1


async def test_deferring_counts_no_delivery(ends: Ends) -> None:
    (number,) = await deferred(ends, "aside")

    (message,) = await ends[1].receive_deferred_messages(number)

    assert message.delivery_count == 0


@settles_deferred
async def test_a_deferred_message_can_be_dead_lettered(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    (number,) = await deferred(ends, "broken")
    (message,) = await ends[1].receive_deferred_messages(number)

    await ends[1].dead_letter_message(message, reason="BadInput")

    dead = await take_one(client.get_queue_receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER))
    assert (str(dead), dead.dead_letter_reason) == ("broken", "BadInput")


@settles_deferred
@pytest.mark.queue(lock_duration="PT2S")
async def test_the_lock_of_a_deferred_message_can_be_renewed(ends: Ends) -> None:
    (number,) = await deferred(ends, "slow")
    (message,) = await ends[1].receive_deferred_messages(number)
    await asyncio.sleep(1)

    await ends[1].renew_message_lock(message)

    await asyncio.sleep(1.5)
    await ends[1].complete_message(message)


async def test_a_number_that_is_not_deferred_is_an_error_and_locks_nothing(ends: Ends) -> None:
    (number,) = await deferred(ends, "aside")

    with pytest.raises(ServiceBusError, match="no free deferred message"):
        await ends[1].receive_deferred_messages([number, 4711])

    assert bodies(await ends[1].receive_deferred_messages(number)) == ["aside"]


async def test_a_deferred_message_received_to_be_deleted_is_gone(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    (number,) = await deferred(ends, "aside")
    reader = client.get_queue_receiver(queue, receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE)

    assert bodies(await reader.receive_deferred_messages(number)) == ["aside"]

    with pytest.raises(ServiceBusError, match="no free deferred message"):
        await reader.receive_deferred_messages(number)


@hears_settlements
async def test_a_deferred_message_can_be_seen_and_says_so(ends: Ends) -> None:
    (number,) = await deferred(ends, "aside")

    (seen,) = await ends[1].peek_messages(sequence_number=number)

    assert (seen.state, seen.sequence_number) == (ServiceBusMessageState.DEFERRED, number)


@pytest.mark.queue(default_message_time_to_live="PT2S", dead_lettering_on_message_expiration=True)
async def test_a_deferred_message_expires_only_when_somebody_asks_for_it(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    (number,) = await deferred(ends, "aside")
    await asyncio.sleep(2.2)
    assert bodies(await ends[1].peek_messages(sequence_number=number)) == ["aside"]

    with pytest.raises(ServiceBusError, match="no free deferred message"):
        await ends[1].receive_deferred_messages(number)

    dead = await take_one(client.get_queue_receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER))
    assert (str(dead), dead.dead_letter_reason) == ("aside", "TTLExpiredException")


@settles_deferred
@pytest.mark.queue(enable_sessions=True)
async def test_a_message_is_deferred_within_its_session(client: ServiceBusClient, queue: str) -> None:
    ends = await opened(client.get_queue_sender(queue), client.get_queue_receiver(queue, session_id="seoul"))
    sender, receiver = ends
    await sender.send_messages(messages("aside", "next", session_id="seoul"))
    first = await take_one(receiver)
    await receiver.defer_message(first)

    assert bodies(await take(receiver, 1)) == ["next"]
    assert first.sequence_number is not None
    (again,) = await receiver.receive_deferred_messages(first.sequence_number)
    await receiver.complete_message(again)
