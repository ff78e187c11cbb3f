"""One day on the clock: when the traveller arrives, waits, enters and leaves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from examples.tripgen.geography import Leg, Legs
from examples.tripgen.model import Place

START_ID = ""
"""The id of the start among the spots of a trip; no place has an empty id."""


@dataclass(frozen=True, slots=True)
class DayFrame:
    """What a day allows, before anything is planned on it."""

    day: date
    starts_minute: int
    ends_minute: int
    rest_minutes: int
    stops_max: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop: the leg to it, and the minutes of the day at which things happen."""

    place: Place
    leg: Leg
    arrives_minute: int
    enters_minute: int
    leaves_minute: int


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day that works: all visits in their opening hours, and back at the start in time."""

    frame: DayFrame
    visits: tuple[Visit, ...]
    homeward: Leg | None
    back_minute: int

    @property
    def places(self) -> list[Place]:
        """Return the places in the order of the visits."""
        return [visit.place for visit in self.visits]

    @property
    def legs(self) -> Iterator[Leg]:
        """Return every leg of the day, the one back included."""
        yield from (visit.leg for visit in self.visits)
        if self.homeward:
            yield self.homeward

    @property
    def travel_minutes(self) -> int:
        """Return the minutes on the way."""
        return sum(leg.travel_minutes for leg in self.legs)

    @property
    def waiting_minutes(self) -> int:
        """Return the minutes before closed doors."""
        return sum(visit.enters_minute - visit.arrives_minute for visit in self.visits)

    @property
    def idle_minutes(self) -> int:
        """Return the minutes on the way or before closed doors."""
        return self.travel_minutes + self.waiting_minutes

    @property
    def cost_krw(self) -> int:
        """Return what the day costs: entrances and taxis."""
        return sum(visit.place.price_krw for visit in self.visits) + sum(leg.fare_krw for leg in self.legs)


def schedule(frame: DayFrame, places: Sequence[Place], legs: Legs) -> DayPlan | None:
    """Return the day that visits the places in this order as early as possible, or None if none does."""
    if len(places) > frame.stops_max:
        return None
    visits: list[Visit] = []
    here, minute = START_ID, frame.starts_minute
    for place in places:
        visit = _visit(frame, place, legs[here, place.id], minute)
        if visit is None:
            return None
        visits.append(visit)
        here, minute = place.id, visit.leaves_minute + frame.rest_minutes
    if not visits:
        return DayPlan(frame, (), None, frame.starts_minute)
    homeward = legs[here, START_ID]
    back_minute = minute + homeward.travel_minutes
    return DayPlan(frame, tuple(visits), homeward, back_minute) if back_minute <= frame.ends_minute else None


def _visit(frame: DayFrame, place: Place, leg: Leg, ready_minute: int) -> Visit | None:
    hours = place.hours_on(frame.day)
    if hours is None:
        return None
    arrives_minute = ready_minute + leg.travel_minutes
    enters_minute = max(arrives_minute, hours.opens_minute)
    leaves_minute = enters_minute + place.visit_minutes
    if leaves_minute > min(hours.closes_minute, frame.ends_minute):
        return None
    return Visit(place, leg, arrives_minute, enters_minute, leaves_minute)
