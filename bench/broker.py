"""A broker on a fresh folder, as its users run it."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.wire_client import Access

QUEUE = "load"
PLAN = f"""\
plan: 1
namespace: {{name: bench-namespace}}
queues:
  - queue_name: {QUEUE}
    properties: {{lock_duration: PT5M, max_size_in_megabytes: 81920}}
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A broker that accepts connections."""

    access: Access
    pid: int

    def memory_mb(self, which: str = "VmRSS") -> float:
        """Return the process's resident memory now, or at its peak (`VmHWM`)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.findall(rf"{which}:\s+(\d+) kB", status)[0]) / 1_024


@contextmanager
def running() -> Iterator[Running]:
    """Start a broker with one queue; it ends, and its folder goes, with the block."""
    with tempfile.TemporaryDirectory(prefix="longshore-bench-") as folder:
        plan = Path(folder, "plan.yaml")
        plan.write_text(PLAN)
        command = [sys.executable, "-m", "longshore.cli.main", "up", str(plan), "--port", "0"]
        broker = subprocess.Popen(  # noqa: S603  # our own command
            [*command, "--data", f"{folder}/data"], stdout=subprocess.DEVNULL, env=os.environ
        )
        try:
            ready = _ready(Path(folder, "data", "ready.json"), broker)
            user, key = _field(ready, "SharedAccessKeyName"), _field(ready, "SharedAccessKey")
            yield Running(Access("127.0.0.1", json.loads(ready)["port"], user, key), broker.pid)
        finally:
            broker.terminate()
            broker.wait()


def _field(ready: str, name: str) -> str:
    found = re.search(rf"{name}=([^;]+)", json.loads(ready)["connection_string"])
    if found is None:
        raise ValueError(f"the connection string has no {name}")
    return found[1]


def _ready(path: Path, broker: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and broker.poll() is None:
        if path.exists():
            return path.read_text()
        time.sleep(0.02)
    raise RuntimeError("the broker did not start")
