"""Telling what happened, entry by entry, so that a test reads as a story."""

from dataclasses import replace

from examples.tripgen.evidence import Evidence, Found
from examples.tripgen.ledger import Entry, What
from examples.tripgen.scenario import Job, QueueFacts

QUEUE = QueueFacts("jobs", sessions=False, duplicate_detection=True, max_delivery_count=3)
LOOSE_QUEUE = replace(QUEUE, duplicate_detection=False)
SESSION_QUEUE = replace(QUEUE, sessions=True)

ANN, BOB = "ann", "bob"
"""Two workers."""


class Story:
    """Facts in the order in which they are told, about the jobs of one queue."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = list(jobs)
        self.entries: list[Entry] = []
        self.found: list[Found] = []

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.jobs, self.entries, self.found)

    def tell(self, entry: Entry) -> None:
        self.entries.append(replace(entry, at_ns=len(self.entries)))

    def sends(self, job: Job, what: What = What.SEND_ACKNOWLEDGED) -> None:
        self.tell(Entry(What.SEND_ATTEMPTED, job.queue, job.id, job.session))
        self.tell(Entry(what, job.queue, job.id, job.session))

    def delivers(self, job: Job, who: str, what: What | None, number: int = 1, count: int = 0) -> None:
        received = Entry(What.RECEIVED, job.queue, job.id, job.session, number, count, who=who)
        self.tell(received)
        if what is not None:
            self.tell(replace(received, what=what))

    def completes(self, job: Job, who: str = ANN, number: int = 1) -> None:
        self.delivers(job, who, What.COMPLETED, number)

    def kills(self, who: str) -> None:
        self.tell(Entry(What.KILLED, detail=who))

    def finds(self, job: Job, *, dead: bool = False, reason: str = "", number: int = 1) -> None:
        self.found.append(Found(job.queue, dead, job.id, number, reason=reason))


def job(job_id: str = "job", session: str | None = None, dies_of: str | None = None) -> Job:
    return Job(job_id, QUEUE.name, {}, session, dies_of=dies_of)
