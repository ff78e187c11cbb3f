"""What the ledger proves: nothing acknowledged was lost, nothing completed came back, all in order. Pure.

A send or completion that was begun and never acknowledged is unknown: either outcome is right, but of a
batch all messages must share it.

The ledger is held against two things: what the disk of a broker holds that was just killed, at each death;
and what clients have got from it, at the end, when every queue has been drained.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .ledger import Act, Entry


@dataclass(slots=True)
class Reckoning:
    """Counts, and the ids of messages that something is wrong with."""

    sends: int = 0
    completes: int = 0
    unknown_sends: int = 0
    unknown_completes: int = 0
    lost: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    """Of a batch with an unknown outcome some came and some did not; or a body changed on the way."""
    renumbered: list[str] = field(default_factory=list)
    """A sequence number that two messages had, or two numbers of one message: a duplicate."""
    counted: list[str] = field(default_factory=list)
    """A crash cost a delivery."""
    overtaken: list[str] = field(default_factory=list)
    """A message of a session that came behind one sent after it."""

    @property
    def complaints(self) -> dict[str, list[str]]:
        """What is wrong, by kind."""
        kinds = ("lost", "returned", "torn", "renumbered", "counted", "overtaken")
        return {kind: found for kind in kinds if (found := getattr(self, kind))}

    @property
    def clean(self) -> bool:
        """Whether everything adds up."""
        return not self.complaints


def reckon(entries: Iterable[Entry]) -> Reckoning:
    """Return what a ledger proves; its last entries must be those of draining every queue."""
    reckoner = Reckoner()
    reckoner.note(entries)
    return reckoner.close()


class Reckoner:
    """Reckons while the ledger grows."""

    def __init__(self) -> None:
        self._result = Reckoning()
        self._seen = _Seen(self._result)
        self._unknown: dict[tuple[str, ...], None] = {}
        self._sent: dict[str, None] = {}
        self._completing: set[str] = set()
        self._completed: set[str] = set()
        self._drained: set[str] = set()

    def note(self, entries: Iterable[Entry]) -> None:
        """Take the next entries of the ledger."""
        for entry in entries:
            self._note(entry)

    def _note(self, entry: Entry) -> None:
        if entry.act is Act.SENDING:
            self._unknown[entry.ids] = None
        elif entry.act is Act.SENT:
            del self._unknown[entry.ids]
            self._sent.update(dict.fromkeys(entry.ids))
        elif entry.act is Act.COMPLETING:
            self._completing.update(entry.ids)
        elif entry.act is Act.COMPLETED:
            self._completed.update(entry.ids)
        else:
            self._result.returned += self._gone(entry.ids)
            self._seen.note(entry)
            if entry.act is Act.DRAINED:
                self._drained.update(entry.ids)

    def _gone(self, names: Sequence[str]) -> list[str]:
        """Return those of some messages that must be nowhere any more."""
        return [name for name in names if name in self._completed or name in self._drained]

    def judge(self, names: Sequence[str]) -> None:
        """Hold the ledger against the messages on the disk of a broker that is dead.

        The ledger must have been read after its death: what was acknowledged after the disk was read, or
        removed without a word in the ledger, would be called lost.
        """
        there = set(names)
        known = there | self._completing | self._drained
        result = self._result
        result.lost += [name for name in self._sent if name not in known]
        result.returned += self._gone(names)
        result.torn += _torn(self._unknown, known)
        result.renumbered += [name for name, times in Counter(names).items() if times > 1]

    def close(self) -> Reckoning:
        """Every queue has been drained: return what all this proves."""
        result = self._result
        came = self._completing | self._drained
        result.sends, result.completes = len(self._sent), len(self._completed)
        result.unknown_sends = sum(len(ids) for ids in self._unknown)
        result.unknown_completes = len(self._completing - self._completed)
        result.lost += [name for name in self._sent if name not in came]
        result.torn += _torn(self._unknown, self._seen.ids)
        return result


def _torn(batches: Iterable[tuple[str, ...]], there: set[str]) -> list[str]:
    """Return the first name of every batch of which some messages are there and some are not."""
    return [ids[0] for ids in batches if len({name in there for name in ids}) > 1]


class _Seen:
    """Every message that came, judged by what came before."""

    def __init__(self, result: Reckoning) -> None:
        self.ids: set[str] = set()
        self._result = result
        self._numbers: dict[str, int] = {}
        self._names: dict[tuple[str, int], str] = {}
        self._last_new: dict[tuple[str, str], int] = {}

    def note(self, entry: Entry) -> None:
        """A message came."""
        (name,) = entry.ids
        number = entry.sequence_number
        if self._numbers.setdefault(name, number) != number:
            self._result.renumbered.append(name)
        if self._names.setdefault((entry.queue, number), name) != name:
            self._result.renumbered.append(name)
        if not entry.intact:
            self._result.torn.append(name)
        if entry.delivery_count:
            self._result.counted.append(name)
        if entry.session is not None and name not in self.ids:
            key = entry.queue, entry.session
            if number < self._last_new.get(key, 0):
                self._result.overtaken.append(name)
            self._last_new[key] = number
        self.ids.add(name)
