"""Every fault, as the official client meets it."""

from datetime import timedelta

import pytest
from azure.servicebus import ServiceBusClient, ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient as AsyncClient
from azure.servicebus.exceptions import (
    MessageLockLostError,
    MessagingEntityDisabledError,
    MessagingEntityNotFoundError,
    ServiceBusError,
    ServiceBusServerBusyError,
    SessionLockLostError,
)

from longshore.testing import Broker

from .words import send, take

pytestmark = pytest.mark.servicebus(queues=["orders", "audit"])
sessions = pytest.mark.servicebus(queues={"rooms": {"enable_sessions": True}})


# -- locks -------------------------------------------------------------------------------------------


def test_a_stolen_lock_is_lost_and_the_message_available_again(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    send(client, "orders", ServiceBusMessage("one", message_id="1"), ServiceBusMessage("two", message_id="2"))
    with client.get_queue_receiver("orders") as receiver:
        first, second = take(receiver), take(receiver)
        assert servicebus.faults.steal_lock("orders", message_id="1") == 1
        with pytest.raises(MessageLockLostError):
            receiver.complete_message(first)
        receiver.complete_message(second)
        (left,) = servicebus.messages("orders")
        assert (left.text, left.state, left.delivery_count) == ("one", "active", 1)
        receiver.complete_message(take(receiver))


def test_every_lock_is_stolen_unless_one_is_named(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("one"), ServiceBusMessage("two"))
    with client.get_queue_receiver("orders") as receiver:
        take(receiver), take(receiver)
        assert servicebus.faults.steal_lock("orders") == 2
    assert [message.delivery_count for message in servicebus.messages("orders")] == [1, 1]


def test_other_locks_end_in_time_after_a_theft(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("one", message_id="1"), ServiceBusMessage("two", message_id="2"))
    with client.get_queue_receiver("orders") as receiver:
        take(receiver), take(receiver)
        servicebus.faults.steal_lock("orders", message_id="2")
        servicebus.advance(60)
    assert [message.delivery_count for message in servicebus.messages("orders")] == [1, 1]


@sessions
@pytest.mark.parametrize("named", [{"session_id": "s"}, {"message_id": "1"}, {}])
def test_a_stolen_session_is_lost_at_once(
    servicebus: Broker, client: ServiceBusClient, named: dict[str, str]
) -> None:
    send(client, "rooms", ServiceBusMessage("one", message_id="1", session_id="s"))
    with client.get_queue_receiver("rooms", session_id="s") as receiver:
        take(receiver)
        assert servicebus.faults.steal_lock("rooms", **named) == 1
        with pytest.raises(SessionLockLostError):
            receiver.receive_messages(max_wait_time=5)
    with client.get_queue_receiver("rooms", session_id="s") as receiver:
        assert take(receiver).delivery_count == 1


@sessions
def test_a_session_without_messages_can_be_stolen(servicebus: Broker, client: ServiceBusClient) -> None:
    with client.get_queue_receiver("rooms", session_id="s"):
        assert servicebus.faults.steal_lock("rooms", session_id="s") == 1


def test_there_must_be_something_to_steal(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("one", message_id="1"))
    with pytest.raises(LookupError, match="nothing is locked in 'orders' as '1'"):
        servicebus.faults.steal_lock("orders", message_id="1")
    with pytest.raises(LookupError, match="there is no 'oders'"):
        servicebus.faults.steal_lock("oders")


# -- throttling --------------------------------------------------------------------------------------


def test_a_throttled_sender_is_told_that_the_server_is_busy(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    with client.get_queue_sender("orders") as sender:
        servicebus.faults.throttle("orders", times=1)
        with pytest.raises(ServiceBusServerBusyError):
            sender.send_messages(ServiceBusMessage("one"))
        sender.send_messages(ServiceBusMessage("two"))
    assert [message.text for message in servicebus.messages("orders")] == ["two"]


def test_a_throttled_link_is_not_attached(servicebus: Broker, client: ServiceBusClient) -> None:
    servicebus.faults.throttle(times=1)
    with pytest.raises(ServiceBusServerBusyError), client.get_queue_receiver("orders"):
        pass
    with client.get_queue_receiver("orders"):
        pass


def test_a_throttled_receiver_is_detached_when_it_wants_messages(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    send(client, "orders", ServiceBusMessage("one"))
    with client.get_queue_receiver("orders") as receiver:
        servicebus.faults.throttle("orders", times=1)
        with pytest.raises(ServiceBusServerBusyError):
            receiver.receive_messages(max_wait_time=5)
    assert servicebus.messages("orders")[0].delivery_count == 0


def test_a_throttled_request_is_answered_so(servicebus: Broker, client: ServiceBusClient) -> None:
    with client.get_queue_sender("orders") as sender:
        servicebus.faults.throttle("orders", times=1)
        with pytest.raises(ServiceBusServerBusyError):
            sender.schedule_messages(ServiceBusMessage("later"), servicebus.now + timedelta(hours=1))
    assert servicebus.count("orders") == 0


async def test_who_retries_gets_through(servicebus: Broker) -> None:
    async with (
        AsyncClient.from_connection_string(servicebus.connection_string) as client,
        client.get_queue_sender("orders") as sender,
    ):
        servicebus.faults.throttle("orders", times=2)
        await sender.send_messages(ServiceBusMessage("one"))
    assert servicebus.count("orders") == 1


def test_throttling_ends_by_the_broker_s_clock(servicebus: Broker, client: ServiceBusClient) -> None:
    with client.get_queue_sender("orders") as sender:
        servicebus.faults.throttle("orders", seconds=300)
        for _ in range(2):
            with pytest.raises(ServiceBusServerBusyError):
                sender.send_messages(ServiceBusMessage("one"))
        servicebus.advance(300)
        sender.send_messages(ServiceBusMessage("two"))


def test_what_is_throttled_can_still_be_settled(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("one"))
    with client.get_queue_receiver("orders") as receiver:
        message = take(receiver)
        servicebus.faults.throttle("orders")
        receiver.complete_message(message)
    assert servicebus.count("orders") == 0


# -- refusals ----------------------------------------------------------------------------------------


def test_everything_is_refused_until_the_faults_are_cleared(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    servicebus.faults.refuse("orders")
    for _ in range(2):
        with pytest.raises(MessagingEntityNotFoundError), client.get_queue_sender("orders"):
            pass
    servicebus.faults.clear()
    send(client, "orders", ServiceBusMessage("one"))


def test_a_refusal_has_its_condition_and_its_words(servicebus: Broker, client: ServiceBusClient) -> None:
    servicebus.faults.refuse(
        "orders", "com.microsoft:entity-disabled", on="send", description="Closed for the night."
    )
    closed = pytest.raises(MessagingEntityDisabledError, match="Closed for the night")
    with client.get_queue_sender("orders") as sender, closed:
        sender.send_messages(ServiceBusMessage("one"))


def test_a_settlement_can_be_refused_and_the_lock_stays(servicebus: Broker, client: ServiceBusClient) -> None:
    send(client, "orders", ServiceBusMessage("one"))
    servicebus.faults.refuse("orders", "com.microsoft:message-lock-lost", on=["settle"], times=1)
    with client.get_queue_receiver("orders") as receiver:
        message = take(receiver)
        with pytest.raises(MessageLockLostError):
            receiver.complete_message(message)
    assert servicebus.messages("orders")[0].state == "locked"


def test_other_entities_are_not_refused(servicebus: Broker, client: ServiceBusClient) -> None:
    servicebus.faults.refuse("orders")
    send(client, "audit", ServiceBusMessage("one"))
    assert servicebus.count("audit") == 1


def test_dead_letters_count_as_their_entity(servicebus: Broker, client: ServiceBusClient) -> None:
    servicebus.faults.refuse("orders", on="attach", times=1)
    with pytest.raises(ServiceBusError), client.get_queue_receiver("orders", sub_queue="deadletter"):
        pass


def test_an_unknown_condition_is_named_with_those_there_are(servicebus: Broker) -> None:
    with pytest.raises(ValueError, match="'not-found' is no condition; there are amqp:"):
        servicebus.faults.refuse("orders", "not-found")


def test_an_unknown_act_is_named(servicebus: Broker) -> None:
    with pytest.raises(
        ValueError, match="'peek' is no act; there are attach, receive, request, send, settle"
    ):
        servicebus.faults.refuse("orders", on="peek")
