"""Kill a broker at a place of our choice, and freeze it. What it does is seen in the files it has open."""

import os
import random
import signal
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Final

from tests.clients.broker import Broker

POLL_S: Final = 0.0005
PATIENCE_S: Final = 60.0


class Stage(StrEnum):
    """How far a start has come."""

    BOOTING = "before it had the folder"
    FOLDER = "at keys and certificates"
    OPENING = "opening the store and its log"
    READING = "reading the store back"
    READY = "when it was ready"


LINGER_S: Final = {Stage.FOLDER: 0.01, Stage.OPENING: 0.01, Stage.READING: 0.1}
"""Stages of recovery, and how long after its beginning each may be hit."""


def stage_of(broker: Broker) -> Stage:
    """Say how far a broker has come that was spawned."""
    if broker.ready().get("pid") == broker.process.pid:
        return Stage.READY
    opened = [path.name for path in open_files(broker.process.pid) if path.parent == broker.data]
    stores = sum(name.endswith(".sqlite3") for name in opened)
    if stores:
        return Stage.OPENING if stores == 1 else Stage.READING  # the second connection comes behind the log
    return Stage.FOLDER if "lock" in opened else Stage.BOOTING


def open_files(pid: int) -> list[Path]:
    """Return the files that a process has open."""
    found = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(descriptor.readlink())
        except FileNotFoundError:  # closed since
            continue
    return found


def kill_in_recovery(broker: Broker, rng: random.Random) -> list[Stage]:
    """Start a dead broker and kill it before it is ready, again until that was so; returns where it died.

    It is frozen first and then looked at, so that it died where this says.
    """
    died: list[Stage] = []
    while not died or died[-1] is Stage.READY:
        aim = rng.choice(list(LINGER_S))
        broker.spawn()
        _wait_until_past(broker, aim)
        time.sleep(rng.uniform(0, LINGER_S[aim]))
        stop(broker)
        died.append(stage_of(broker))
        broker.kill()
    return died


def _wait_until_past(broker: Broker, aim: Stage) -> None:
    """Return when a start has come to a stage, or behind it."""
    stages = list(Stage)
    _wait_until(broker, lambda: stages.index(stage_of(broker)) >= stages.index(aim))


def kill_when(broker: Broker, condition: Callable[[], bool]) -> None:
    """Kill a broker as soon as something has become true."""
    _wait_until(broker, condition)
    broker.kill()


def _wait_until(broker: Broker, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if broker.process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the broker never came so far: exit code {broker.process.poll()}")
        time.sleep(POLL_S)


def stop(broker: Broker) -> None:
    """Make the broker stand still, and return when it does."""
    broker.process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, broker.process.pid, os.WSTOPPED | os.WNOWAIT)


def freeze(broker: Broker, seconds: float) -> None:
    """Stop the broker's process for a while, as a laptop's lid or a debugger does."""
    stop(broker)
    time.sleep(seconds)
    broker.process.send_signal(signal.SIGCONT)
