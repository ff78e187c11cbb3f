"""The synchronous client: the same broker, a different way to wait."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus import (
    ServiceBusClient,
    ServiceBusMessage,
    ServiceBusReceiveMode,
    ServiceBusSubQueue,
)
from azure.servicebus.exceptions import ServiceBusAuthenticationError

from .broker import Broker
from .sdk import WAIT_S, WAY, closing_all, reached_by, settles_deferred


@pytest.fixture
def sync_client(broker: Broker) -> Iterator[ServiceBusClient]:
    with ServiceBusClient.from_connection_string(
        **reached_by(WAY, broker.connection_string), retry_total=0
    ) as client:
        yield closing_all(client)


def test_messages_are_sent_received_and_completed(sync_client: ServiceBusClient, queue: str) -> None:
    sync_client.get_queue_sender(queue).send_messages([ServiceBusMessage("one"), ServiceBusMessage("two")])
    receiver = sync_client.get_queue_receiver(queue)

    received = receiver.receive_messages(max_message_count=2, max_wait_time=WAIT_S)
    for message in received:
        receiver.complete_message(message)

    assert [str(message) for message in received] == ["one", "two"]


def test_an_abandoned_message_comes_again(sync_client: ServiceBusClient, queue: str) -> None:
    sync_client.get_queue_sender(queue).send_messages(ServiceBusMessage("again"))
    receiver = sync_client.get_queue_receiver(queue)
    (first,) = receiver.receive_messages(max_wait_time=WAIT_S)

    receiver.abandon_message(first)

    (second,) = receiver.receive_messages(max_wait_time=WAIT_S)
    assert second.delivery_count == 1


def test_an_iterator_ends_when_nothing_came(sync_client: ServiceBusClient, queue: str) -> None:
    sync_client.get_queue_sender(queue).send_messages([ServiceBusMessage("one"), ServiceBusMessage("two")])
    receiver = sync_client.get_queue_receiver(
        queue, max_wait_time=1, receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE
    )

    assert [str(message) for message in receiver] == ["one", "two"]


@pytest.mark.queue(enable_sessions=True)
def test_a_session_keeps_its_state(sync_client: ServiceBusClient, queue: str) -> None:
    sync_client.get_queue_sender(queue).send_messages(ServiceBusMessage("one", session_id="seoul"))
    receiver = sync_client.get_queue_receiver(queue, session_id="seoul")

    receiver.session.set_state(b"day 1")

    assert receiver.session.get_state() == b"day 1"
    assert [str(message) for message in receiver.receive_messages(max_wait_time=WAIT_S)] == ["one"]


def test_a_scheduled_message_comes_later_and_a_cancelled_one_never(
    sync_client: ServiceBusClient, queue: str
) -> None:
    sender, receiver = sync_client.get_queue_sender(queue), sync_client.get_queue_receiver(queue)
    due = datetime.now(UTC) + timedelta(seconds=1)
    numbers = sender.schedule_messages([ServiceBusMessage("stays"), ServiceBusMessage("goes")], due)

    sender.cancel_scheduled_messages(numbers[1])

    assert [str(message) for message in receiver.receive_messages(max_wait_time=WAIT_S)] == ["stays"]
    assert datetime.now(UTC) >= due
    assert receiver.peek_messages() == []


@settles_deferred
def test_a_deferred_message_is_received_by_its_number(sync_client: ServiceBusClient, queue: str) -> None:
    sync_client.get_queue_sender(queue).send_messages(ServiceBusMessage("aside"))
    receiver = sync_client.get_queue_receiver(queue)
    (message,) = receiver.receive_messages(max_wait_time=WAIT_S)
    receiver.defer_message(message)
    assert message.sequence_number is not None

    (again,) = receiver.receive_deferred_messages(message.sequence_number)
    receiver.complete_message(again)

    assert str(again) == "aside"
    assert receiver.peek_messages(sequence_number=1) == []


def test_a_dead_letter_says_why_it_is_one(sync_client: ServiceBusClient, queue: str) -> None:
    sync_client.get_queue_sender(queue).send_messages(ServiceBusMessage("broken"))
    receiver = sync_client.get_queue_receiver(queue)
    (message,) = receiver.receive_messages(max_wait_time=WAIT_S)

    receiver.dead_letter_message(message, reason="BadInput", error_description="days is negative")

    dead_letters = sync_client.get_queue_receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER)
    (dead,) = dead_letters.receive_messages(max_wait_time=WAIT_S)
    assert (dead.dead_letter_reason, dead.dead_letter_error_description) == ("BadInput", "days is negative")


@pytest.mark.queue(lock_duration="PT2S")
def test_a_renewed_lock_lasts(sync_client: ServiceBusClient, queue: str) -> None:
    sync_client.get_queue_sender(queue).send_messages(ServiceBusMessage("slow work"))
    receiver = sync_client.get_queue_receiver(queue)
    (message,) = receiver.receive_messages(max_wait_time=WAIT_S)
    time.sleep(1)

    until = receiver.renew_message_lock(message)

    assert until > datetime.now(UTC) + timedelta(seconds=1.5)
    time.sleep(1.5)
    receiver.complete_message(message)


@pytest.mark.topic(subscriptions={"trips": {"default_rule": {"filter": "sys.Label = 'trip'"}}})
def test_a_subscription_gets_what_its_rule_lets_through(sync_client: ServiceBusClient, topic: str) -> None:
    sync_client.get_topic_sender(topic).send_messages(
        [ServiceBusMessage("stay", subject="stay"), ServiceBusMessage("trip", subject="trip")]
    )
    receiver = sync_client.get_subscription_receiver(topic, "trips")

    assert [str(message) for message in receiver.receive_messages(max_wait_time=WAIT_S)] == ["trip"]


@pytest.mark.refused_token
def test_an_entity_that_does_not_exist_cannot_be_opened(sync_client: ServiceBusClient) -> None:
    with pytest.raises(ServiceBusAuthenticationError):
        sync_client.get_queue_sender("nowhere").send_messages(ServiceBusMessage("no"))
