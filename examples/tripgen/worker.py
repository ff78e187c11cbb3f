"""A worker: one process that receives the jobs of one queue until it is told to finish (SIGTERM).

Told to finish, it leaves once the queue has nothing more for it. When the broker goes away it connects again.

Usage: SERVICEBUS_CONNECTION_STRING=... python -m examples.tripgen.worker NAME LEDGER_FOLDER QUEUE
       [--session ID] [--hold POINT:NTH]
"""

import argparse
import asyncio
import signal
from pathlib import Path

from azure.servicebus import NEXT_AVAILABLE_SESSION
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver
from azure.servicebus.exceptions import OperationTimeoutError, ServiceBusError
from examples.tripgen.connecting import Patience, connect
from examples.tripgen.handling import Handler, Hold, Point
from examples.tripgen.ledger import Entry, Ledger, What
from examples.tripgen.scenario import QUEUES

WAIT_S = 1.0
"""How long to wait for a message or a free session before thinking about leaving."""

SESSION_SILENCE_S = 0.5
"""How long a session may be silent before another one gets its turn."""

LAST_LOOK_S = 3.0
"""How long the queue must be silent before a worker that was told to finish believes that it is empty."""


class Worker:
    """Receives from one queue, from one session of it, or from whichever session has work."""

    def __init__(self, queue: str, session: str | None, handler: Handler, ledger: Ledger) -> None:
        self._queue = queue
        self._session = session
        self._roams = session is None and queue in {each.name for each in QUEUES if each.sessions}
        self._handler = handler
        self._ledger = ledger
        self._is_ready = False
        self._finishing = asyncio.Event()
        self._patience = Patience()

    def finish(self) -> None:
        """Leave when there is nothing more to do."""
        self._finishing.set()

    async def run(self) -> None:
        """Work until told to finish, whatever happens to the broker meanwhile."""
        serve = self._serve_sessions if self._roams else self._serve_one
        while True:
            try:
                async with connect() as client:
                    await serve(client)
                break
            except ServiceBusError as problem:
                await self._patience.pause(problem)
        await self._handler.close()

    async def _serve_one(self, client: ServiceBusClient) -> None:
        async with client.get_queue_receiver(self._queue, session_id=self._session) as receiver:
            self._say_ready()
            while True:
                last_look = self._finishing.is_set()
                await self._work_until_silence(receiver, LAST_LOOK_S if last_look else WAIT_S)
                if last_look:
                    return

    async def _serve_sessions(self, client: ServiceBusClient) -> None:
        """Take the session that has waited longest, stay until it is silent, take the next."""
        self._say_ready()
        while True:
            last_look = self._finishing.is_set()
            receiver = await self._next_session(client)
            if receiver is not None:
                async with receiver:
                    await self._work_until_silence(receiver, SESSION_SILENCE_S)
            elif last_look:
                return

    async def _next_session(self, client: ServiceBusClient) -> ServiceBusReceiver | None:
        """Return a receiver that holds a session, or None when no session has work."""
        receiver = client.get_queue_receiver(
            self._queue, session_id=NEXT_AVAILABLE_SESSION, max_wait_time=WAIT_S
        )
        try:
            return await receiver.__aenter__()
        except OperationTimeoutError:
            self._patience.renew()
            return None

    async def _work_until_silence(self, receiver: ServiceBusReceiver, silence_s: float) -> None:
        while messages := await receiver.receive_messages(max_message_count=1, max_wait_time=silence_s):
            self._patience.renew()
            for message in messages:
                await self._handler.handle(receiver, message)
        self._patience.renew()

    def _say_ready(self) -> None:
        if not self._is_ready:
            self._ledger.write(Entry(What.READY, self._queue, session=self._session))
            self._is_ready = True


async def main(options: argparse.Namespace) -> None:
    """Work as the command line says."""
    with Ledger(options.ledger_folder, options.name) as ledger:
        handler = Handler(options.queue, ledger, options.hold)
        worker = Worker(options.queue, options.session, handler, ledger)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.finish)
        await worker.run()


def parse_hold(text: str) -> Hold:
    """Return the hold that `published:2` stands for."""
    point, _, nth = text.partition(":")
    return Hold(Point(point), int(nth))


def parse_options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description="Work on the jobs of one queue.")
    parser.add_argument("name")
    parser.add_argument("ledger_folder", type=Path)
    parser.add_argument("queue")
    parser.add_argument("--session", help="serve this session only")
    parser.add_argument("--hold", type=parse_hold, help="stop for good, as in published:2")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main(parse_options()))
