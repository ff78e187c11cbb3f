import socket
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from azure.servicebus import ServiceBusClient, ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient as AsyncClient

from longshore.plan import PlanError
from longshore.testing import Broker

from .words import send, take


def test_a_broker_works_without_pytest() -> None:
    with (
        Broker(queues=["orders"]) as servicebus,
        ServiceBusClient.from_connection_string(servicebus.connection_string) as client,
    ):
        send(client, "orders", ServiceBusMessage("one"))
        with client.get_queue_receiver("orders") as receiver:
            message = take(receiver)
            receiver.complete_message(message)
        assert str(message) == "one"
        assert servicebus.count("orders") == 0


@pytest.mark.servicebus(queues=["orders"])
async def test_the_asyncio_client_works_on_the_loop_of_its_test(servicebus: Broker) -> None:
    async with (
        AsyncClient.from_connection_string(servicebus.connection_string) as client,
        client.get_queue_sender("orders") as sender,
        client.get_queue_receiver("orders") as receiver,
    ):
        await sender.send_messages(ServiceBusMessage("one"))
        (message,) = await receiver.receive_messages()
        servicebus.advance(61)
        (again,) = await receiver.receive_messages()
        await receiver.complete_message(again)
    assert (message.delivery_count, again.delivery_count) == (0, 1)
    assert servicebus.count("orders") == 0


def test_two_brokers_have_nothing_in_common() -> None:
    with Broker(queues=["orders"]) as one, Broker(queues=["orders"]) as other:
        with ServiceBusClient.from_connection_string(one.connection_string) as client:
            send(client, "orders", ServiceBusMessage("one"))
        other.advance(3_600)
        assert (one.count("orders"), other.count("orders")) == (1, 0)
        assert one.port != other.port
        assert other.now - one.now > timedelta(minutes=59)


def test_the_key_of_one_broker_is_of_no_use_at_another() -> None:
    with Broker(queues=["orders"]) as one, Broker(queues=["orders"]) as other:
        keys = {
            text.rpartition("SharedAccessKey=")[2]
            for text in (one.connection_string, other.connection_string)
        }
    assert len(keys) == 2


def test_a_broker_leaves_no_thread_no_file_and_no_descriptor_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = (set(threading.enumerate()), _descriptors())
    with Broker(queues=["orders"]) as servicebus:
        client = socket.create_connection(("127.0.0.1", servicebus.port))  # it neither speaks nor goes
        assert list(tmp_path.iterdir())
    client.close()
    assert (set(threading.enumerate()), _descriptors()) == before
    assert not list(tmp_path.iterdir())


def _descriptors() -> set[str]:
    """Return what the process has open, where the system tells."""
    folder = Path("/proc/self/fd")
    return {f"{path.name}: {path.readlink()}" for path in folder.glob("*") if path.is_symlink()}


def test_a_broker_can_be_started_again_and_is_empty_then() -> None:
    broker = Broker(queues=["orders"])
    for _ in range(2):
        with broker, ServiceBusClient.from_connection_string(broker.connection_string) as client:
            assert broker.count("orders") == 0
            send(client, "orders", ServiceBusMessage("one"))
            assert broker.count("orders") == 1


def test_a_broker_that_does_not_run_says_so() -> None:
    broker = Broker(queues=["orders"])
    for use in (
        lambda: broker.connection_string,
        lambda: broker.advance(1),
        lambda: broker.faults,
        broker.stop,
    ):
        with pytest.raises(RuntimeError, match="does not run"):
            use()


def test_the_namespace_has_the_plan_s_name() -> None:
    assert Broker().namespace == "test"
    assert Broker(plan={"namespace": {"name": "shop"}}).namespace == "shop"


def test_the_clock_starts_as_the_system_s() -> None:
    with Broker() as servicebus:
        assert abs(servicebus.now - datetime.now(UTC)) < timedelta(seconds=5)


# -- entities that are made on the way ---------------------------------------------------------------


def test_a_queue_made_on_the_way_is_there_at_once(servicebus: Broker, client: ServiceBusClient) -> None:
    servicebus.create_queue("orders", lock_duration="PT10S", max_delivery_count=1)
    send(client, "orders", ServiceBusMessage("one"))
    with client.get_queue_receiver("orders") as receiver:
        take(receiver)
        servicebus.advance(10)
    assert [message.text for message in servicebus.dead_letters("orders")] == ["one"]


def test_a_topic_made_on_the_way_fills_its_subscriptions(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    servicebus.create_topic("events", subscriptions=["all"])
    servicebus.create_subscription("events", "eu", default_rule={"filter": "region = 'eu'"})
    with client.get_topic_sender("events") as sender:
        for region in ("eu", "us"):
            sender.send_messages(ServiceBusMessage(region, application_properties={"region": region}))
    assert [message.text for message in servicebus.messages("events/Subscriptions/all")] == ["eu", "us"]
    assert [message.text for message in servicebus.messages("events/Subscriptions/eu")] == ["eu"]


def test_a_queue_keeps_its_messages_when_its_settings_change(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    servicebus.create_queue("orders")
    send(client, "orders", ServiceBusMessage("one"))
    servicebus.create_queue("orders", status="SendDisabled")
    assert servicebus.count("orders") == 1


def test_what_service_bus_cannot_change_is_refused(servicebus: Broker) -> None:
    servicebus.create_queue("orders")
    with pytest.raises(ValueError, match="requires_session is false and cannot be changed"):
        servicebus.create_queue("orders", enable_sessions=True)


def test_a_wrong_property_is_named(servicebus: Broker) -> None:
    with pytest.raises(PlanError, match="lock_duraton"):
        servicebus.create_queue("orders", lock_duraton="PT10S")


def test_a_subscription_needs_its_topic(servicebus: Broker) -> None:
    with pytest.raises(LookupError, match="there is no topic 'events'"):
        servicebus.create_subscription("events", "all")
