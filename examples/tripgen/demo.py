"""The demonstration: the plan's queues and topics at work, two crashes, and a table that must add up.

Usage: python -m examples.tripgen.demo [--seed N]
"""

import argparse
import asyncio
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from azure.servicebus.exceptions import ServiceBusError
from examples.tripgen.audit import Report, audit
from examples.tripgen.collecting import collect
from examples.tripgen.crashes import Crashes, draw, kill_broker, kill_worker
from examples.tripgen.evidence import Evidence
from examples.tripgen.ledger import Ledger, LedgerReader, What
from examples.tripgen.processes import Broker, Child, Company, DemoFailed, wait_until
from examples.tripgen.scenario import QUEUES, TRIPS, all_jobs, productions
from examples.tripgen.table import make_console, tables
from rich.console import Console

LIMIT_S = 30.0
VICTIM = "trip-worker-1"
MORE_TRIP_WORKERS = ("trip-worker-2", "trip-worker-3")

FINE, DOES_NOT_ADD_UP, INTERRUPTED = 0, 1, 130


class Demo:
    """One run, in its own folder."""

    def __init__(self, folder: Path, crashes: Crashes, console: Console) -> None:
        self._folder = folder
        self._ledgers = folder / "ledgers"
        self._ledgers.mkdir()
        self._crashes = crashes
        self._console = console
        self._began_s = time.monotonic()
        self._reader = LedgerReader(self._ledgers)

    def run(self) -> Report:
        """Play everything and return the accounts."""
        broker = Broker(self._folder)
        try:
            broker.wait_ready()
            self._say(f"started the broker on port {broker.port} (pid {broker.child.pid})")
            with Company(self._folder, self._ledgers, broker) as company:
                self._play(broker, company)
            return self._count(broker.connection_string)
        finally:
            broker.child.end()

    def _play(self, broker: Broker, company: Company) -> None:
        workers = self._start_workers(company)
        producers = [company.start("producer", name) for name in productions()]
        self._say(f"started {len(producers)} producers: {', '.join(productions())}")
        self._crash_worker(company)
        self._crash_broker(broker, producers, company)
        self._await_end(producers, company, "the producers did not finish")
        self._say("the producers have sent everything")
        for worker in workers[1:]:
            worker.finish()
        self._await_end(workers[1:], company, "the workers did not finish")
        self._say("the workers have nothing left to do")

    def _start_workers(self, company: Company) -> list[Child]:
        session, hold = self._crashes.session, self._crashes.hold
        options = ("--session", session, "--hold", f"{hold.point}:{hold.nth}")
        workers = [company.start("worker", VICTIM, TRIPS, *options)]
        workers += [company.start("worker", name, TRIPS) for name in MORE_TRIP_WORKERS]
        others = [queue.name for queue in QUEUES if queue.name != TRIPS]
        workers += [company.start("worker", f"{name.removeprefix('ai-')}-worker", name) for name in others]

        def all_ready() -> bool:
            return sum(entry.what is What.READY for entry in self._reader.read()) == len(workers)

        wait_until(all_ready, LIMIT_S, "the workers did not get ready", company.check)
        self._say(f"started {len(workers)} workers, {VICTIM} for the session {session}")
        return workers

    def _crash_worker(self, company: Company) -> None:
        victim = company.children[0]
        with Ledger(self._ledgers, "demo") as ledger:
            where = kill_worker(victim, company, self._reader, ledger)
        self._say(f"killed {victim.name} (pid {victim.pid}) in mid-job: {where.message_id} {where.detail}")

    def _crash_broker(self, broker: Broker, producers: list[Child], company: Company) -> None:
        pid = broker.child.pid
        acknowledged = kill_broker(self._crashes, broker, producers, company, self._reader)
        self._say(f"killed the broker (pid {pid}) after {acknowledged} acknowledged jobs")
        took_s = broker.restart()
        self._say(f"started it again on the same folder in {took_s * 1000:.0f} ms (pid {broker.child.pid})")

    def _await_end(self, children: list[Child], company: Company, what: str) -> None:
        wait_until(lambda: not any(child.running for child in children), LIMIT_S, what, company.check)

    def _count(self, connection_string: str) -> Report:
        found = asyncio.run(collect(connection_string))
        dead = sum(message.dead for message in found)
        self._say(f"emptied all places: {len(found) - dead} messages and {dead} dead letters")
        return audit(Evidence(all_jobs(), LedgerReader(self._ledgers).read(), found))

    def _say(self, text: str) -> None:
        self._console.print(f"[dim]{time.monotonic() - self._began_s:5.1f} s[/dim]  {text}")


def show(report: Report, console: Console) -> int:
    """Print the tables and every mismatch; returns the exit code."""
    for table in tables(report):
        console.print()
        console.print(table)
    console.print()
    for problem in report.problems:
        console.print(f"[red]MISMATCH[/red] {problem}", soft_wrap=True)
    if not report.problems:
        console.print("[green]Everything adds up.[/green]")
    return DOES_NOT_ADD_UP if report.problems else FINE


def play(seed: int, folder: Path, console: Console) -> int:
    """Run the demonstration and return the exit code."""
    console.print(f"Seed {seed} (repeat the moments of the crashes with --seed {seed})")
    try:
        return show(Demo(folder, draw(seed), console).run(), console)
    except (DemoFailed, ServiceBusError) as problem:
        console.print(f"[red]FAILED[/red] {problem}", soft_wrap=True)
        return DOES_NOT_ADD_UP
    except KeyboardInterrupt:
        console.print("Interrupted; all processes have been ended.")
        return INTERRUPTED


def main() -> int:
    """Run the demonstration in a folder of its own, which is kept unless all went well."""
    parser = argparse.ArgumentParser(description="Show the plan's queues and topics at work.")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    seed = parser.parse_args().seed
    signal.signal(signal.SIGTERM, _interrupt)
    folder, console = Path(tempfile.mkdtemp(prefix="longshore-demo-")), make_console()
    code = DOES_NOT_ADD_UP
    try:
        code = play(seed, folder, console)
    finally:
        if code == FINE:
            shutil.rmtree(folder)
        else:
            console.print(f"Ledgers, logs and the broker's data are in {folder}", soft_wrap=True)
    return code


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
