"""The planning models. Each is one way to weigh the same choices, written as numbers.

The next stop is the one with the highest

    value ^ value_power / (1 + minutes_weight * idle minutes added + price_weight * 1,000 won added)

where idle minutes are those spent on the way or waiting for a door to open.
"""

from dataclasses import dataclass
from math import pow as power


@dataclass(frozen=True, slots=True)
class Strategy:
    """The parameters of one planning model."""

    value_power: float
    minutes_weight: float
    price_weight: float
    inserts_anywhere: bool
    """Whether a stop may be put between others, or only at the end of a day."""
    improvement_rounds: int
    walks_up_to_minutes: int
    budget_share: float
    """How much of the traveller's budget the model allows itself."""

    def priority(self, value: float, added_idle_minutes: int, added_krw: int) -> float:
        """Return how much the model wants a stop; more is better."""
        # A stop on the way may shorten the waiting elsewhere; that must not turn the divisor negative.
        minutes, thousands = max(0, added_idle_minutes), max(0, added_krw) / 1_000
        price = 1 + self.minutes_weight * minutes + self.price_weight * thousands
        return power(value, self.value_power) / price


STRATEGIES = {
    # Takes the best-liked place that still fits, again and again.
    "trip-planner-fast": Strategy(1.0, 0.0, 0.0, False, 0, 20, 1.0),
    # Goes to whatever is near, with a light preference for what is liked.
    "trip-planner-nearby": Strategy(0.25, 0.2, 0.0, False, 0, 25, 1.0),
    # Weighs liking against the way, then improves the days until no single change helps.
    "trip-planner-thorough": Strategy(1.0, 0.02, 0.0, True, 6, 20, 1.0),
    # Walks far, prefers what costs nothing, and leaves a third of the budget in the purse.
    "trip-planner-thrifty": Strategy(1.0, 0.01, 0.2, True, 1, 40, 0.67),
}
