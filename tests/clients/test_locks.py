"""How long a received message is one's own. The only tests that wait for what they test."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import AutoLockRenewer, ServiceBusClient
from azure.servicebus.exceptions import MessageLockLostError

from longshore.wire.performatives import Transfer

from .broker import Broker
from .conftest import Ends
from .raw import Raw
from .sdk import hears_settlements, nothing_comes, opened, take_one


@pytest.mark.queue(lock_duration="PT1S")
async def test_a_lock_that_ran_out_lets_the_message_come_again_and_counts(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("slow work"))
    await take_one(receiver)

    again = await take_one(receiver)

    assert again.delivery_count == 1


@pytest.mark.queue(lock_duration="PT1S")
async def test_completing_after_the_lock_ran_out_fails(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("slow work"))
    late = await take_one(receiver)
    await asyncio.sleep(1.2)

    with pytest.raises(MessageLockLostError):
        await receiver.complete_message(late)


@hears_settlements
@pytest.mark.queue(lock_duration="PT1S")
async def test_the_broker_itself_refuses_what_comes_too_late(
    ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("slow work"))
    late = await take_one(receiver)
    await asyncio.sleep(1.2)
    monkeypatch.setattr(type(late), "_lock_expired", property(lambda _message: False))

    with pytest.raises(MessageLockLostError, match="The lock of this message has ended"):
        await receiver.complete_message(late)


@pytest.mark.queue(lock_duration="PT2S")
async def test_a_renewed_lock_lasts_its_whole_duration_again(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("slow work"))
    message = await take_one(receiver)
    await asyncio.sleep(1.5)
    before = message.locked_until_utc

    until = await receiver.renew_message_lock(message)

    assert before is not None
    assert 1.0 < (until - before).total_seconds() < 2.5
    await asyncio.sleep(1.0)
    await receiver.complete_message(message)


@pytest.mark.queue(lock_duration="PT3S")
async def test_the_clients_auto_lock_renewer_keeps_a_message(client: ServiceBusClient, queue: str) -> None:
    async with AutoLockRenewer() as renewer:
        sender, receiver = await opened(
            client.get_queue_sender(queue), client.get_queue_receiver(queue, auto_lock_renewer=renewer)
        )
        await sender.send_messages(ServiceBusMessage("slow work"))
        message = await take_one(receiver)
        await asyncio.sleep(4)

        await receiver.complete_message(message)

        assert await nothing_comes(receiver)


@pytest.mark.queue(lock_duration="PT1S", max_delivery_count=1)
async def test_a_lock_that_ran_out_on_the_last_delivery_makes_a_dead_letter(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("slow work"))
    await take_one(receiver)

    dead = await take_one(client.get_queue_receiver(f"{queue}/$DeadLetterQueue"))
    assert (dead.dead_letter_reason, dead.delivery_count) == ("MaxDeliveryCountExceeded", 1)


@pytest.mark.queue(lock_duration="PT1S")
async def test_a_receiver_that_closes_keeps_its_locks_until_they_run_out(
    client: ServiceBusClient, queue: str, ends: Ends
) -> None:
    sender, other = ends
    await sender.send_messages(ServiceBusMessage("work"))
    receiver = client.get_queue_receiver(queue)
    await take_one(receiver)

    await receiver.close()

    assert (await take_one(other)).delivery_count == 1


@pytest.mark.queue(lock_duration="PT1S")
async def test_a_receiver_that_is_lost_keeps_its_locks_until_they_run_out(
    broker: Broker, queue: str, ends: Ends
) -> None:
    sender, other = ends
    await sender.send_messages(ServiceBusMessage("work"))
    with Raw(broker).open() as raw:
        raw.attach_receiver(queue, credit=1)
        raw.wait_for(Transfer)

    assert await nothing_comes(other)
    assert (await take_one(other)).delivery_count == 1


@pytest.mark.queue(lock_duration="PT2H")
async def test_a_lock_may_last_two_hours(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("a long job"))

    message = await take_one(receiver)

    assert message.locked_until_utc is not None
    assert message.locked_until_utc - datetime.now(UTC) > timedelta(minutes=119)
