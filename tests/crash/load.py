"""Load, as a process of its own: official clients that send and complete, and keep a ledger of it.

    python -m tests.crash.load CONNECTION_STRING LEDGER

Runs until SIGTERM. Whatever becomes of the broker meanwhile, each worker connects again and goes on.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

from azure.servicebus import (
    NEXT_AVAILABLE_SESSION,
    ServiceBusMessage,
    ServiceBusReceivedMessage,
    ServiceBusReceiveMode,
)
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver
from azure.servicebus.exceptions import OperationTimeoutError

from .ledger import Act, Entry, Ledger

JOBS = "jobs"
CHATS = "chats"
BACKLOG = "backlog"
"""A queue that nobody receives from while the load runs: it gives the broker something to recover."""
SESSIONS = ("seoul", "busan")
BATCH = 5
BACKLOG_BATCH = 250
JOB_WORKERS = 4
AGAIN_S = 0.05
SEND_PATIENCE_S = 4.0
"""How long a sender waits for its answer before it gives up and connects again."""

CLOSE_S = 1.0
PAUSE_S = 0.5
"""How long a queue must be silent to count as empty."""


def body_of(name: str) -> str:
    """Return what the message of this id says."""
    return f"{name} " * 100


class Load:
    """The workers of one process."""

    def __init__(self, connection_string: str, ledger: Ledger) -> None:
        self._connection_string = connection_string
        self._ledger = ledger
        self._running = True

    async def run(self) -> None:
        """Work until SIGTERM."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._stop)
        await asyncio.gather(
            self._again_and_again(self._send_singly("a")),
            self._again_and_again(self._send_in_batches("b")),
            *(self._again_and_again(self._send_to_session(session)) for session in SESSIONS),
            *(self._again_and_again(self._complete_jobs) for _ in range(JOB_WORKERS)),
            *(self._again_and_again(self._complete_session(session)) for session in SESSIONS),
        )

    def _stop(self) -> None:
        self._running = False

    async def _again_and_again(self, work: Callable[[ServiceBusClient], Awaitable[None]]) -> None:
        while self._running:
            client = ServiceBusClient.from_connection_string(self._connection_string, retry_total=0)
            try:
                await work(client)
            except Exception:  # noqa: BLE001  # whatever the SDK makes of a broker that is gone
                await asyncio.sleep(AGAIN_S)
            with suppress(Exception):
                await asyncio.wait_for(client.close(), CLOSE_S)

    # -- sending -----------------------------------------------------------------------------------

    def _send_singly(self, worker: str) -> Callable[[ServiceBusClient], Awaitable[None]]:
        numbers = count()

        async def work(client: ServiceBusClient) -> None:
            async with client.get_queue_sender(JOBS) as sender:
                while self._running:
                    name = f"{worker}-{next(numbers)}"
                    self._ledger.note(Entry(Act.SENDING, JOBS, (name,)))
                    await sender.send_messages(
                        ServiceBusMessage(body_of(name), message_id=name), timeout=SEND_PATIENCE_S
                    )
                    self._ledger.note(Entry(Act.SENT, JOBS, (name,)))

        return work

    def _send_in_batches(self, worker: str) -> Callable[[ServiceBusClient], Awaitable[None]]:
        numbers = count()

        async def work(client: ServiceBusClient) -> None:
            async with client.get_queue_sender(JOBS) as sender:
                while self._running:
                    names = tuple(f"{worker}-{next(numbers)}" for _ in range(BATCH))
                    self._ledger.note(Entry(Act.SENDING, JOBS, names))
                    await sender.send_messages(
                        [ServiceBusMessage(body_of(name), message_id=name) for name in names],
                        timeout=SEND_PATIENCE_S,
                    )
                    self._ledger.note(Entry(Act.SENT, JOBS, names))

        return work

    def _send_to_session(self, session: str) -> Callable[[ServiceBusClient], Awaitable[None]]:
        numbers = count()

        async def work(client: ServiceBusClient) -> None:
            async with client.get_queue_sender(CHATS) as sender:
                while self._running:
                    name = f"{session}-{next(numbers)}"
                    message = ServiceBusMessage(body_of(name), message_id=name, session_id=session)
                    self._ledger.note(Entry(Act.SENDING, CHATS, (name,), session))
                    await sender.send_messages(message, timeout=SEND_PATIENCE_S)
                    self._ledger.note(Entry(Act.SENT, CHATS, (name,), session))

        return work

    # -- completing --------------------------------------------------------------------------------

    async def _complete_jobs(self, client: ServiceBusClient) -> None:
        async with client.get_queue_receiver(JOBS) as receiver:
            await self._complete(receiver, JOBS)

    def _complete_session(self, session: str) -> Callable[[ServiceBusClient], Awaitable[None]]:
        async def work(client: ServiceBusClient) -> None:
            async with client.get_queue_receiver(CHATS, session_id=session) as receiver:
                await self._complete(receiver, CHATS)

        return work

    async def _complete(self, receiver: ServiceBusReceiver, queue: str) -> None:
        while self._running:
            for message in await receiver.receive_messages(max_message_count=10, max_wait_time=PAUSE_S):
                received = entry_of(Act.RECEIVED, queue, message)
                self._ledger.note(received, Entry(Act.COMPLETING, queue, received.ids))
                await receiver.complete_message(message)
                self._ledger.note(Entry(Act.COMPLETED, queue, received.ids))


