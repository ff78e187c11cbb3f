"""A process that stands still for longer than anyone waits for it, and then goes on: broker or client."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage
from azure.servicebus.exceptions import MessageLockLostError

from tests.clients.broker import Broker, Plan, plan_of, queue_of
from tests.clients.sdk import WAIT_S, connect, hears_settlements, messages, nothing_comes, take, take_one

from .killing import freeze
from .load import BACKLOG, CHATS, JOBS, SEND_PATIENCE_S
from .reckoning import Reckoning
from .rounds import PLAN, REPOSITORY, Books, load_on

SHORT_LOCKS = plan_of(
    queue_of(JOBS, lock_duration="PT1S"),
    queue_of(CHATS, lock_duration="PT1S", enable_sessions=True),
    queue_of(BACKLOG),
)
LOCK_S = 1.0
MOMENT_S = 1.0
NOTICED_S = SEND_PATIENCE_S + 1.0
"""Longer than a lock lasts and a sender waits."""

HELD = 5


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path / "broker", SHORT_LOCKS).start()
    yield broker
    broker.end()
    broker.log()


def frozen_under_load(folder: Path, plan: Plan, seconds: float) -> Reckoning:
    """Return what the ledger proves of a broker that stood still for a while under load."""
    broker = Broker(folder / "broker", plan).start()
    ledger = folder / "ledger.jsonl"
    books = Books(ledger)
    try:
        with load_on(broker, ledger):
            books.wait_for_work()
            freeze(broker, seconds)
            books.wait_for_work()
        return books.close(broker)
    finally:
        broker.end()


def test_nobody_notices_that_a_broker_stood_still_for_a_moment(tmp_path: Path) -> None:
    found = frozen_under_load(tmp_path, PLAN, MOMENT_S)

    assert found.clean, found
    assert (found.unknown_sends, found.unknown_completes) == (0, 0)


def test_a_broker_that_stood_still_until_locks_ended_and_clients_gave_up_has_lost_nothing(
    tmp_path: Path,
) -> None:
    found = frozen_under_load(tmp_path, SHORT_LOCKS, NOTICED_S)

    assert found.unknown_sends, "no sender gave up"
    assert found.counted, "no lock ended"
    assert found.complaints.keys() == {"counted"}, found


@hears_settlements
async def test_a_lock_that_ended_while_the_broker_stood_still_is_lost(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ServiceBusReceivedMessage, "_lock_expired", property(lambda _message: False))
    async with connect(broker.connection_string) as client:
        sender, receiver = client.get_queue_sender(JOBS), client.get_queue_receiver(JOBS)
        await sender.send_messages(ServiceBusMessage("work"))
        late = await take_one(receiver)
        freeze(broker, LOCK_S * 1.2)

        with pytest.raises(MessageLockLostError):
            await receiver.complete_message(late)

        again = await take_one(receiver)
        assert again.delivery_count == 1
        await receiver.complete_message(again)


@pytest.fixture
def holder(broker: Broker) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.crash.holder", broker.connection_string, JOBS, str(HELD)]
    process = subprocess.Popen(  # noqa: S603  # our own program
        command, cwd=REPOSITORY, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        yield process
        process.kill()


def outcomes(holder: subprocess.Popen[str]) -> list[str]:
    """Let the holder complete what it holds, and return what became of each message."""
    said, _ = holder.communicate("complete\n", WAIT_S)
    return said.splitlines()


async def test_what_a_client_held_that_stood_still_goes_to_others_and_it_is_told(
    broker: Broker, holder: subprocess.Popen[str]
) -> None:
    async with connect(broker.connection_string) as client:
        await client.get_queue_sender(JOBS).send_messages(messages(*"abcde"))
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holding\n"
        holder.send_signal(signal.SIGSTOP)
        await asyncio.sleep(LOCK_S)
        receiver = client.get_queue_receiver(JOBS)

        taken = await take(receiver, HELD)

        assert [(str(message), message.delivery_count) for message in taken] == [(x, 1) for x in "abcde"]
        for message in taken:
            await receiver.complete_message(message)
        holder.send_signal(signal.SIGCONT)
        assert outcomes(holder) == ["MessageLockLostError"] * HELD
        assert await nothing_comes(receiver)
