"""Planning a trip: fill the days stop by stop, then improve them until no single change helps.

The problem is the team orienteering problem with time windows: choose and order the places so that their
value is large and the days, the opening hours and the budget hold. Filling is an insertion heuristic;
improving is 2-opt within each day, and taking out one stop to refill the days without it. Nothing is
drawn at random and every tie falls to the smaller place id, so a request always gives the same trip.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from examples.tripgen.geography import Legs, all_legs
from examples.tripgen.model import City, Place, TripRequest, check_wishes
from examples.tripgen.schedule import START_ID, DayFrame, DayPlan, schedule
from examples.tripgen.strategies import STRATEGIES, Strategy

CURIOSITY = 0.1  # what a category is worth that the traveller did not name
WISH_VALUE = 2.0  # a wish outweighs any single place that was not wished for
IDLE_MINUTE_VALUE = 0.002  # an hour on the way costs as much as a middling visit to an unnamed category

Days = tuple[DayPlan, ...]


@dataclass(frozen=True, slots=True)
class Trip:
    """A planned trip."""

    request: TripRequest
    city: City
    days: Days
    budget_krw: int
    score: float

    @property
    def cost_krw(self) -> int:
        """Return what the whole trip costs."""
        return _cost_krw(self.days)


def place_value(place: Place, request: TripRequest) -> float:
    """Return what a visit is worth to the traveller."""
    liking = place.rating / 5 * (CURIOSITY + request.interests.get(place.category, 0.0))
    return liking + (WISH_VALUE if place.id in request.wishes else 0.0)


def plan(request: TripRequest, city: City, strategy: Strategy | None = None) -> Trip:
    """Return the trip that the request's model plans, or another strategy if one is given."""
    check_wishes(request, city)
    planner = _Planner(request, city, strategy or STRATEGIES[request.model])
    days = planner.improve(planner.fill(planner.empty_days()))
    return Trip(request, city, days, planner.budget_krw, planner.score(days))


@dataclass(frozen=True, slots=True)
class _Choice:
    day_index: int
    place: Place
    day: DayPlan
    priority: float
    idle_minutes: int

    def rank(self) -> tuple[float, int, str, int]:
        return (-self.priority, self.idle_minutes, self.place.id, self.day_index)


class _Planner:
    def __init__(self, request: TripRequest, city: City, strategy: Strategy) -> None:
        self.strategy = strategy
        self.budget_krw = int(request.budget_krw * strategy.budget_share)
        self.frames = _frames(request)
        self.places = sorted(city.places.values(), key=lambda place: place.id)
        self.values = {place.id: place_value(place, request) for place in self.places}
        spots = [(START_ID, request.start), *((place.id, place.location) for place in self.places)]
        self.legs: Legs = all_legs(spots, strategy.walks_up_to_minutes)

    def empty_days(self) -> Days:
        return tuple(DayPlan(frame, (), None, frame.starts_minute) for frame in self.frames)

    def score(self, days: Days) -> float:
        return sum(
            sum(self.values[place.id] for place in day.places) - IDLE_MINUTE_VALUE * day.idle_minutes
            for day in days
        )

    def fill(self, days: Days, without: str = "") -> Days:
        """Add the stop the strategy wants most until nothing more fits."""
        while True:
            choice = min(self._choices(days, without), key=_Choice.rank, default=None)
            if choice is None:
                return days
            days = _with_day(days, choice.day_index, choice.day)

    def improve(self, days: Days) -> Days:
        """Make the single best change, as many times as the strategy allows or until none helps."""
        for _ in range(self.strategy.improvement_rounds):
            candidate = max(self._changes(days), key=self.score, default=days)
            if self.score(candidate) <= self.score(days):
                break
            days = candidate
        return days

    def _choices(self, days: Days, without: str) -> Iterator[_Choice]:
        purse_krw = self.budget_krw - _cost_krw(days)
        taken = {without} | {place.id for day in days for place in day.places}
        for place in self.places:
            if place.id not in taken:  # even one beyond the purse: its stop may save a taxi
                for index, day in enumerate(days):
                    yield from self._insertions(index, day, place, purse_krw)

    def _insertions(self, index: int, day: DayPlan, place: Place, purse_krw: int) -> Iterator[_Choice]:
        order, cost_krw, idle_minutes = day.places, day.cost_krw, day.idle_minutes
        first = 0 if self.strategy.inserts_anywhere else len(order)
        for position in range(first, len(order) + 1):
            longer = schedule(day.frame, [*order[:position], place, *order[position:]], self.legs)
            if longer is None:
                continue
            added_krw = longer.cost_krw - cost_krw
            if added_krw <= purse_krw:
                added_minutes = longer.idle_minutes - idle_minutes
                priority = self.strategy.priority(self.values[place.id], added_minutes, added_krw)
                yield _Choice(index, place, longer, priority, added_minutes)

    def _changes(self, days: Days) -> Iterator[Days]:
        for loosened, without in self._loosened(days):
            # Without a stop between them, two short walks may become one taxi ride that nobody can pay.
            if _cost_krw(loosened) <= self.budget_krw:
                # The second filling leaves no day with room, should the stop itself fit elsewhere now.
                yield self.fill(self.fill(loosened, without))

    def _loosened(self, days: Days) -> Iterator[tuple[Days, str]]:
        yield tuple(self._untangled(day) for day in days), ""
        for index, day in enumerate(days):
            for place in day.places:
                rest = [other for other in day.places if other is not place]
                shorter = schedule(day.frame, rest, self.legs)
                if shorter is not None:
                    yield _with_day(days, index, shorter), place.id

    def _untangled(self, day: DayPlan) -> DayPlan:
        """Reverse the stretch of the day that saves the most idle minutes (2-opt)."""
        order = day.places
        reversals = (
            schedule(day.frame, [*order[:i], *reversed(order[i:j]), *order[j:]], self.legs)
            for i, j in combinations(range(len(order) + 1), 2)
        )
        return min([day, *(other for other in reversals if other)], key=lambda each: each.idle_minutes)


def _frames(request: TripRequest) -> list[DayFrame]:
    return [
        DayFrame(
            day,
            request.day_starts_minute,
            request.day_ends_minute,
            request.pace.rest_minutes,
            request.pace.stops_max,
        )
        for day in request.dates()
    ]


def _with_day(days: Days, index: int, day: DayPlan) -> Days:
    return (*days[:index], day, *days[index + 1 :])


def _cost_krw(days: Sequence[DayPlan]) -> int:
    return sum(day.cost_krw for day in days)
