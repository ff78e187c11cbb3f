"""A message is a dead letter for a reason that is true; nobody gets one that was delivered too often."""

from tests.sim.ledger import Entry, Got, Outcome, Settling, Violation
from tests.sim.marks import Mark, Marks
from tests.sim.swarm import Layout

from .base import Promise

_GRAVE = "/$deadletterqueue"


class DeadForAReason(Promise):
    """Reasons are the broker's own, or the one that clients of the simulation give."""

    def __init__(self, layout: Layout, marks: Marks) -> None:
        super().__init__(layout, marks)
        self._got: dict[int, Got] = {}
        self._unwanted: set[int] = set()

    def note(self, entry: Entry) -> None:
        if isinstance(entry, Settling) and entry.outcome is Outcome.DEAD_LETTER:
            self._unwanted.add(self._got[entry.hold].copy.uid)
        elif isinstance(entry, Got):
            self._got[entry.hold] = entry
            if entry.place.endswith(_GRAVE) or entry.place == "graves":
                self._judge_dead(entry)
            else:
                self._judge_living(entry)

    def _judge_living(self, got: Got) -> None:
        most = self.layout.describes(got.place).max_delivery_count
        if got.copy.delivery_count >= most:
            raise Violation(f"dead letters: {got} was delivered too often, {most} are allowed")

    def _judge_dead(self, got: Got) -> None:
        copy = got.copy
        if copy.source is None:
            raise Violation(f"dead letters: {got} says not where it died")
        most = self.layout.describes(copy.source).max_delivery_count
        if copy.reason == "MaxDeliveryCountExceeded":
            self.marks.hit(Mark.MAX_DELIVERIES)
            if got.place.endswith(_GRAVE) and copy.delivery_count < most:
                raise Violation(f"dead letters: {got} died after too few deliveries, {most} are allowed")
        elif copy.reason == "unwanted":
            if copy.uid not in self._unwanted:
                raise Violation(f"dead letters: nobody wanted {got} dead")
        elif copy.reason == "TTLExpiredException":
            self.marks.hit(Mark.EXPIRED)
        else:
            raise Violation(f"dead letters: {got} died of {copy.reason}")
