"""What operators do: delete many messages, delete one, move a dead letter back."""

from datetime import UTC, datetime

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import MessageNotFoundError, ServiceBusError

from .conftest import Ends
from .sdk import bodies, messages, nothing_comes, operate, take, take_one

PER_CALL = 4_000
"""[ASB quotas] What one batch delete takes."""

BATCH_DELETE = "com.microsoft:batch-delete-messages"


def numbers(*found: ServiceBusReceivedMessage) -> list[int]:
    return [message.sequence_number for message in found if message.sequence_number is not None]


async def test_the_oldest_messages_are_deleted_and_locked_ones_stay(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("locked", "two", "three", "four"))
    locked = await take_one(receiver)

    answer = await operate(receiver, BATCH_DELETE, message_count=2, enqueued_time_utc=datetime.now(UTC))

    assert answer == {"message-count": 2}
    assert bodies(await take(receiver, 1)) == ["four"]
    await receiver.complete_message(locked)


async def test_messages_that_came_later_are_not_deleted(ends: Ends) -> None:
    sender, receiver = ends
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    await sender.send_messages(messages("one"))

    with pytest.raises(ServiceBusError):
        await operate(receiver, BATCH_DELETE, message_count=10, enqueued_time_utc=long_ago)

    assert bodies(await take(receiver, 1)) == ["one"]


async def test_one_batch_delete_takes_four_thousand_at_most(ends: Ends) -> None:
    sender, receiver = ends
    for _ in range(4):
        await sender.send_messages(messages(*["m"] * (PER_CALL // 4)))
    await sender.send_messages(messages("m"))

    answer = await operate(receiver, BATCH_DELETE, message_count=PER_CALL + 1)

    assert answer == {"message-count": PER_CALL}
    assert len(await take(receiver, 1)) == 1


async def test_a_single_message_is_deleted_by_its_number(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("one", "two", "three"))
    seen = await receiver.peek_messages(max_message_count=3)

    await operate(receiver, "longshore:delete-message", sequence_numbers=numbers(seen[1]))

    assert bodies(await take(receiver, 2)) == ["one", "three"]


async def test_a_number_that_is_not_there_deletes_nothing(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages("one"))
    (seen,) = await receiver.peek_messages()

    with pytest.raises(MessageNotFoundError):
        await operate(receiver, "longshore:delete-message", sequence_numbers=[*numbers(seen), 1_000])

    assert bodies(await take(receiver, 1)) == ["one"]


async def test_a_dead_letter_is_moved_back_with_edited_properties(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("trip", application_properties={"city": "Soul", "days": 3}))
    await receiver.dead_letter_message(await take_one(receiver), reason="BadInput")
    dead_letters = client.get_queue_receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER)
    (dead,) = await dead_letters.peek_messages()

    await operate(
        dead_letters,
        "longshore:move-dead-letter",
        sequence_numbers=numbers(dead),
        properties={"city": "Seoul"},
    )

    again = await take_one(receiver)
    assert (str(again), again.delivery_count, again.dead_letter_reason) == ("trip", 0, None)
    assert again.application_properties == {b"city": b"Seoul", b"days": 3}
    assert await nothing_comes(dead_letters)
