from datetime import timedelta
from typing import Any

import pytest
from azure.servicebus import ServiceBusClient, ServiceBusMessage
from azure.servicebus.amqp import AmqpAnnotatedMessage

from longshore.testing import Broker

from .words import send, take

pytestmark = pytest.mark.servicebus(queues=["orders"])


def test_a_message_shows_what_its_sender_wrote(servicebus: Broker, client: ServiceBusClient) -> None:
    sent = ServiceBusMessage(
        "hello",
        message_id="m-1",
        subject="greeting",
        correlation_id="c-1",
        content_type="text/plain",
        application_properties={"number": 7, "share": 0.5, "flag": True, "name": "x"},
    )
    send(client, "orders", sent)
    (message,) = servicebus.messages("orders")
    assert (message.body, message.text, message.message_id) == (b"hello", "hello", "m-1")
    assert (message.subject, message.correlation_id) == ("greeting", "c-1")
    assert (message.content_type, message.session_id) == ("text/plain", None)
    assert message.application_properties == {"number": 7, "share": 0.5, "flag": True, "name": "x"}
    assert (message.state, message.delivery_count, message.sequence_number) == ("active", 0, 1)
    assert abs(servicebus.now - message.enqueued_time) < timedelta(seconds=10)


def test_messages_come_in_the_order_of_their_sequence_numbers(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    send(client, "orders", *map(ServiceBusMessage, ("one", "two", "three")))
    assert [message.text for message in servicebus.messages("orders")] == ["one", "two", "three"]
    assert servicebus.count("orders") == 3


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ({"value_body": {"price": [1, 2.5, None]}}, {"price": [1, 2.5, None]}),
        ({"sequence_body": [[1, 2], [3]]}, [1, 2, 3]),
        ({"data_body": [b"two ", b"parts"]}, b"two parts"),
    ],
)
def test_every_kind_of_body_can_be_read(
    servicebus: Broker, client: ServiceBusClient, body: dict[str, Any], seen: object
) -> None:
    with client.get_queue_sender("orders") as sender:
        sender.send_messages(AmqpAnnotatedMessage(**body))
    assert [_text_keys(message.body) for message in servicebus.messages("orders")] == [seen]


def _text_keys(body: object) -> object:
    """The client writes the keys of a map as bytes."""
    if isinstance(body, dict):
        return {key.decode() if isinstance(key, bytes) else key: value for key, value in body.items()}
    return body


def test_the_state_follows_the_message(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("one"))
    with client.get_queue_sender("orders") as sender:
        sender.schedule_messages(ServiceBusMessage("later"), servicebus.now + timedelta(hours=1))
    with client.get_queue_receiver("orders") as receiver:
        message = take(receiver)
        assert [each.state for each in servicebus.messages("orders")] == ["locked", "scheduled"]
        receiver.defer_message(message)
        assert [each.state for each in servicebus.messages("orders")] == ["deferred", "scheduled"]


def test_a_dead_letter_tells_why(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("poison"))
    with client.get_queue_receiver("orders") as receiver:
        receiver.dead_letter_message(take(receiver), reason="unreadable", error_description="no JSON")
    (dead,) = servicebus.dead_letters("orders")
    assert (dead.text, dead.dead_letter_reason, dead.dead_letter_description) == (
        "poison",
        "unreadable",
        "no JSON",
    )
    assert servicebus.count("orders") == 0


def test_a_message_that_is_no_dead_letter_has_no_reason(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("one"))
    (message,) = servicebus.messages("orders")
    assert (message.dead_letter_reason, message.dead_letter_description) == (None, None)


def test_names_count_in_any_case(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("one"))
    assert servicebus.count("ORDERS") == 1


def test_an_entity_that_is_not_there_is_no_empty_one(servicebus: Broker) -> None:
    with pytest.raises(LookupError, match="there is no 'oders' in the namespace, which has orders"):
        servicebus.messages("oders")
