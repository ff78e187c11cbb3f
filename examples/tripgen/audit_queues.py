"""The accounts of the queues: every acknowledged send must be somewhere, and only once.

For each job the number of stored copies must lie between two bounds. With duplicate detection there is
exactly one, however often the job was sent. Without, there are at least as many as acknowledged sends, and at
most as many more as sends whose answer a crash swallowed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from examples.tripgen.audit_copies import Copy, Fate, copies_of, copy_problems
from examples.tripgen.evidence import Evidence
from examples.tripgen.ledger import What
from examples.tripgen.scenario import Job, QueueFacts


@dataclass(frozen=True, slots=True)
class Sends:
    """How often one job was sent, with and without an answer."""

    acknowledged: int
    unknown: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the table. `sent` counts acknowledged sends, `completed` includes those `in_doubt`."""

    name: str
    sent: int
    unknown: int
    dropped: int
    stored: int
    completed: int
    in_doubt: int
    redelivered: int
    dead: int
    left: int
    problems: tuple[str, ...]


def audit_queue(queue: QueueFacts, evidence: Evidence) -> QueueRow:
    """Return the account of one queue."""
    jobs = [job for job in evidence.jobs if job.queue == queue.name]
    acknowledged = _counted(queue, evidence, What.SEND_ACKNOWLEDGED)
    unknown = _counted(queue, evidence, What.SEND_UNKNOWN)
    copies = copies_of(queue.name, evidence)
    problems = [*_strangers(jobs, copies)]
    for job in jobs:
        own = [copy for copy in copies if copy.message_id == job.id]
        sends = Sends(acknowledged[job.id], unknown[job.id])
        found = [*_store_problems(queue, sends, len(own))]
        found += [text for copy in own for text in copy_problems(copy, job, queue, evidence.killed)]
        problems += [f"{job.id}: {text}" for text in found]
    fates = Counter(copy.fate for copy in copies)
    return QueueRow(
        name=queue.name,
        sent=acknowledged.total(),
        unknown=unknown.total(),
        dropped=sum(count - 1 for count in acknowledged.values()) if queue.duplicate_detection else 0,
        stored=len(copies),
        completed=fates[Fate.COMPLETED] + fates[Fate.IN_DOUBT],
        in_doubt=fates[Fate.IN_DOUBT],
        redelivered=sum(max(0, len(copy.deliveries) - 1) for copy in copies),
        dead=fates[Fate.DEAD],
        left=fates[Fate.LEFT],
        problems=tuple(f"{queue.name}: {text}" for text in problems),
    )


def _counted(queue: QueueFacts, evidence: Evidence, what: What) -> Counter[str]:
    return Counter(entry.message_id for entry in evidence.at(queue.name, what))


def _store_problems(queue: QueueFacts, sends: Sends, stored: int) -> Iterator[str]:
    if not sends.acknowledged:
        yield "was never acknowledged, though its producer should have insisted"
        return
    fewest = 1 if queue.duplicate_detection else sends.acknowledged
    most = 1 if queue.duplicate_detection else sends.acknowledged + sends.unknown
    if not fewest <= stored <= most:
        answers = f"{sends.acknowledged} acknowledged and {sends.unknown} unknown sends"
        expected = str(fewest) if fewest == most else f"{fewest} to {most}"
        yield f"lost or doubled: {answers} should leave {expected} in the queue, the broker had {stored}"


def _strangers(jobs: Sequence[Job], copies: Sequence[Copy]) -> Iterator[str]:
    known = {job.id for job in jobs}
    yield from (f"{copy.message_id}: nobody sent this" for copy in copies if copy.message_id not in known)
