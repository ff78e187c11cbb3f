"""One scenario in a process of its own; prints its result as one line of JSON.

python -m bench.load SCENARIO HOST PORT USER ADDRESS SECONDS    (the key comes on standard input)
"""

import json
import selectors
import sys
import time
from collections.abc import Callable

from bench.wire_client import Access, Receiver, Sender

SIZE_BYTES = 1_024
CREDIT = 1_000
BURST = 100
"""Messages per write of the sender."""

Result = dict[str, float]


def throughput(access: Access, address: str, seconds: float) -> Result:
    """Send as fast as the broker accepts, receive and complete at the same time."""
    return _both(access, address, seconds, rate_per_s=None)


def paced(rate_per_s: int) -> Callable[[Access, str, float], Result]:
    """Return a scenario that sends at a steady rate and measures the time from send to receipt."""
    return lambda access, address, seconds: _both(access, address, seconds, rate_per_s)


def _both(access: Access, address: str, seconds: float, rate_per_s: int | None) -> Result:
    sender, receiver = Sender(access, address, SIZE_BYTES), Receiver(access, address, CREDIT)
    selector = selectors.DefaultSelector()
    selector.register(sender.socket, selectors.EVENT_READ)
    selector.register(receiver.socket, selectors.EVENT_READ)
    latencies_ns: list[int] = []
    started, cpu_started = time.perf_counter(), time.process_time()
    now = started
    while now - started < seconds:
        due = CREDIT if rate_per_s is None else int((now - started) * rate_per_s) - sender.sent
        count = min(due, sender.credit, BURST if rate_per_s is None else due)
        if count > 0 and (rate_per_s is not None or count == BURST):
            sender.send(count, time.perf_counter_ns().to_bytes(8, "big"))
        wait_s = 0.0 if rate_per_s is None and sender.credit >= BURST else 1 / (rate_per_s or 1_000)
        for key, _ in selector.select(wait_s):
            if key.fileobj is sender.socket:
                sender.read()
            else:
                arrived_ns = time.perf_counter_ns()
                latencies_ns += [arrived_ns - int.from_bytes(stamp, "big") for stamp in receiver.read()]
        now = time.perf_counter()
    return _result(receiver.received, now - started, time.process_time() - cpu_started, latencies_ns)


def lone(access: Access, address: str, seconds: float) -> Result:
    """Send one message at a time and wait for it to be accepted: what a single awaiting client sees."""
    sender = Sender(access, address, SIZE_BYTES)
    latencies_ns: list[int] = []
    started, cpu_started = time.perf_counter(), time.process_time()
    while time.perf_counter() - started < seconds:
        sent_ns = time.perf_counter_ns()
        sender.send(1)
        while sender.accepted < sender.sent:
            sender.read()
        latencies_ns.append(time.perf_counter_ns() - sent_ns)
    elapsed_s = time.perf_counter() - started
    return _result(sender.accepted, elapsed_s, time.process_time() - cpu_started, latencies_ns)


def _result(count: int, elapsed_s: float, cpu_s: float, latencies_ns: list[int]) -> Result:
    latencies_ns.sort()

    def percentile_ms(share: float) -> float:
        return latencies_ns[int(share * (len(latencies_ns) - 1))] / 1e6 if latencies_ns else float("nan")

    return {
        "messages_per_s": count / elapsed_s,
        "p50_ms": percentile_ms(0.50),
        "p99_ms": percentile_ms(0.99),
        "client_core_share": cpu_s / elapsed_s,
    }


SCENARIOS: dict[str, Callable[[Access, str, float], Result]] = {
    "throughput": throughput,
    "steady-4000": paced(4_000),
    "steady-20000": paced(20_000),
    "lone": lone,
}


def main() -> None:
    """Run the scenario that the command line names."""
    scenario, host, port, user, address, seconds = sys.argv[1:]
    access = Access(host, int(port), user, sys.stdin.readline().strip())
    print(json.dumps(SCENARIOS[scenario](access, address, float(seconds))))


if __name__ == "__main__":
    main()
