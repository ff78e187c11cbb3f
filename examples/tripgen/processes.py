"""Starting, killing and ending the processes of the demonstration."""

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from examples.tripgen.connecting import CONNECTION_STRING

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "plans" / "ai-service.yaml"
LONGSHORE = Path(sys.executable).with_name("longshore")

END_S = 5.0
POLL_S = 0.02


class DemoFailed(Exception):  # noqa: N818 - the name says what happened, as the last line will
    """The demonstration could not be carried through."""


def wait_until(done: Callable[[], bool], limit_s: float, what: str, check: Callable[[], None]) -> None:
    """Wait for a condition; `check` raises when waiting on makes no sense."""
    ends_s = time.monotonic() + limit_s
    while not done():
        check()
        if time.monotonic() > ends_s:
            raise DemoFailed(f"{what} within {limit_s:g} s")
        time.sleep(POLL_S)


class Child:
    """One child process; what it prints goes to a log file."""

    def __init__(self, name: str, command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C is for the demonstration, which then ends its children.
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                command,
                cwd=ROOT,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL: the process has no chance to say goodbye."""
        self.process.kill()
        self.process.wait()

    def finish(self) -> None:
        """SIGTERM: asks the process to come to an end."""
        self.process.terminate()

    def end(self) -> None:
        """Ask the process to come to an end, and see to it that it does."""
        self.finish()
        try:
            self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def check(self) -> None:
        """Raise when it has ended with an error."""
        code = self.process.poll()
        if code:
            last_words = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            raise DemoFailed(f"{self.name} ended with code {code}: {''.join(last_words)} (see {self.log})")


class Broker:
    """`longshore up` as a process of its own, which can be killed and started again at the same place."""

    READY_S = 20.0

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "broker"
        self.port = free_port()
        self.child = self._start()

    def _start(self) -> Child:
        command = [str(LONGSHORE), "up", str(PLAN), "--port", str(self.port), "--data", str(self._data)]
        return Child("longshore", command, self._folder, {})

    def restart(self) -> float:
        """Start again on the same port and folder; returns how many seconds that took."""
        began_s = time.monotonic()
        self.child = self._start()
        self.wait_ready()
        return time.monotonic() - began_s

    def wait_ready(self) -> None:
        """Wait until the broker accepts connections."""
        wait_until(self._is_ready, self.READY_S, "the broker was not ready", self.child.check)

    @property
    def connection_string(self) -> str:
        """What a client needs to know, and all it needs to know."""
        return str(self._ready()["connection_string"])

    def _is_ready(self) -> bool:
        return self._ready().get("pid") == self.child.pid

    def _ready(self) -> dict[str, object]:
        path = self._data / "ready.json"
        # The file of a killed predecessor may still be there; `pid` tells whose it is.
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


class Company:
    """The producers and workers of a broker; none outlives the `with` block."""

    def __init__(self, folder: Path, ledgers: Path, broker: Broker) -> None:
        self._folder = folder
        self._ledgers = ledgers
        self._broker = broker
        self._environment = {CONNECTION_STRING: broker.connection_string}
        self.children: list[Child] = []

    def start(self, program: str, name: str, *arguments: str) -> Child:
        """Start `examples.tripgen.<program>` under a name."""
        command = [sys.executable, "-m", f"examples.tripgen.{program}", name, str(self._ledgers), *arguments]
        child = Child(name, command, self._folder, self._environment)
        self.children.append(child)
        return child

    def check(self) -> None:
        """Raise when one of them, or the broker, has ended with an error."""
        for child in (self._broker.child, *self.children):
            child.check()

    def forget(self, child: Child) -> None:
        """Expect nothing more of a child that was killed."""
        self.children.remove(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self.children:
            child.kill()


def free_port() -> int:
    """Return a port that nobody listens on.

    It lies below the range from which connecting clients get their own ports: while the broker is down, a
    client that tries to reach it must not be given the broker's port.
    """
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise DemoFailed("found no free port")
