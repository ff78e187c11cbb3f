"""Start a broker on a fresh folder for each scenario, put load on it, print the figures.

python -m bench [SECONDS]
"""

import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.load import SCENARIOS, SIZE_BYTES

PLAN = """\
plan: 1
namespace: {name: bench-namespace}
queues:
  - queue_name: load
    properties: {lock_duration: PT5M, max_size_in_megabytes: 81920}
"""
QUEUE = "load"


def main() -> None:
    """Run every scenario once."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "10"
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, ", end="")
    print(f"{SIZE_BYTES} byte durable messages, {seconds} s each, one process of load")
    print(f"{'scenario':14} {'msg/s':>9} {'p50 ms':>8} {'p99 ms':>8} {'client core':>12} {'broker core':>12}")
    for scenario in SCENARIOS:
        result = _run(scenario, seconds)
        print(
            f"{scenario:14} {result['messages_per_s']:9,.0f} {result['p50_ms']:8.2f} {result['p99_ms']:8.2f} "
            f"{result['client_core_share']:12.0%} {result['broker_core_share']:12.0%}",
            flush=True,
        )


def _run(scenario: str, seconds: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="longshore-bench-") as folder:
        plan = Path(folder, "plan.yaml")
        plan.write_text(PLAN)
        cpu_before_s = _children_cpu_s()
        broker = subprocess.Popen(  # noqa: S603  # our own command
            [
                sys.executable,
                "-m",
                "longshore.cli.main",
                "up",
                str(plan),
                "--port",
                "0",
                "--data",
                f"{folder}/data",
            ],
            stdout=subprocess.DEVNULL,
        )
        try:
            ready = _ready(Path(folder, "data", "ready.json"), broker)
            key = _field(ready, "SharedAccessKey")
            user = _field(ready, "SharedAccessKeyName")
            arguments = [scenario, "127.0.0.1", str(json.loads(ready)["port"]), user, QUEUE, seconds]
            load = subprocess.run(  # noqa: S603  # our own command
                [sys.executable, "-m", "bench.load", *arguments],
                input=key,
                capture_output=True,
                text=True,
                check=True,
            )
        finally:
            broker.terminate()
            broker.wait()
    result: dict[str, float] = json.loads(load.stdout)
    broker_cpu_s = _children_cpu_s() - cpu_before_s - result["client_core_share"] * float(seconds)
    result["broker_core_share"] = broker_cpu_s / float(seconds)
    return result


def _children_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _field(ready: str, name: str) -> str:
    found = re.search(rf"{name}=([^;]+)", json.loads(ready)["connection_string"])
    if found is None:
        raise ValueError(f"the connection string has no {name}")
    return found[1]


def _ready(path: Path, broker: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and broker.poll() is None:
        if path.exists():
            return path.read_text()
        time.sleep(0.02)
    raise RuntimeError("the broker did not start")


if __name__ == "__main__":
    main()
