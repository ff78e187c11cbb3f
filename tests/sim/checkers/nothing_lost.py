"""What was acknowledged is delivered, to every home it has, unless it was allowed to vanish."""

from tests.sim.ledger import Answered, AtMostOnce, Cancelled, Entry, Got, Sending, Verdict, Violation
from tests.sim.marks import Mark, Marks
from tests.sim.messages import Letter
from tests.sim.swarm import Layout

from .base import Promise


class NothingIsLost(Promise):
    """Every copy of every acknowledged letter must have come to somebody by the time all is empty."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._sendings: dict[int, Sending] = {}
        self._acknowledged: list[Sending] = []
        self._came: set[tuple[int, str]] = set()
        self._names_that_came: set[str] = set()
        self._cancelled: set[int] = set()
        self._mortal_names: set[str] = set()
        """Message ids of which one letter may have vanished by itself, after others were dropped for it."""
        self._at_most_once: set[str] = set()

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Sending):
            self._sendings[entry.group] = entry
            mortal = [letter for letter in entry.letters if self.layout.mortal(entry.target, letter)]
            self._mortal_names.update(letter.message_id for letter in mortal)
        elif isinstance(entry, Answered):
            if entry.verdict is Verdict.DONE and not self._sendings[entry.group].txn:
                self._acknowledged.append(self._sendings[entry.group])
        elif isinstance(entry, Got):
            self._came.add((entry.copy.uid, self.layout.home(entry.place)))
            self._names_that_came.add(entry.copy.message_id)
        elif isinstance(entry, AtMostOnce):
            self._at_most_once.add(self.layout.home(entry.place))
        elif isinstance(entry, Cancelled) and entry.verdict is not Verdict.REFUSED:
            self._cancelled.add(entry.uid)

    def end(self) -> None:
        for sending in self._acknowledged:
            for letter in sending.letters:
                self._judge(sending.target, letter)

    def _judge(self, target: str, letter: Letter) -> None:
        for home in self.layout.homes(target, letter.kind):
            if (
                (letter.uid, home) in self._came
                or home in self._at_most_once
                or self._may_vanish(target, letter)
            ):
                continue
            raise Violation(f"lost: {letter} sent to {target} never came to {home}")

    def _may_vanish(self, target: str, letter: Letter) -> bool:
        mortal = self.layout.mortal(target, letter)
        if mortal:
            self.marks.hit(Mark.EXPIRED)
        known = self._names_that_came | self._mortal_names
        repeated = bool(self.layout.once(target)) and letter.message_id in known
        return mortal or repeated or letter.uid in self._cancelled
