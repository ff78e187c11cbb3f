"""What the ledger proves: nothing acknowledged was lost, nothing completed came back, all in order. Pure.

A send or completion that was begun and never acknowledged is unknown: either outcome is right, but of a
batch all messages must share it.
"""

from collections.abc import Iterable
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
    """A sequence number that two messages had, or two numbers of one message."""
    counted: list[str] = field(default_factory=list)
    """A crash cost a delivery."""
    overtaken: list[str] = field(default_factory=list)
    """A message of a session that came behind one sent after it."""

    @property
    def clean(self) -> bool:
        """Whether everything adds up."""
        return not (
            self.lost or self.returned or self.torn or self.renumbered or self.counted or self.overtaken
        )


def reckon(entries: Iterable[Entry]) -> Reckoning:
    """Return what a ledger proves; its last entries must be those of draining every queue."""
    result = Reckoning()
    begun: dict[tuple[Act, tuple[str, ...]], None] = {}
    sent: dict[str, None] = {}
    completing: set[str] = set()
    completed: set[str] = set()
    drained: set[str] = set()
    seen = _Seen(result)
    for entry in entries:
        if entry.act is Act.SENDING:
            begun[Act.SENT, entry.ids] = None
        elif entry.act is Act.SENT:
            del begun[Act.SENT, entry.ids]
            sent.update(dict.fromkeys(entry.ids))
        elif entry.act is Act.COMPLETING:
            completing.update(entry.ids)
        elif entry.act is Act.COMPLETED:
            completed.update(entry.ids)
        else:
            result.returned += [name for name in entry.ids if name in completed]
            seen.note(entry)
            if entry.act is Act.DRAINED:
                drained.update(entry.ids)
    unknown = [ids for _act, ids in begun]
    result.sends, result.completes = len(sent), len(completed)
    result.unknown_sends = sum(len(ids) for ids in unknown)
    result.unknown_completes = len(completing - completed)
    result.lost = [name for name in sent if name not in completing and name not in drained]
    result.torn += [ids[0] for ids in unknown if len({name in seen.ids for name in ids}) > 1]
    return result


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
