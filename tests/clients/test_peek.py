"""Peeking: see messages of every state, and change nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusMessageState, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver

from .conftest import Ends
from .sdk import bodies, messages, opened, take, take_one

FIRST = 1
"""A sequence number; without one, the SDK goes on behind what it has received or seen."""


async def test_peeking_takes_nothing(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("one", "two"))

    assert bodies(await receiver.peek_messages(max_message_count=5)) == ["one", "two"]

    assert bodies(await take(receiver, 2)) == ["one", "two"]


async def test_an_empty_queue_shows_nothing(ends: Ends) -> None:
    assert await ends[1].peek_messages() == []


async def test_a_receiver_goes_on_peeking_where_it_stopped(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("one", "two", "three"))

    assert bodies(await receiver.peek_messages(max_message_count=2)) == ["one", "two"]
    assert bodies(await receiver.peek_messages(max_message_count=2)) == ["three"]
    assert await receiver.peek_messages() == []


async def test_one_may_start_anywhere(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("one", "two", "three"))
    first = (await receiver.peek_messages())[0]
    assert first.sequence_number is not None

    seen = await receiver.peek_messages(max_message_count=5, sequence_number=first.sequence_number + 1)

    assert bodies(seen) == ["two", "three"]


async def test_locked_deferred_and_scheduled_messages_are_seen_too(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("locked", "deferred", "waiting"))
    _locked, aside = await take(receiver, 2)
    await receiver.defer_message(aside)
    later = datetime.now(UTC) + timedelta(minutes=1)
    await sender.schedule_messages(ServiceBusMessage("scheduled"), later)

    seen = await receiver.peek_messages(max_message_count=10, sequence_number=FIRST)

    assert {str(message): message.state for message in seen} == {
        "locked": ServiceBusMessageState.ACTIVE,
        "deferred": ServiceBusMessageState.DEFERRED,
        "waiting": ServiceBusMessageState.ACTIVE,
        "scheduled": ServiceBusMessageState.SCHEDULED,
    }


async def test_a_peeked_message_has_all_it_carries(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(
        ServiceBusMessage(
            "trip", message_id="trip-1", subject="trip", application_properties={"days": 3, "city": "서울"}
        )
    )
    await receiver.abandon_message(await take_one(receiver))

    (seen,) = await receiver.peek_messages(sequence_number=FIRST)

    assert (str(seen), seen.message_id, seen.subject) == ("trip", "trip-1", "trip")
    assert seen.application_properties == {b"days": 3, b"city": "서울".encode()}
    assert seen.delivery_count == 1
    assert seen.enqueued_time_utc is not None


async def test_dead_letters_can_be_peeked(client: ServiceBusClient, queue: str, ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("broken", "fine"))
    await receiver.dead_letter_message(await take_one(receiver), reason="BadInput")
    dead_letters = client.get_queue_receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER)

    seen = await dead_letters.peek_messages(max_message_count=5)

    assert [(str(message), message.dead_letter_reason) for message in seen] == [("broken", "BadInput")]
    assert bodies(await receiver.peek_messages(max_message_count=5)) == ["fine"]


@pytest.mark.queue(enable_sessions=True)
async def test_a_sessions_receiver_sees_its_own_messages(client: ServiceBusClient, queue: str) -> None:
    sender, receiver = await opened(
        client.get_queue_sender(queue), client.get_queue_receiver(queue, session_id="busan")
    )
    await sender.send_messages(messages("s1", session_id="seoul"))
    await sender.send_messages(messages("b1", "b2", session_id="busan"))

    assert bodies(await receiver.peek_messages(max_message_count=5)) == ["b1", "b2"]


@pytest.mark.topic(subscriptions={"everything": {}})
async def test_a_subscription_can_be_peeked(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(messages("one", "two"))
    receiver: ServiceBusReceiver = client.get_subscription_receiver(topic, "everything")

    assert bodies(await receiver.peek_messages(max_message_count=5)) == ["one", "two"]


async def test_large_messages_are_peeked_a_few_at_a_time(ends: Ends) -> None:
    sender, receiver = ends
    body = b"x" * 700_000
    for _ in range(4):
        await sender.send_messages(ServiceBusMessage(body))

    sizes = []
    while seen := await receiver.peek_messages(max_message_count=4):
        sizes.append([len(bytes(next(message.body))) for message in seen])

    assert sizes == [[700_000] * 2, [700_000] * 2]
