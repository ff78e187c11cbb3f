"""The two crashes, at moments drawn from a seed."""

import random
import time
from dataclasses import dataclass

from examples.tripgen.handling import Hold, Point
from examples.tripgen.ledger import Entry, Ledger, LedgerReader, What
from examples.tripgen.processes import Broker, Child, Company, wait_until
from examples.tripgen.scenario import QUEUES, TRIPS, all_jobs

LIMIT_S = 30.0
QUEUE_NAMES = frozenset(queue.name for queue in QUEUES)


@dataclass(frozen=True, slots=True)
class Crashes:
    """When to kill what: a worker on a session, in mid-job; then the broker, after more sends and a delay."""

    session: str
    hold: Hold
    more_sends: int
    delay_s: float


def draw(seed: int) -> Crashes:
    """Return the moments that belong to a seed."""
    rng = random.Random(seed)
    sessions = sorted({job.session for job in all_jobs() if job.queue == TRIPS and job.session})
    return Crashes(
        session=rng.choice(sessions),
        hold=Hold(rng.choice(list(Point)), rng.randint(1, 2)),
        more_sends=rng.randint(2, 7),
        delay_s=rng.uniform(0, 0.05),
    )


def acknowledged_sends(entries: list[Entry]) -> int:
    """Count the jobs that the broker has acknowledged."""
    return sum(entry.what is What.SEND_ACKNOWLEDGED and entry.place in QUEUE_NAMES for entry in entries)


def kill_worker(victim: Child, company: Company, reader: LedgerReader, ledger: Ledger) -> Entry:
    """Kill a worker once it holds still in mid-job; returns where it was."""

    def held() -> list[Entry]:
        return [entry for entry in reader.read() if entry.what is What.HELD]

    wait_until(lambda: bool(held()), LIMIT_S, "the worker to be killed got no job", company.check)
    victim.kill()
    company.forget(victim)
    ledger.write(Entry(What.KILLED, detail=victim.name))
    return held()[0]


def kill_broker(
    crashes: Crashes, broker: Broker, producers: list[Child], company: Company, reader: LedgerReader
) -> int:
    """Kill the broker after so many more acknowledged sends, or the last; returns how many there were."""
    goal = acknowledged_sends(reader.read()) + crashes.more_sends

    def due() -> bool:
        all_sent = not any(producer.running for producer in producers)
        return all_sent or acknowledged_sends(reader.read()) >= goal

    wait_until(due, LIMIT_S, "the producers did not get on", company.check)
    time.sleep(crashes.delay_s)
    broker.child.kill()
    return acknowledged_sends(reader.read())
