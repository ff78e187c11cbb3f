"""Scheduled messages: sent now, there later."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusMessageState, ServiceBusReceivedMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver
from azure.servicebus.exceptions import ServiceBusError

from .conftest import Ends
from .sdk import bodies, messages, nothing_comes, take, take_one

SUBSCRIBED = {"everything": {}, "trips": {"default_rule": {"filter": "sys.Label = 'trip'"}}}


def soon(seconds: float = 1.0) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def peeked(receiver: ServiceBusReceiver) -> list[ServiceBusReceivedMessage]:
    return await receiver.peek_messages(max_message_count=10)


async def test_a_scheduled_message_comes_at_its_time_and_not_before(ends: Ends) -> None:
    sender, receiver = ends
    due = soon(2.5)
    await sender.schedule_messages(ServiceBusMessage("later"), due)

    assert await nothing_comes(receiver)
    message = await take_one(receiver)
    assert str(message) == "later"
    assert datetime.now(UTC) >= due
    assert message.enqueued_time_utc is not None
    assert message.enqueued_time_utc >= due.replace(microsecond=0)
    assert message.scheduled_enqueue_time_utc == due.replace(microsecond=due.microsecond // 1_000 * 1_000)


async def test_scheduled_messages_come_in_the_order_of_their_times(ends: Ends) -> None:
    sender, receiver = ends
    await sender.schedule_messages(ServiceBusMessage("second"), soon(1.0))
    await sender.schedule_messages(ServiceBusMessage("first"), soon(0.6))

    assert bodies(await take(receiver, 2)) == ["first", "second"]


async def test_a_message_gets_a_new_sequence_number_when_its_time_comes(ends: Ends) -> None:
    sender, receiver = ends
    (number,) = await sender.schedule_messages(ServiceBusMessage("later"), soon(0.5))
    await sender.send_messages(ServiceBusMessage("now"))

    now, later = await take(receiver, 2)

    assert (str(now), str(later)) == ("now", "later")
    assert later.sequence_number is not None
    assert now.sequence_number is not None
    assert number < now.sequence_number < later.sequence_number


async def test_several_messages_are_scheduled_at_once(ends: Ends) -> None:
    sender, receiver = ends
    numbers = await sender.schedule_messages(messages("one", "two", "three"), soon(0.5))

    assert len(set(numbers)) == 3
    assert bodies(await take(receiver, 3)) == ["one", "two", "three"]


async def test_a_message_can_be_scheduled_by_sending_it(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("later", scheduled_enqueue_time_utc=soon(2.5)))

    assert await nothing_comes(receiver)
    assert str(await take_one(receiver)) == "later"


async def test_a_time_that_is_over_means_now(ends: Ends) -> None:
    sender, receiver = ends
    await sender.schedule_messages(ServiceBusMessage("at once"), soon(-60))

    assert str(await take_one(receiver)) == "at once"


async def test_a_cancelled_message_never_comes(ends: Ends) -> None:
    sender, receiver = ends
    numbers = await sender.schedule_messages(messages("stays", "goes"), soon(0.5))

    await sender.cancel_scheduled_messages(numbers[1])

    assert bodies(await take(receiver, 1)) == ["stays"]
    assert await nothing_comes(receiver)


async def test_what_is_not_scheduled_cannot_be_cancelled(ends: Ends) -> None:
    sender, _receiver = ends

    with pytest.raises(ServiceBusError, match="no free scheduled message"):
        await sender.cancel_scheduled_messages(4711)


async def test_a_scheduled_message_can_be_seen_and_says_so(ends: Ends) -> None:
    sender, receiver = ends
    (number,) = await sender.schedule_messages(ServiceBusMessage("later"), soon(60))

    (seen,) = await peeked(receiver)

    assert (seen.state, seen.sequence_number) == (ServiceBusMessageState.SCHEDULED, number)


@pytest.mark.queue(enable_sessions=True)
async def test_a_message_is_scheduled_for_a_session(client: ServiceBusClient, queue: str) -> None:
    sender = client.get_queue_sender(queue)
    await sender.schedule_messages(ServiceBusMessage("later", session_id="seoul"), soon(0.5))

    message = await take_one(client.get_queue_receiver(queue, session_id="seoul"))

    assert (str(message), message.session_id) == ("later", "seoul")


@pytest.mark.topic(subscriptions=SUBSCRIBED)
async def test_a_message_scheduled_on_a_topic_meets_the_rules_when_it_comes(
    client: ServiceBusClient, topic: str
) -> None:
    sender = client.get_topic_sender(topic)
    await sender.schedule_messages(
        [ServiceBusMessage("trip", subject="trip"), ServiceBusMessage("stay", subject="stay")], soon(0.5)
    )

    everything = await take(client.get_subscription_receiver(topic, "everything"), 2)
    trips = client.get_subscription_receiver(topic, "trips")

    assert bodies(everything) == ["trip", "stay"]
    assert bodies(await take(trips, 1)) == ["trip"]
    assert await nothing_comes(trips)


@pytest.mark.queue(default_message_time_to_live="PT1S")
async def test_a_scheduled_message_lives_from_when_it_comes(ends: Ends) -> None:
    sender, receiver = ends
    await sender.schedule_messages(ServiceBusMessage("later"), soon(1.5))
    await asyncio.sleep(1.2)

    assert str(await take_one(receiver)) == "later"


@pytest.mark.queue(enable_duplicate_detection=True)
async def test_a_duplicate_is_not_scheduled(ends: Ends) -> None:
    sender, receiver = ends
    for _ in range(2):
        await sender.schedule_messages(ServiceBusMessage("once", message_id="trip-1"), soon(0.3))

    assert bodies(await take(receiver, 1)) == ["once"]
    assert await nothing_comes(receiver)
