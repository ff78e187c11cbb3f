"""A send appears whole or not at all: its bytes, and all of a batch; one that was refused never appears."""

from tests.sim.ledger import Answered, AtMostOnce, Entry, Got, Sending, Verdict, Violation
from tests.sim.marks import Mark, Marks
from tests.sim.swarm import Layout

from .base import Promise


class WholeOrNotAtAll(Promise):
    """Judged by what came to anybody."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._sendings: dict[int, Sending] = {}
        self._refused: dict[int, Answered] = {}
        self._came: dict[int, Got] = {}
        self._at_most_once: set[str] = set()

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Sending):
            self._sendings[entry.group] = entry
        elif isinstance(entry, Answered) and entry.verdict is Verdict.REFUSED:
            self._refused[entry.group] = entry
            if entry.condition == "amqp:link:message-size-exceeded":
                self.marks.hit(Mark.OVERSIZE)
        elif isinstance(entry, AtMostOnce):
            self._at_most_once.add(self.layout.home(entry.place))
        elif isinstance(entry, Got):
            self._came[entry.copy.uid] = entry
            if not entry.copy.whole:
                raise Violation(f"whole: {entry} is not what was sent")

    def end(self) -> None:
        for group, answer in self._refused.items():
            for letter in self._sendings[group].letters:
                if letter.uid in self._came:
                    raise Violation(f"whole: {self._came[letter.uid]} was refused: {answer}")
        for sending in self._sendings.values():
            if len(sending.letters) > 1:
                self._judge_batch(sending)
            self._mark(sending)

    def _judge_batch(self, sending: Sending) -> None:
        """Of a batch that nobody takes anything from unseen, and that does not expire, all or none came."""
        letters = [
            letter
            for letter in sending.letters
            if not self.layout.mortal(sending.target, letter)
            and not set(self.layout.homes(sending.target, letter.kind)) & self._at_most_once
            and self.layout.homes(sending.target, letter.kind)
        ]
        came = [letter.uid in self._came for letter in letters]
        if any(came) and not all(came) and not self.layout.once(sending.target):
            raise Violation(f"whole: only some of {letters} came")

    def _mark(self, sending: Sending) -> None:
        for letter in sending.letters:
            got = self._came.get(letter.uid)
            if got is not None and self.layout.home(sending.target) != sending.target:
                self.marks.hit(Mark.FORWARDED)
            if got is not None and letter.due_ms > sending.at_ms:
                self.marks.hit(Mark.SCHEDULED)
                if got.copy.enqueued_ms < letter.due_ms:
                    raise Violation(f"whole: {got} came before it was due")
