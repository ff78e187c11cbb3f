"""A disk that is full: sends are refused while receivers can still empty it, what was acknowledged stays."""

import os
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage
from azure.servicebus.aio import ServiceBusReceiver, ServiceBusSender
from azure.servicebus.exceptions import ServiceBusQuotaExceededError

from longshore.cli.exits import Exit
from longshore.server.host import TICK_S
from longshore.wire.performatives import Disposition, Transfer
from longshore.wire.states import Accepted, Rejected
from tests.clients.broker import Broker, plan_of, queue_of
from tests.clients.raw import Raw
from tests.clients.sdk import bodies, connect, hears_settlements, messages, nothing_comes, take

MOUNT, UNMOUNT = shutil.which("mount"), shutil.which("umount")
SMALL, LARGER = "size=6m", "remount,size=60m"
BODY_BYTES = 60_000
MESSAGE = b"\x00\x53\x75\xb0" + struct.pack(">I", BODY_BYTES) + bytes(BODY_BYTES)
MORE_THAN_FITS = 200


def mount(folder: Path, options: str) -> bool:
    if MOUNT is None:
        return False
    command = [MOUNT, "-t", "tmpfs", "-o", options, "longshore-tests", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603  # a fixed command


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mount(folder, SMALL):
        pytest.skip("a small file system can be mounted by root only, and not in every container")
    yield folder
    subprocess.run([str(UNMOUNT), str(folder)], check=True)  # noqa: S603  # a fixed command


@pytest.fixture
def broker(small_disk: Path, tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path / "broker", plan_of(queue_of("jobs")))
    broker.data = small_disk / "data"
    yield broker.start()
    broker.end()


def send_until_refused(raw: Raw) -> tuple[int, Rejected]:
    """Return how many messages were accepted, and the refusal that came then."""
    raw.attach_sender("jobs")
    for number in range(MORE_THAN_FITS):
        raw.transfer(number, MESSAGE)
        state = raw.wait_for(Disposition).state
        if isinstance(state, Rejected):
            return number, state
    raise AssertionError("the disk is larger than it should be")


def receive(raw: Raw, count: int) -> None:
    """Receive that many messages, and be sure that there is no other."""
    raw.attach_receiver("jobs", credit=MORE_THAN_FITS)
    for _ in range(count):
        raw.wait_for(Transfer)
    raw.socket.settimeout(0.3)
    with pytest.raises(TimeoutError):
        raw.wait_for(Transfer)


async def fill_up(sender: ServiceBusSender) -> int:
    """Send until that is refused; returns how many messages were accepted."""
    for number in range(MORE_THAN_FITS):
        try:
            await sender.send_messages(ServiceBusMessage(bytes(BODY_BYTES)))
        except ServiceBusQuotaExceededError:
            return number
    raise AssertionError("the disk is larger than it should be")


async def is_refused(receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage) -> bool:
    """Complete a message; say whether that could not be written."""
    try:
        await receiver.complete_message(message)
    except ServiceBusQuotaExceededError as error:
        return "could not write this to its disk, so it has not happened" in str(error)
    return False


def fill(disk: Path) -> Path:
    """Let something else take all that is left; returns what took it."""
    filler = disk / "filler"
    descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while os.write(descriptor, bytes(4_096)):
            pass
    os.close(descriptor)
    return filler


# -- senders -------------------------------------------------------------------------------------------


def test_a_send_is_refused_before_the_disk_is_full_and_says_why(broker: Broker) -> None:
    with Raw(broker).open() as raw:
        _accepted, refusal = send_until_refused(raw)

    assert refusal.error is not None
    assert refusal.error.condition == "amqp:resource-limit-exceeded"
    assert "disk is almost full and has no room for this" in (refusal.error.description or "")
    assert broker.said("message refused", entity="jobs", reason=refusal.error.description)


def test_messages_are_accepted_again_when_there_is_room(broker: Broker, small_disk: Path) -> None:
    with Raw(broker).open() as raw:
        accepted, _refusal = send_until_refused(raw)
        assert mount(small_disk, LARGER)
        time.sleep(2 * TICK_S)  # when the broker looks at an idle disk

        raw.transfer(accepted + 1, MESSAGE)

        assert isinstance(raw.wait_for(Disposition).state, Accepted)


# -- receivers -----------------------------------------------------------------------------------------


async def test_receivers_empty_a_disk_that_senders_have_filled_and_so_make_room(broker: Broker) -> None:
    async with connect(broker.connection_string) as client:
        sender, receiver = client.get_queue_sender("jobs"), client.get_queue_receiver("jobs")
        accepted = await fill_up(sender)

        for message in await take(receiver, accepted):
            await receiver.complete_message(message)

        assert await nothing_comes(receiver)
        assert await fill_up(sender) > accepted // 2


@hears_settlements
async def test_what_cannot_be_written_because_others_took_the_rest_has_not_happened(
    broker: Broker, small_disk: Path
) -> None:
    async with connect(broker.connection_string) as client:
        receiver = client.get_queue_receiver("jobs")
        await client.get_queue_sender("jobs").send_messages(messages(*"abc"))
        held = await take(receiver, 3)
        filler = fill(small_disk)

        refused = [message for message in held if await is_refused(receiver, message)]

        assert refused
        assert broker.said("commits fail", reason="the disk is full")
        filler.unlink()
        again = await take(receiver, len(refused))
        assert bodies(again) == bodies(refused)
        for message in again:
            await receiver.complete_message(message)
        assert broker.said("commits work again")


# -- starts --------------------------------------------------------------------------------------------


def test_a_broker_killed_on_a_full_disk_starts_there_and_has_everything_it_accepted(
    broker: Broker, small_disk: Path
) -> None:
    with Raw(broker).open() as raw:
        accepted, _refusal = send_until_refused(raw)
    fill(small_disk)
    broker.kill()

    with Raw(broker.start()).open() as raw:
        receive(raw, accepted)
        assert send_until_refused(raw)[0] == 0


def test_a_new_folder_on_a_full_disk_is_refused_and_served_once_there_is_room(
    tmp_path: Path, small_disk: Path
) -> None:
    broker = Broker(tmp_path / "new", plan_of(queue_of("jobs")))
    broker.data = small_disk / "new"
    filler = fill(small_disk)

    assert broker.refusal() == (Exit.REFUSED, f"Cannot use {broker.data}: no space left on its disk\n")

    filler.unlink()
    broker.start().end()
