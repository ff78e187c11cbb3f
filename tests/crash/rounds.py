"""Kill the broker again and again under load, and reckon.

python -m tests.crash.rounds 20 [SEED]
"""

import asyncio
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from tests.clients.broker import Broker, plan_of, queue_of

from .ledger import Act, Ledger, read
from .load import CHATS, JOBS, drain
from .reckoning import Reckoning, reckon

REPOSITORY = Path(__file__).parents[2]
PLAN = plan_of(queue_of(JOBS), queue_of(CHATS, enable_sessions=True))
UNDER_WAY = 20
"""Sends and completions of a round that must be acknowledged before the broker may be killed."""

PATIENCE_S = 60.0
LATEST_S = 0.5
END_S = 20.0


@dataclass(slots=True)
class Outcome:
    """What some rounds came to."""

    rounds: int
    reckoning: Reckoning
    restart_ms: list[float]

    def table(self) -> str:
        """Return the figures for a terminal."""
        found, restarts = self.reckoning, sorted(self.restart_ms)
        rows = [
            ("rounds", self.rounds),
            ("sends acknowledged", found.sends),
            ("completes acknowledged", found.completes),
            ("sends unknown", found.unknown_sends),
            ("completes unknown", found.unknown_completes),
            ("lost", len(found.lost)),
            ("returned", len(found.returned)),
            ("torn", len(found.torn)),
            ("sequence numbers repeated", len(found.renumbered)),
            ("deliveries counted for a crash", len(found.counted)),
            ("overtaken in a session", len(found.overtaken)),
            ("restart ms, median", round(median(restarts))),
            ("restart ms, longest", round(restarts[-1])),
        ]
        return "\n".join(f"{name:<32}{value:>8}" for name, value in rows)


@contextmanager
def load_on(broker: Broker, ledger: Path) -> Iterator[None]:
    """Run the load process against a broker; it ends with the block."""
    command = [sys.executable, "-m", "tests.crash.load", broker.connection_string, str(ledger)]
    process = subprocess.Popen(command, cwd=REPOSITORY)  # noqa: S603  # our own program
    try:
        yield
        process.terminate()
        if process.wait(END_S) != 0:
            raise AssertionError(f"the load process ended with {process.returncode}")
    finally:
        process.kill()
        process.wait()


def wait_for_work(ledger: Path, start: int) -> None:
    """Return when enough was acknowledged since the ledger had `start` entries."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        acts = [entry.act for entry in islice(read(ledger), start, None)]
        if min(acts.count(Act.SENT), acts.count(Act.COMPLETED)) >= UNDER_WAY:
            return
        if time.monotonic() > deadline:
            raise AssertionError(f"the load did not get under way: {len(acts)} entries")
        time.sleep(0.05)


def length_of(ledger: Path) -> int:
    """Return how many entries a ledger has."""
    return sum(1 for _ in read(ledger))


def reckon_up(broker: Broker, ledger: Path) -> Reckoning:
    """Drain a broker and return what the whole ledger proves."""
    with Ledger(ledger) as open_ledger:
        asyncio.run(drain(broker.connection_string, open_ledger))
    return reckon(read(ledger))


def run_rounds(folder: Path, rounds: int, seed: int) -> Outcome:
    """Kill a broker that many times, at moments drawn from the seed, then drain and reckon."""
    rng = random.Random(seed)
    ledger = folder / "ledger.jsonl"
    broker = Broker(folder / "broker", PLAN).start()
    restart_ms: list[float] = []
    try:
        with load_on(broker, ledger):
            for _ in range(rounds):
                wait_for_work(ledger, length_of(ledger))
                time.sleep(rng.uniform(0, LATEST_S))
                broker.kill()
                killed = time.perf_counter()
                broker.start()
                restart_ms.append((time.perf_counter() - killed) * 1_000)
        return Outcome(rounds, reckon_up(broker, ledger), restart_ms)
    finally:
        broker.end()


def freeze(broker: Broker, seconds: float) -> None:
    """Stop the broker's process for a while, as a laptop's lid or a debugger does."""
    broker.process.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    broker.process.send_signal(signal.SIGCONT)


def main() -> None:
    """Run rounds and print their table; exit code 1 when something does not add up."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbelow(1_000_000)
    print(f"{rounds} rounds, seed {seed}")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        outcome = run_rounds(Path(folder), rounds, seed)
    print(outcome.table())  # noqa: T201
    sys.exit(0 if outcome.reckoning.clean else 1)


if __name__ == "__main__":
    main()
