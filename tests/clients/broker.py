"""A broker as its users run it: a process of its own on a folder of its own, reached over TCP only."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

LONGSHORE: Final = Path(sys.executable).with_name("longshore")
START_S: Final = 30.0
END_S: Final = 20.0
POLL_S: Final = 0.005

CA_FILES: Final[dict[int, str]] = {}
"""What clients must trust, by the port of a broker that these tests have started."""

Plan = Mapping[str, Any]
"""A plan as it stands in its file; JSON is YAML."""


def plan_of(
    *queues: Mapping[str, Any], topics: list[Plan] | None = None, policies: list[Plan] | None = None
) -> Plan:
    """Return a small plan."""
    return {
        "plan": 1,
        "namespace": {"name": "tests"},
        "queues": list(queues),
        "topics": topics or [],
        "access_policies": policies or [],
    }


def queue_of(name: str, **properties: object) -> Plan:
    """Return a queue of a plan."""
    return {"queue_name": name, "properties": properties}


class DidNotStart(Exception):  # noqa: N818  # it says what the broker did
    """The broker ended, or did not accept connections in time."""


class Broker:
    """`longshore up` on a folder. The port of the first start is kept by later ones."""

    def __init__(self, folder: Path, plan: Plan | Path | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.data = folder / "data"
        self.port = 0
        self._plan = folder / "plan.yaml"
        self._errors = folder / "stderr.txt"
        self._output = folder / "stdout.txt"
        self._arguments: list[str | Path] = []
        self._process: subprocess.Popen[bytes] | None = None
        if plan is not None:
            self.follow(plan)

    def follow(self, plan: Plan | Path, *options: str | Path) -> None:
        """Use this plan, and more options, from the next start on."""
        if isinstance(plan, Path):
            self._plan = plan
        else:
            self._plan.write_text(json.dumps(plan))
        self._arguments = [self._plan, *options]

    # -- life --------------------------------------------------------------------------------------

    def spawn(self) -> None:
        """Start the process, and do not wait for anything."""
        with self._errors.open("ab") as errors, self._output.open("wb") as output:
            self._process = subprocess.Popen(self._command(), stdout=output, stderr=errors)  # noqa: S603  # our own program

    def _command(self) -> list[str | Path]:
        return [LONGSHORE, "up", *self._arguments, "--port", str(self.port), "--data", self.data]

    def refusal(self) -> tuple[int, str]:
        """Return the exit code and the words of a start that must fail."""
        ended = subprocess.run(self._command(), capture_output=True, timeout=START_S, check=False)  # noqa: S603  # our own program
        return ended.returncode, ended.stderr.decode()

    def wait_until_ready(self) -> None:
        """Return when this very process accepts connections."""
        deadline = time.monotonic() + START_S
        while self.ready().get("pid") != self.process.pid:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise DidNotStart(f"exit code {self.process.poll()}: {self._errors.read_text()[-2_000:]}")
            time.sleep(POLL_S)
        self.port = self.ready()["port"]
        CA_FILES[self.port] = self.ca_file

    def start(self) -> "Broker":
        """Start and wait until connections are accepted."""
        self.spawn()
        self.wait_until_ready()
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Tell the broker to end; returns its exit code."""
        self.process.send_signal(how)
        return self.process.wait(END_S)

    def kill(self) -> None:
        """End the broker as a power switch would, at whatever it is doing."""
        self.process.kill()
        self.process.wait(END_S)

    def end(self) -> None:
        """End what still runs, and the hard way what does not listen."""
        if self._process is None or self._process.poll() is not None:
            return
        try:
            self.stop()
        finally:
            self.kill()

    # -- what it says ------------------------------------------------------------------------------

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process of the last start."""
        if self._process is None:
            raise AssertionError("the broker was never started")
        return self._process

    def ready(self) -> dict[str, Any]:
        """Return the content of the ready file; nothing while there is none."""
        try:
            content: dict[str, Any] = json.loads((self.data / "ready.json").read_text())
        except FileNotFoundError:
            return {}
        return content

    @property
    def connection_string(self) -> str:
        """How clients reach it, with all rights."""
        return str(self.ready()["connection_string"])

    def connection_string_of(self, policy: str) -> str:
        """Return how clients reach it with the rights of an access policy."""
        key = self.key_of(policy)
        return (
            f"Endpoint=sb://127.0.0.1:{self.port};SharedAccessKeyName={policy};SharedAccessKey={key};"
            "UseDevelopmentEmulator=true"
        )

    @property
    def connection_string_for_tls(self) -> str:
        """How clients reach it inside TLS; the port comes from elsewhere."""
        return self.connection_string.removesuffix(";UseDevelopmentEmulator=true")

    @property
    def ca_file(self) -> str:
        """What a client must trust."""
        return str(self.ready()["ca_file"])

    def key_of(self, policy: str, which: str = "primary_key") -> str:
        """Return a key of an access policy."""
        keys = json.loads((self.data / "keys.json").read_text())
        return str(keys["policies"][policy][which])

    def announced(self) -> str:
        """Return what it said on standard output since its last start."""
        return self._output.read_text()

    def log(self) -> list[dict[str, Any]]:
        """Return the log lines; raises when anything else was said, such as a traceback."""
        text = self._errors.read_text() if self._errors.exists() else ""
        return [json.loads(line) for line in text.splitlines()]

    def said(self, event: str, **fields: object) -> bool:
        """Say whether there is a log line of this event with these fields."""
        wanted = {"event": event, **fields}
        return any(wanted.items() <= line.items() for line in self.log())

    def memory_mb(self) -> float:
        """Return the resident memory of the process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return int(kilobytes) / 1_024


@contextmanager
def running(folder: Path, plan: Plan | Path | None = None) -> Iterator[Broker]:
    """Run a broker; it ends with the block, and must have ended well and have logged nothing but events."""
    broker = Broker(folder, plan)
    try:
        yield broker.start()
    finally:
        broker.end()
    broker.log()
