"""What became of each message that the broker stored: every delivery, its outcome, and the end.

A queue stores a job's message once, or more often where it has no duplicate detection. Each of these copies
has a sequence number, under which the workers saw it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from examples.tripgen.evidence import Evidence, Found
from examples.tripgen.ledger import Entry, What
from examples.tripgen.scenario import Job, QueueFacts

OUTCOMES = (
    What.COMPLETED,
    What.COMPLETION_UNKNOWN,
    What.DEAD_LETTERED,
    What.DEAD_LETTERING_UNKNOWN,
    What.ABANDONED,
    What.ABANDON_UNKNOWN,
)
TOO_MANY_DELIVERIES = "MaxDeliveryCountExceeded"


class Fate(StrEnum):
    """How a copy ended. `in doubt`: it is gone, and the answer to its completion never came."""

    COMPLETED = "completed"
    IN_DOUBT = "in doubt"
    DEAD = "dead"
    LEFT = "left"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A copy came to a worker; the outcome is missing when the worker was killed."""

    received: Entry
    outcome: Entry | None

    def ended(self, *kinds: What) -> bool:
        """Say whether the delivery ended like this."""
        return self.outcome is not None and self.outcome.what in kinds


@dataclass(frozen=True, slots=True)
class Copy:
    """One stored message: its deliveries in the order of time, and where it was found at the end."""

    message_id: str
    deliveries: tuple[Delivery, ...]
    found: tuple[Found, ...]

    @property
    def fate(self) -> Fate:
        """How it ended, as far as anyone can know."""
        if self.found:
            return Fate.DEAD if self.found[0].dead else Fate.LEFT
        if self.count(What.COMPLETED):
            return Fate.COMPLETED
        # Only the last delivery can be in doubt: whatever was delivered again had not been completed.
        last = self.deliveries[-1:]
        return Fate.IN_DOUBT if last and last[0].ended(What.COMPLETION_UNKNOWN) else Fate.LOST

    def count(self, *kinds: What) -> int:
        """Count the deliveries that ended like this."""
        return sum(delivery.ended(*kinds) for delivery in self.deliveries)


def copies_of(queue: str, evidence: Evidence) -> list[Copy]:
    """Return the copies that were delivered or found, whoever sent them."""
    histories: defaultdict[tuple[str, int], list[Entry]] = defaultdict(list)
    for entry in evidence.at(queue, What.RECEIVED, *OUTCOMES):
        histories[entry.message_id, entry.sequence_number].append(entry)
    finds: defaultdict[tuple[str, int], list[Found]] = defaultdict(list)
    for found in evidence.found:
        if found.place == queue:
            finds[found.message_id, found.sequence_number].append(found)
    return [
        Copy(key[0], tuple(_deliveries(histories[key])), tuple(finds[key]))
        for key in sorted(histories.keys() | finds.keys())
    ]


def _deliveries(history: list[Entry]) -> Iterator[Delivery]:
    """Pair each reception with what its worker wrote next about the message."""
    for index, entry in enumerate(history):
        if entry.what is not What.RECEIVED:
            continue
        own = [later for later in history[index + 1 :] if later.who == entry.who]
        settled = own[0] if own and own[0].what in OUTCOMES else None
        yield Delivery(entry, settled)


def copy_problems(copy: Copy, job: Job, queue: QueueFacts, killed: frozenset[str]) -> Iterator[str]:
    """Say everything that must not have happened to a copy."""
    yield from _end_problems(copy, job)
    yield from _death_problems(copy, job, queue)
    for earlier, delivery in enumerate(copy.deliveries):
        yield from _delivery_problems(delivery, copy.deliveries[:earlier], killed)


def _end_problems(copy: Copy, job: Job) -> Iterator[str]:
    if not copy.deliveries and not copy.found:
        yield "was settled by a worker that never received it"
    elif copy.fate is Fate.LOST:
        last = copy.deliveries[-1].outcome
        yield f"lost: its last delivery was {last.what if last else 'cut short'}, and it is nowhere"
    if copy.fate is Fate.LEFT:
        yield "left in the queue: nobody finished it"
    if copy.found and copy.count(What.COMPLETED):
        yield "was completed and acknowledged, and yet found at the end"
    if job.dies_of and copy.fate in {Fate.COMPLETED, Fate.IN_DOUBT}:
        yield f"was completed and should have been dead-lettered with {job.dies_of}"
    if len(copy.found) > 1:
        yield f"was found {len(copy.found)} times at the end"


def _death_problems(copy: Copy, job: Job, queue: QueueFacts) -> Iterator[str]:
    if copy.fate is not Fate.DEAD:
        return
    reason = copy.found[0].reason
    if reason != job.dies_of:
        yield f"was dead-lettered with {reason!r} and should have {job.dies_of or 'been completed'}"
    if reason == TOO_MANY_DELIVERIES:
        sure, unsure = copy.count(What.ABANDONED), copy.count(What.ABANDON_UNKNOWN)
        if not sure <= queue.max_delivery_count <= sure + unsure:
            yield f"died after {_span(sure, unsure)} failures, not {queue.max_delivery_count}"
    elif not copy.count(What.DEAD_LETTERED, What.DEAD_LETTERING_UNKNOWN):
        yield "was dead-lettered though no worker asked for it"


def _delivery_problems(
    delivery: Delivery, earlier: tuple[Delivery, ...], killed: frozenset[str]
) -> Iterator[str]:
    who, counted = delivery.received.who, delivery.received.delivery_count
    if any(each.ended(What.COMPLETED) for each in earlier):
        yield f"came back to {who} after its completion had been acknowledged"
    if delivery.outcome is None and who not in killed:
        yield f"was received by {who}, which never said what became of it"
    sure = sum(each.ended(What.ABANDONED) for each in earlier)
    unsure = sum(each.ended(What.ABANDON_UNKNOWN) for each in earlier)
    if not sure <= counted <= sure + unsure:
        yield f"came to {who} with delivery count {counted} after {_span(sure, unsure)} failures"


def _span(sure: int, unsure: int) -> str:
    return f"{sure} to {sure + unsure}" if unsure else str(sure)
