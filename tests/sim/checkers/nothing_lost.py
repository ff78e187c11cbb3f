"""What was acknowledged is delivered, to every home it has, unless it was allowed to vanish."""

from longshore.model.durations import UNLIMITED_MS

from ..ledger import Answered, AtMostOnce, Cancelled, Entry, Got, Sending, Verdict, Violation
from ..swarm import Layout


class NothingIsLost:
    """Every copy of every acknowledged letter must have come to somebody by the time all is empty."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._sendings: dict[int, Sending] = {}
        self._by_txn: dict[int, list[int]] = {}
        self._acknowledged: list[Sending] = []
        self._came: set[tuple[int, str]] = set()
        self._names_that_came: set[str] = set()
        self._cancelled: set[int] = set()
        self._at_most_once: set[str] = set()

    def note(self, entry: Entry) -> None:
        """Something happened."""
        if isinstance(entry, Sending):
            self._sendings[entry.group] = entry
            self._by_txn.setdefault(entry.txn, []).append(entry.group)
        elif isinstance(entry, Answered):
            if entry.verdict is Verdict.DONE:
                self._acknowledged.append(self._sendings[entry.group])
        elif isinstance(entry, Got):
            self._came.add((entry.copy.uid, self._layout.home(entry.place)))
            self._names_that_came.add(entry.copy.message_id)
        elif isinstance(entry, AtMostOnce):
            self._at_most_once.add(self._layout.home(entry.place))
        elif isinstance(entry, Cancelled):
            if entry.verdict is not Verdict.REFUSED:
                self._cancelled.add(entry.uid)

    def end(self) -> None:
        """All is over."""
        for sending in self._acknowledged:
            for letter in sending.letters:
                lives_ms = self._layout.lives_ms(sending.target, letter.kind)
                if letter.ttl_ms is not None or lives_ms < UNLIMITED_MS or letter.uid in self._cancelled:
                    continue
                if self._layout.once(sending.target) and letter.message_id in self._names_that_came:
                    continue
                for home in self._layout.homes(sending.target, letter.kind):
                    if home not in self._at_most_once and (letter.uid, home) not in self._came:
                        raise Violation(f"lost: {letter} sent to {sending.target} never came to {home}")
