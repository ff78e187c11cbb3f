"""A transaction happens as a whole, or nothing of it does."""

from dataclasses import dataclass, field

from tests.sim.ledger import (
    AtMostOnce,
    Discharged,
    Discharging,
    Entry,
    Got,
    Outcome,
    Sending,
    Settling,
    Verdict,
    Violation,
)
from tests.sim.marks import Marks
from tests.sim.messages import Letter
from tests.sim.swarm import Layout

from .base import Promise


@dataclass(slots=True)
class Story:
    """One transaction."""

    letters: list[tuple[str, Letter]] = field(default_factory=list)
    holds: list[int] = field(default_factory=list)
    ending: Discharging | None = None
    verdict: Verdict = Verdict.UNKNOWN


class AllOrNone(Promise):
    """Sends and completions of one transaction share its fate."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._stories: dict[int, Story] = {}
        self._got: dict[int, Got] = {}
        self._came: set[tuple[int, str]] = set()
        self._last_ms: dict[tuple[int, str], int] = {}
        self._at_most_once: set[str] = set()

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Sending) and entry.txn:
            self._story(entry.txn).letters += [(entry.target, letter) for letter in entry.letters]
        elif isinstance(entry, Settling) and entry.txn and entry.outcome is Outcome.COMPLETE:
            self._story(entry.txn).holds.append(entry.hold)
        elif isinstance(entry, Discharging):
            self._story(entry.txn).ending = entry
        elif isinstance(entry, Discharged):
            self._story(entry.txn).verdict = entry.verdict
        elif isinstance(entry, AtMostOnce):
            self._at_most_once.add(self.layout.home(entry.place))
        elif isinstance(entry, Got):
            key = entry.copy.uid, self.layout.home(entry.place)
            self._got[entry.hold] = entry
            self._came.add(key)
            self._last_ms[key] = max(self._last_ms.get(key, 0), entry.sent_ms)

    def _story(self, txn: int) -> Story:
        return self._stories.setdefault(txn, Story())

    def end(self) -> None:
        for story in self._stories.values():
            self._judge(story)

    def _judge(self, story: Story) -> None:
        came = {
            (letter.uid, home) in self._came
            for target, letter in story.letters
            if not self.layout.mortal(target, letter)
            for home in self.layout.homes(target, letter.kind)
            if home not in self._at_most_once
        }
        if len(came) > 1:
            raise Violation(f"transactions: some of it came and some did not: {story}")
        ending = story.ending
        committed = ending is not None and ending.commit and story.verdict is Verdict.DONE
        possible = ending is not None and ending.commit and story.verdict is not Verdict.REFUSED
        if (True in came and not possible) or (False in came and committed):
            raise Violation(f"transactions: what was sent did not share its fate: {story}")
        if True in came and ending is not None:
            self._judge_completed(story, ending)

    def _judge_completed(self, story: Story, ending: Discharging) -> None:
        """It committed: what it completed is not delivered again by a broker that knows of it."""
        for hold in story.holds:
            got = self._got[hold]
            last_ms = self._last_ms[got.copy.uid, self.layout.home(got.place)]
            if last_ms > ending.at_ms + _ON_ITS_WAY_MS:
                raise Violation(f"transactions: {got} was completed by {story}, and came again at {last_ms}")


_ON_ITS_WAY_MS = 60_000
"""How long a discharge may take to get to the broker."""