def entry_of(act: Act, queue: str, message: ServiceBusReceivedMessage) -> Entry:
    """Return what there is to say about a message that came."""
    name = str(message.message_id)
    return Entry(
        act,
        queue,
        (name,),
        message.session_id,
        message.sequence_number or 0,
        message.delivery_count or 0,
        intact=str(message) == body_of(name),
    )


async def pile_up(connection_string: str, ledger: Ledger, messages: int) -> None:
    """Send a backlog."""
    async with (
        ServiceBusClient.from_connection_string(connection_string) as client,
        client.get_queue_sender(BACKLOG) as sender,
    ):
        for start in range(0, messages, BACKLOG_BATCH):
            names = tuple(f"pile-{number}" for number in range(start, min(start + BACKLOG_BATCH, messages)))
            ledger.note(Entry(Act.SENDING, BACKLOG, names))
            await sender.send_messages([ServiceBusMessage(body_of(name), message_id=name) for name in names])
            ledger.note(Entry(Act.SENT, BACKLOG, names))


async def drain(connection_string: str, ledger: Ledger) -> None:
    """Take everything out of the queues and note it."""
    async with ServiceBusClient.from_connection_string(connection_string, retry_total=0) as client:
        await asyncio.gather(
            _drain_jobs(client, JOBS, ledger),
            _drain_jobs(client, BACKLOG, ledger),
            _drain_jobs(client, f"{JOBS}/$DeadLetterQueue", ledger),
            _drain_jobs(client, f"{CHATS}/$DeadLetterQueue", ledger),
            _drain_chats(client, ledger),
        )


async def _drain_jobs(client: ServiceBusClient, queue: str, ledger: Ledger) -> None:
    mode = ServiceBusReceiveMode.RECEIVE_AND_DELETE
    async with client.get_queue_receiver(queue, receive_mode=mode) as receiver:
        await _take_all(receiver, queue, ledger)


async def _drain_chats(client: ServiceBusClient, ledger: Ledger) -> None:
    with suppress(OperationTimeoutError):
        while True:
            receiver = client.get_queue_receiver(
                CHATS,
                session_id=NEXT_AVAILABLE_SESSION,
                max_wait_time=PAUSE_S,
                receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE,
            )
            async with receiver:
                await _take_all(receiver, CHATS, ledger)


async def _take_all(receiver: ServiceBusReceiver, queue: str, ledger: Ledger) -> None:
    while taken := await receiver.receive_messages(max_message_count=200, max_wait_time=PAUSE_S):
        ledger.note(*(entry_of(Act.DRAINED, queue, message) for message in taken))


def main() -> None:
    """Run the load of this process."""
    logging.disable()
    connection_string, path = sys.argv[1:]
    with Ledger(Path(path)) as ledger:
        asyncio.run(Load(connection_string, ledger).run())


if __name__ == "__main__":
    main()
