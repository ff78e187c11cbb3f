"""kill -9 while transactions are discharged: each is whole or not there at all, in all its queues."""

import random
import secrets
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from longshore.wire.frames import FRAME_HEADER_BYTES
from longshore.wire.performatives import SENDER, Attach, Disposition, Transfer, decode_performative
from longshore.wire.states import (
    Accepted,
    Coordinator,
    Declare,
    Declared,
    Discharge,
    Source,
    TransactionalState,
)
from tests.clients.broker import Broker, plan_of, queue_of
from tests.clients.raw import Raw
from tests.clients.sdk import WAIT_S

QUEUES: Final = ("left", "right")
COORDINATOR_HANDLE: Final = 7
ROUNDS: Final = 4
RUN_S: Final = 0.4
PLAN: Final = plan_of(*(queue_of(name, max_size_in_megabytes=5_120) for name in QUEUES))


class Controller:
    """One connection that sends the same number to both queues, by one transaction after the other."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw.open()
        self._next_id = 0
        for handle, queue in enumerate(QUEUES):
            self._raw.attach_sender(queue, handle)
        self._raw.say(
            Attach(
                "control",
                COORDINATOR_HANDLE,
                SENDER,
                source=Source(),
                target=Coordinator(),
                initial_delivery_count=0,
            )
        )
        self._raw.wait_for(Attach)

    def run(self, number: int) -> None:
        """Send a number to both queues; returns when that is acknowledged."""
        declared = self._ask(COORDINATOR_HANDLE, amqp_value(Declare()))
        assert isinstance(declared, Declared)
        body = b"\x00\x53\x75\xa0\x04" + struct.pack(">I", number)
        for handle in range(len(QUEUES)):
            answer = self._ask(handle, body, TransactionalState(declared.txn_id))
            assert isinstance(answer, TransactionalState)
        ended = self._ask(COORDINATOR_HANDLE, amqp_value(Discharge(declared.txn_id, fail=False)))
        assert isinstance(ended, Accepted)

    def _ask(self, handle: int, payload: bytes, state: TransactionalState | None = None) -> object:
        tag = struct.pack(">I", self._next_id)
        frame = Transfer(handle, self._next_id, tag, 0, settled=False, state=state).encode() + payload
        self._next_id += 1
        self._raw.send(struct.pack(">IBBH", FRAME_HEADER_BYTES + len(frame), 2, 0, 0) + frame)
        return self._raw.wait_for(Disposition).state


def amqp_value(request: Declare | Discharge) -> bytes:
    return b"\x00\x53\x77" + request.encode()


def load(broker: Broker, start: int, done: list[int]) -> None:
    """Run transactions until the broker is gone; `done` holds what was acknowledged."""
    try:
        with Raw(broker) as raw:
            controller = Controller(raw)
            for number in range(start, start + 1_000_000):
                controller.run(number)
                done.append(number)
    except (OSError, EOFError):
        return


def numbers_in(broker: Broker, queue: str) -> list[int]:
    """Receive all there is in a queue."""
    found: list[int] = []
    with Raw(broker).open() as raw:
        raw.attach_receiver(queue, 1_000_000)
        raw.socket.settimeout(1.0)
        try:
            while True:
                found.append(number_of(raw))
        except TimeoutError:
            return found


def number_of(raw: Raw) -> int:
    while True:
        frame = raw.hear_frame()
        if isinstance(decode_performative(frame, 0)[0], Transfer):
            return int(struct.unpack(">I", frame[-4:])[0])


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path / "broker", PLAN).start()
    yield broker
    broker.end()


def test_a_transaction_is_whole_or_not_there_after_a_crash(broker: Broker) -> None:
    seed = secrets.randbelow(1_000_000)
    rng, done = random.Random(seed), list[int]()
    for round_number in range(ROUNDS):
        loading = threading.Thread(target=load, args=(broker, round_number * 1_000_000, done))
        loading.start()
        time.sleep(rng.uniform(RUN_S / 2, RUN_S))
        broker.kill()
        loading.join(WAIT_S)
        broker.start()

    left, right = (numbers_in(broker, queue) for queue in QUEUES)

    assert done, f"seed {seed}"
    assert left == right, f"seed {seed}"
    assert set(done) <= set(left), f"seed {seed}"
    assert len(left) == len(set(left)), f"seed {seed}"
