"""A client, as a process of its own, that receives and then waits to be told before it completes.

    python -m tests.crash.holder CONNECTION_STRING QUEUE MESSAGES

Says `holding` when it has its messages. At the next line on standard input it completes them, asking the
broker even where it knows that a lock is over, and says what became of each: `completed`, or the error.
"""

import logging
import sys

from azure.servicebus import ServiceBusClient, ServiceBusReceivedMessage
from azure.servicebus.exceptions import ServiceBusError

WAIT_S = 10.0


def main() -> None:
    """Hold messages, then complete them."""
    logging.disable()
    connection_string, queue, count = sys.argv[1:]
    setattr(ServiceBusReceivedMessage, "_lock_expired", property(lambda _message: False))  # noqa: B010  # mypy
    with (
        ServiceBusClient.from_connection_string(connection_string, retry_total=0) as client,
        client.get_queue_receiver(queue) as receiver,
    ):
        held: list[ServiceBusReceivedMessage] = []
        while len(held) < int(count):
            held += receiver.receive_messages(int(count) - len(held), WAIT_S)
        say("holding")
        sys.stdin.readline()
        for message in held:
            try:
                receiver.complete_message(message)
                say("completed")
            except ServiceBusError as error:
                say(type(error).__name__)


def say(word: str) -> None:
    """Tell whoever started us."""
    print(word, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
