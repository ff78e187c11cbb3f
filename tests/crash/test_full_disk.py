"""A disk that is full: what cannot be written is refused, what was acknowledged stays, and room helps."""

import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from longshore.wire.performatives import Disposition, Transfer
from longshore.wire.states import Accepted, Rejected
from tests.clients.broker import Broker, plan_of, queue_of
from tests.clients.raw import Raw

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


def test_what_cannot_be_written_is_refused_and_says_why(broker: Broker) -> None:
    with Raw(broker).open() as raw:
        _accepted, refusal = send_until_refused(raw)

    assert refusal.error is not None
    assert refusal.error.condition == "amqp:resource-limit-exceeded"
    assert "could not write this to its disk" in (refusal.error.description or "")
    assert broker.said("commits fail", reason="the disk is full")


def test_what_was_accepted_before_can_still_be_received(broker: Broker) -> None:
    with Raw(broker).open() as raw:
        accepted, _refusal = send_until_refused(raw)

        receive(raw, accepted)


def test_messages_are_accepted_again_when_there_is_room(broker: Broker, small_disk: Path) -> None:
    with Raw(broker).open() as raw:
        accepted, _refusal = send_until_refused(raw)
        assert mount(small_disk, LARGER)

        raw.transfer(accepted + 1, MESSAGE)

        assert isinstance(raw.wait_for(Disposition).state, Accepted)


def test_a_broker_killed_on_a_full_disk_has_everything_it_accepted(broker: Broker, small_disk: Path) -> None:
    with Raw(broker).open() as raw:
        accepted, _refusal = send_until_refused(raw)
    broker.kill()
    assert mount(small_disk, LARGER)

    with Raw(broker.start()).open() as raw:
        receive(raw, accepted)
