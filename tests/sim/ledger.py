"""What clients know for certain, as it happens: checkers judge the broker by nothing else but this.

`at_ms` is when a client did or heard something; `sent_ms`, where there is one, is when the broker said it.
"""

from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b
from typing import Protocol

from .messages import Copy, Letter

SOMEBODYS = -1
"""The tenure of who holds the session, whoever that is by now."""


class Verdict(Enum):
    """How something ended that a client asked for."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """The connection was gone before there was an answer."""


class Outcome(Enum):
    """What a client decides about a message it holds."""

    COMPLETE = "complete"
    ABANDON = "abandon"
    DEFER = "defer"
    DEAD_LETTER = "dead-letter"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Sending:
    """Letters leave in one delivery; `group` is what answers will name."""

    at_ms: int
    group: int
    target: str
    letters: tuple[Letter, ...]
    txn: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a `Sending`."""

    at_ms: int
    group: int
    verdict: Verdict
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Got:
    """A message came. `hold` names its lock, 0 where it was taken without one."""

    at_ms: int
    sent_ms: int
    hold: int
    place: str
    tenure: int
    """The session lock under which it came, 0 for none."""
    copy: Copy
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class Settling:
    """A decision about a hold leaves."""

    at_ms: int
    hold: int
    outcome: Outcome
    txn: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer to it."""

    at_ms: int
    hold: int
    verdict: Verdict
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Renewed:
    """A lock lasts longer."""

    at_ms: int
    hold: int
    until_ms: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Accepted:
    """A session was accepted."""

    at_ms: int
    sent_ms: int
    tenure: int
    place: str
    session: str
    until_ms: int


@dataclass(frozen=True, slots=True)
class Extended:
    """A session's lock lasts longer."""

    at_ms: int
    tenure: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Left:
    """From here on the broker may think that a session is free."""

    at_ms: int
    tenure: int


@dataclass(frozen=True, slots=True)
class Discharging:
    """A transaction is to end."""

    at_ms: int
    txn: int
    commit: bool


@dataclass(frozen=True, slots=True)
class Discharged:
    """The answer to it."""

    at_ms: int
    txn: int
    commit: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cancelling:
    """A scheduled message is to be dropped."""

    at_ms: int
    uid: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The answer to it."""

    at_ms: int
    uid: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class StateSetting:
    """A session is to have a state."""

    at_ms: int
    session: str
    state: bytes


@dataclass(frozen=True, slots=True)
class StateSet:
    """It has."""

    at_ms: int
    session: str
    state: bytes


@dataclass(frozen=True, slots=True)
class StateSeen:
    """A session's state was read."""

    at_ms: int
    session: str
    state: bytes | None


@dataclass(frozen=True, slots=True)
class AtMostOnce:
    """Somebody takes messages from a place without a lock: what does not reach him is lost."""

    at_ms: int
    place: str


@dataclass(frozen=True, slots=True)
class Crashed:
    """The broker is gone, with all locks."""

    at_ms: int


Entry = (
    Sending
    | Answered
    | Got
    | Settling
    | Settled
    | Renewed
    | Accepted
    | Extended
    | Left
    | Discharging
    | Discharged
    | Cancelling
    | Cancelled
    | StateSetting
    | StateSet
    | StateSeen
    | AtMostOnce
    | Crashed
)


class Checker(Protocol):
    """Watches one promise. Both raise Violation."""

    def note(self, entry: Entry) -> None:
        """Something happened."""

    def end(self) -> None:
        """All is over, and every queue is empty."""


class Violation(AssertionError):  # noqa: N818  # the broker is at fault, and that is its name
    """A promise of the broker is broken."""


class Ledger:
    """All that happened, told to the checkers; its digest is the trace of the run."""

    def __init__(self, checkers: list[Checker]) -> None:
        self._checkers = checkers
        self._digest = blake2b(digest_size=16)
        self.counts: dict[str, int] = {}
        self.last: list[Entry] = []
        """The whole story, for whoever must find out what went wrong."""

    def note(self, entry: Entry) -> None:
        """Write an entry down."""
        self._digest.update(repr(entry).encode())
        name = type(entry).__name__
        self.counts[name] = self.counts.get(name, 0) + 1
        self.last.append(entry)
        for checker in self._checkers:
            checker.note(entry)

    def end(self) -> None:
        """Let every checker draw its conclusions."""
        for checker in self._checkers:
            checker.end()

    @property
    def trace(self) -> str:
        """What two runs of one seed have in common."""
        return self._digest.hexdigest()
