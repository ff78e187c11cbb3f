"""Start a broker on a fresh folder for each scenario, put load on it, print the figures.

python -m bench [SECONDS]
"""

import json
import os
import platform
import resource
import subprocess
import sys

from bench.broker import QUEUE, running
from bench.load import SCENARIOS, SIZE_BYTES


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
    cpu_before_s = _children_cpu_s()
    with running() as broker:
        access = broker.access
        arguments = [scenario, access.host, str(access.port), access.user, QUEUE, seconds]
        load = subprocess.run(  # noqa: S603  # our own command
            [sys.executable, "-m", "bench.load", *arguments],
            input=access.password,
            capture_output=True,
            text=True,
            check=True,
        )
    result: dict[str, float] = json.loads(load.stdout)
    broker_cpu_s = _children_cpu_s() - cpu_before_s - result["client_core_share"] * float(seconds)
    result["broker_core_share"] = broker_cpu_s / float(seconds)
    return result


def _children_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
