"""Duplicate detection: a message id counts once within the queue's window."""

import asyncio

import pytest
from azure.servicebus import ServiceBusMessage

from .conftest import Ends
from .sdk import bodies, messages, nothing_comes, take


@pytest.mark.queue(enable_duplicate_detection=True)
async def test_a_second_message_with_the_same_id_is_accepted_and_dropped(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(ServiceBusMessage("first", message_id="trip-1"))
    await sender.send_messages(ServiceBusMessage("second", message_id="trip-1"))

    assert bodies(await take(receiver, 1)) == ["first"]
    assert await nothing_comes(receiver)


@pytest.mark.queue(enable_duplicate_detection=True)
async def test_an_id_is_remembered_after_its_message_is_gone(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("first", message_id="trip-1"))
    await receiver.complete_message((await take(receiver, 1))[0])

    await sender.send_messages(ServiceBusMessage("second", message_id="trip-1"))

    assert await nothing_comes(receiver)


@pytest.mark.queue(enable_duplicate_detection=True)
async def test_duplicates_are_found_within_one_batch(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(messages("one", "two", message_id="trip-1"))

    assert bodies(await take(receiver, 1)) == ["one"]
    assert await nothing_comes(receiver)


@pytest.mark.queue(enable_duplicate_detection=True, duplicate_detection_history_time_window="PT1S")
async def test_an_id_may_come_again_after_the_window(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("first", message_id="trip-1"))
    await asyncio.sleep(1.2)

    await sender.send_messages(ServiceBusMessage("second", message_id="trip-1"))

    assert bodies(await take(receiver, 2)) == ["first", "second"]


async def test_a_queue_without_duplicate_detection_keeps_both(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(messages("one", "two", message_id="trip-1"))

    assert bodies(await take(receiver, 2)) == ["one", "two"]


@pytest.mark.queue(enable_duplicate_detection=True, enable_partitioning=True)
async def test_in_a_partitioned_queue_the_partition_key_is_part_of_the_identity(ends: Ends) -> None:
    sender, receiver = ends
    for body, key in (("one", "seoul"), ("two", "busan"), ("three", "seoul")):
        await sender.send_messages(ServiceBusMessage(body, message_id="trip-1", partition_key=key))

    assert bodies(await take(receiver, 2)) == ["one", "two"]
    assert await nothing_comes(receiver)
