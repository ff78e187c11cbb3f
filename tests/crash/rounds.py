"""Kill the broker again and again under load, sometimes once more while it recovers, and reckon.

    python -m tests.crash.rounds 100 --recovery 20 [--seed SEED] [--json]

At each death the disk is held against the clients' ledger; at the end every queue is drained, and what
came is held against it too. The exit code is 1 when something does not add up.
"""

import argparse
import asyncio
import json
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.clients.broker import Broker, plan_of, queue_of

from .autopsy import names_on_disk
from .killing import PATIENCE_S, kill_in_recovery
from .ledger import Act, Ledger, Reader
from .load import BACKLOG, CHATS, JOBS, drain, pile_up
from .outcome import Outcome
from .reckoning import Reckoner, Reckoning

REPOSITORY: Final = Path(__file__).parents[2]
PLAN: Final = plan_of(queue_of(JOBS), queue_of(CHATS, enable_sessions=True), queue_of(BACKLOG))
UNDER_WAY: Final = 20
"""Sends and completions of a round that must be acknowledged before the broker may be killed."""

BACKLOG_MESSAGES: Final = 20_000
"""With so many to read back, recovery takes long enough to be hit anywhere."""

LATEST_S: Final = 0.5
END_S: Final = 20.0

Progress = Callable[[Outcome], None]


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


class Books:
    """The ledger of a run and what it proves so far."""

    def __init__(self, ledger: Path) -> None:
        self._path = ledger
        self._reader = Reader(ledger)
        self._reckoner = Reckoner()

    def wait_for_work(self) -> None:
        """Return when enough has been acknowledged since the last time."""
        self._read()
        acts: list[Act] = []
        deadline = time.monotonic() + PATIENCE_S
        while min(acts.count(Act.SENT), acts.count(Act.COMPLETED)) < UNDER_WAY:
            if time.monotonic() > deadline:
                raise AssertionError(f"the load did not get under way: {len(acts)} entries")
            time.sleep(0.05)
            acts += self._read()

    def _read(self) -> list[Act]:
        entries = self._reader.fresh()
        self._reckoner.note(entries)
        return [entry.act for entry in entries]

    def judge(self, broker: Broker) -> None:
        """Hold the disk of a dead broker against the ledger, which is read after it."""
        names = names_on_disk(broker.data)
        self._read()
        self._reckoner.judge(names)

    def close(self, broker: Broker) -> Reckoning:
        """Drain a broker and return what the whole ledger proves."""
        with Ledger(self._path) as ledger:
            asyncio.run(drain(broker.connection_string, ledger))
        self._read()
        return self._reckoner.close()


class Rounds:
    """A broker under load that is killed, at moments drawn from a seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._ledger = folder / "ledger.jsonl"
        self._broker = Broker(folder / "broker", PLAN)
        self._books = Books(self._ledger)
        self._rng = random.Random(seed)
        self._outcome = Outcome(seed)

    def run(self, rounds: int, recoveries: int, backlog: int, progress: Progress) -> Outcome:
        """Kill the broker in every round, in some of them again while it recovers; then drain and reckon."""
        again = set(self._rng.sample(range(rounds), recoveries))
        self._broker.start()
        try:
            with Ledger(self._ledger) as ledger:
                asyncio.run(pile_up(self._broker.connection_string, ledger, backlog))
            with load_on(self._broker, self._ledger):
                for number in range(rounds):
                    self._round(in_recovery=number in again)
                    progress(self._outcome)
            self._outcome.reckoning = self._books.close(self._broker)
        finally:
            self._broker.end()
        return self._outcome

    def _round(self, *, in_recovery: bool) -> None:
        self._books.wait_for_work()
        time.sleep(self._rng.uniform(0, LATEST_S))
        self._broker.kill()
        self._books.judge(self._broker)
        if in_recovery:
            self._outcome.died.update(kill_in_recovery(self._broker, self._rng))
            self._books.judge(self._broker)
        spawned = time.perf_counter()
        self._broker.start()
        self._outcome.restart_ms.append((time.perf_counter() - spawned) * 1_000)
        self._outcome.rounds += 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill the broker again and again under load, and reckon.")
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    parser.add_argument("--recovery", type=int, default=0, help="rounds in which recovery is killed too")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args()


def _show(outcome: Outcome, rounds: int) -> None:
    progress = f"round {outcome.rounds} of {rounds}, {outcome.recoveries_hit} killed in recovery"
    print(progress, end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)  # noqa: T201


def main() -> None:
    """Run rounds and print their figures."""
    asked = _arguments()
    print(f"{asked.rounds} rounds, seed {asked.seed}", file=sys.stderr)  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        outcome = Rounds(Path(folder), asked.seed).run(
            asked.rounds, asked.recovery, BACKLOG_MESSAGES, lambda so_far: _show(so_far, asked.rounds)
        )
    found = outcome.reckoning
    if asked.json:
        print(json.dumps(outcome.figures() | {"complaints": found.complaints}, indent=2))  # noqa: T201
    else:
        print(outcome.table())  # noqa: T201
    sys.exit(0 if found.clean else 1)


if __name__ == "__main__":
    main()
