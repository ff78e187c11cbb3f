"""The synchronous client: the same broker, a different way to wait."""

from collections.abc import Iterator

import pytest
from azure.servicebus import ServiceBusClient, ServiceBusMessage, ServiceBusReceiveMode
from azure.servicebus.exceptions import ServiceBusAuthenticationError

from .broker import Broker
from .sdk import WAIT_S


@pytest.fixture
def sync_client(broker: Broker) -> Iterator[ServiceBusClient]:
    with ServiceBusClient.from_connection_string(broker.connection_string, retry_total=0) as client:
        yield client


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


def test_an_entity_that_does_not_exist_cannot_be_opened(sync_client: ServiceBusClient) -> None:
    with pytest.raises(ServiceBusAuthenticationError):
        sync_client.get_queue_sender("nowhere").send_messages(ServiceBusMessage("no"))
