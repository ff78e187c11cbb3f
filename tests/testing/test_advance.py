"""Time that passes for the broker alone."""

from datetime import timedelta

import pytest
from azure.servicebus import (
    ServiceBusClient,
    ServiceBusMessage,
    ServiceBusReceiver,
    ServiceBusSender,
)
from azure.servicebus.exceptions import MessageLockLostError, SessionLockLostError

from longshore.testing import Broker

from .words import send, take

orders = pytest.mark.servicebus(queues={"orders": {"lock_duration": "PT30S"}})
sessions = pytest.mark.servicebus(queues={"orders": {"enable_sessions": True, "lock_duration": "PT30S"}})


@orders
def test_a_lock_holds_until_its_very_end(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("one"))
    with client.get_queue_receiver("orders") as receiver:
        message = take(receiver)
        servicebus.advance(25)
        receiver.complete_message(message)
    assert servicebus.count("orders") == 0


@orders
def test_a_lock_ends_and_its_holder_is_told_when_it_settles(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    send(client, "orders", ServiceBusMessage("one"))
    with client.get_queue_receiver("orders") as receiver:
        message = take(receiver)
        servicebus.advance(30)
        with pytest.raises(MessageLockLostError):
            receiver.complete_message(message)
    (again,) = servicebus.messages("orders")
    assert (again.state, again.delivery_count) == ("active", 1)


@orders
def test_a_renewed_lock_lasts_from_then_on(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("one"))
    with client.get_queue_receiver("orders") as receiver:
        message = take(receiver)
        servicebus.advance(20)
        receiver.renew_message_lock(message)
        servicebus.advance(20)
        receiver.complete_message(message)
    assert servicebus.count("orders") == 0


@orders
def test_a_scheduled_message_comes_when_its_time_has_come(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    with client.get_queue_sender("orders") as sender:
        sender.schedule_messages(ServiceBusMessage("later"), servicebus.now + timedelta(minutes=10))
    servicebus.advance(9 * 60)
    assert servicebus.messages("orders")[0].state == "scheduled"
    servicebus.advance(60)
    assert servicebus.messages("orders")[0].state == "active"


@orders
def test_a_waiting_receiver_gets_what_comes_due(servicebus: Broker, client: ServiceBusClient) -> None:
    with client.get_queue_sender("orders") as sender, client.get_queue_receiver("orders") as receiver:
        sender.schedule_messages(ServiceBusMessage("later"), servicebus.now + timedelta(days=1))
        servicebus.advance(86_400)
        assert str(take(receiver)) == "later"


@pytest.mark.servicebus(queues={"orders": {"dead_lettering_on_message_expiration": True}})
def test_a_message_outlives_its_time(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("brief", time_to_live=timedelta(seconds=60)))
    servicebus.advance(60)
    assert servicebus.count("orders") == 0
    assert [dead.dead_letter_reason for dead in servicebus.dead_letters("orders")] == ["TTLExpiredException"]


@pytest.mark.servicebus(queues={"orders": {"dead_lettering_on_message_expiration": True}})
def test_each_thing_happens_at_its_own_time(servicebus: Broker, client: ServiceBusClient) -> None:
    """In one step it comes and, as its life begins then and not at the end of the step, it expires too."""
    start = servicebus.now
    brief = ServiceBusMessage("brief", time_to_live=timedelta(seconds=5))
    with client.get_queue_sender("orders") as sender:
        sender.schedule_messages(brief, start + timedelta(seconds=100))
    servicebus.advance(3_600)
    (dead,) = servicebus.dead_letters("orders")
    assert timedelta(seconds=100) <= dead.enqueued_time - start < timedelta(seconds=101)


@pytest.mark.servicebus(queues={"orders": {"lock_duration": "PT30S", "max_delivery_count": 3}})
def test_what_nobody_settles_is_delivered_until_it_is_dead(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    send(client, "orders", ServiceBusMessage("one"))
    with client.get_queue_receiver("orders") as receiver:
        for _ in range(3):
            take(receiver)
            servicebus.advance(30)
    (dead,) = servicebus.dead_letters("orders")
    assert (dead.delivery_count, dead.dead_letter_reason) == (3, "MaxDeliveryCountExceeded")


@sessions
def test_a_session_lock_ends_and_its_receiver_is_told_at_once(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    send(client, "orders", ServiceBusMessage("one", session_id="s"))
    with client.get_queue_receiver("orders", session_id="s") as receiver:
        take(receiver)
        servicebus.advance(30)
        with pytest.raises(SessionLockLostError):
            receiver.receive_messages(max_wait_time=5)
    assert servicebus.messages("orders")[0].delivery_count == 1


@orders
def test_connections_and_tokens_grow_no_older(servicebus: Broker, client: ServiceBusClient) -> None:
    sender: ServiceBusSender
    receiver: ServiceBusReceiver
    with client.get_queue_sender("orders") as sender, client.get_queue_receiver("orders") as receiver:
        servicebus.advance(30 * 86_400)
        servicebus.advance(1)
        sender.send_messages(ServiceBusMessage("still here"))
        receiver.complete_message(take(receiver))
    with client.get_queue_sender("orders") as sender:
        sender.send_messages(ServiceBusMessage("and new clients, too"))
    assert servicebus.count("orders") == 1


@pytest.mark.servicebus(
    queues={"used": {"auto_delete_on_idle": "PT5M"}, "idle": {"auto_delete_on_idle": "PT5M"}}
)
def test_an_entity_is_idle_only_when_nobody_is_there(servicebus: Broker, client: ServiceBusClient) -> None:
    with client.get_queue_receiver("used"):
        servicebus.advance(1)
        servicebus.advance(301)
        assert servicebus.count("used") == 0
        with pytest.raises(LookupError):
            servicebus.count("idle")


@orders
def test_the_broker_s_clock_is_put_forward_and_nobody_else_s(servicebus: Broker) -> None:
    before = servicebus.now
    servicebus.advance(0.25)
    servicebus.advance(3_600)
    assert timedelta(seconds=3_600) <= servicebus.now - before < timedelta(seconds=3_660)


def test_time_does_not_go_backwards(servicebus: Broker) -> None:
    with pytest.raises(ValueError, match="backwards"):
        servicebus.advance(-1)
