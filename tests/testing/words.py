"""The few words that the kit's tests share."""

from azure.servicebus import (
    ServiceBusClient,
    ServiceBusMessage,
    ServiceBusReceivedMessage,
    ServiceBusReceiver,
)

WAIT_S = 10.0
"""How long to wait for what must come."""


def send(client: ServiceBusClient, name: str, *messages: ServiceBusMessage) -> None:
    """Send messages to a queue."""
    with client.get_queue_sender(name) as sender:
        for message in messages:
            sender.send_messages(message)


def take(receiver: ServiceBusReceiver) -> ServiceBusReceivedMessage:
    """Return the next message."""
    (message,) = receiver.receive_messages(max_wait_time=WAIT_S)
    return message
