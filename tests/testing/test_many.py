"""As many brokers as a test suite has tests, each with its one message and no other."""

import pytest
from azure.servicebus import ServiceBusClient, ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient as AsyncClient

from longshore.testing import Broker

from .words import send, take

pytestmark = pytest.mark.servicebus(queues=["orders"])


@pytest.mark.parametrize("number", range(100))
def test_one_message(servicebus: Broker, client: ServiceBusClient, number: int) -> None:
    send(client, "orders", ServiceBusMessage(str(number)))
    with client.get_queue_receiver("orders") as receiver:
        message = take(receiver)
        receiver.complete_message(message)
    assert (str(message), message.sequence_number) == (str(number), 1)
    assert servicebus.count("orders") == 0


@pytest.mark.parametrize("number", range(100))
async def test_one_message_with_asyncio(servicebus: Broker, number: int) -> None:
    async with AsyncClient.from_connection_string(servicebus.connection_string) as client:
        async with client.get_queue_sender("orders") as sender:
            await sender.send_messages(ServiceBusMessage(str(number)))
        async with client.get_queue_receiver("orders") as receiver:
            (message,) = await receiver.receive_messages()
            await receiver.complete_message(message)
    assert (str(message), message.sequence_number) == (str(number), 1)
    assert servicebus.count("orders") == 0
