"""The order within each session: messages must be finished in the order in which they were sent.

A job counts as finished when the broker has acknowledged its first completion or dead-lettering. A job whose
only completion was never answered has no such moment and is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from examples.tripgen.evidence import Evidence
from examples.tripgen.ledger import Entry, What
from examples.tripgen.scenario import QueueFacts


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One line of the table: the jobs as sent and as finished, and the workers as they took turns."""

    queue: str
    session: str
    sent: tuple[str, ...]
    finished: tuple[str, ...]
    workers: tuple[str, ...]
    problems: tuple[str, ...]


def audit_sessions(queue: QueueFacts, evidence: Evidence) -> list[SessionRow]:
    """Return the accounts of the sessions of one queue."""
    sends = evidence.at(queue.name, What.SEND_ACKNOWLEDGED)
    sessions = sorted({entry.session for entry in sends if entry.session})
    return [_audit_session(queue, session, evidence) for session in sessions]


def _audit_session(queue: QueueFacts, session: str, evidence: Evidence) -> SessionRow:
    def in_turn(*kinds: What) -> list[Entry]:
        return [entry for entry in evidence.at(queue.name, *kinds) if entry.session == session]

    sent = _first_times(in_turn(What.SEND_ACKNOWLEDGED))
    finished = _first_times(in_turn(What.COMPLETED, What.DEAD_LETTERED))
    received = in_turn(What.RECEIVED)
    problems = [*_order_problems(sent, finished), *_number_problems(sent, received)]
    return SessionRow(
        queue.name,
        session,
        sent,
        finished,
        tuple(dict.fromkeys(entry.who for entry in received)),
        tuple(f"{queue.name}: session {session}: {text}" for text in problems),
    )


def _first_times(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.message_id for entry in entries))


def _order_problems(sent: Sequence[str], finished: Sequence[str]) -> Iterator[str]:
    if [job for job in sent if job in finished] != list(finished):
        yield f"sent {', '.join(sent)}, but finished {', '.join(finished)}"


def _number_problems(sent: Sequence[str], received: Sequence[Entry]) -> Iterator[str]:
    """The sequence numbers must grow in the order of sending, too."""
    numbers = {entry.message_id: entry.sequence_number for entry in received}
    in_order = [numbers[job] for job in sent if job in numbers]
    if in_order != sorted(set(in_order)):
        yield f"the sequence numbers of {', '.join(sent)} are {in_order}"
