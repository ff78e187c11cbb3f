"""Connections that break. The client forgets their sockets without closing them, which Python minds."""

import gc
from collections.abc import Iterator

import pytest
from azure.servicebus import ServiceBusClient, ServiceBusMessage
from azure.servicebus.exceptions import ServiceBusConnectionError

from longshore.testing import Broker

pytestmark = [
    pytest.mark.servicebus(queues=["orders", "audit"]),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _forgotten_sockets() -> Iterator[None]:
    """Let Python find them before the next test, which does not expect any."""
    yield
    gc.collect()


def test_a_dropped_connection_is_an_error_to_who_does_not_retry(
    servicebus: Broker, client: ServiceBusClient
) -> None:
    with client.get_queue_sender("orders") as sender:
        sender.send_messages(ServiceBusMessage("one"))
        assert servicebus.faults.drop_connections() == 1
        with pytest.raises(ServiceBusConnectionError):
            sender.send_messages(ServiceBusMessage("two"))
    assert servicebus.count("orders") == 1


def test_a_dropped_connection_is_made_again_by_who_retries(servicebus: Broker) -> None:
    with (
        ServiceBusClient.from_connection_string(servicebus.connection_string) as client,
        client.get_queue_sender("orders") as sender,
    ):
        sender.send_messages(ServiceBusMessage("one"))
        servicebus.faults.drop_connections("orders")
        sender.send_messages(ServiceBusMessage("two"))
    assert servicebus.count("orders") == 2


def test_connections_to_other_entities_stay(servicebus: Broker, client: ServiceBusClient) -> None:
    with client.get_queue_sender("orders") as orders, client.get_queue_sender("audit") as audit:
        assert servicebus.faults.drop_connections("ORDERS") == 1
        audit.send_messages(ServiceBusMessage("one"))
        with pytest.raises(ServiceBusConnectionError):
            orders.send_messages(ServiceBusMessage("one"))
