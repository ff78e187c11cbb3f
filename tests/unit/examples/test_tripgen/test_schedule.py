"""One day on the clock, on a made-up island with three places in a row."""

from datetime import date

from examples.tripgen.geography import Leg, Location
from examples.tripgen.model import OpenHours, Place
from examples.tripgen.schedule import START_ID, DayFrame, schedule

MONDAY = date(2027, 4, 5)
FRAME = DayFrame(MONDAY, starts_minute=540, ends_minute=900, rest_minutes=10, stops_max=2)


def place(name: str, opens_minute: int = 0, closes_minute: int = 1440) -> Place:
    week = (OpenHours(opens_minute, closes_minute),) * 7
    return Place(name, name, name, Location(33, 126), "nature", week, 60, 4.0, 1_000)


PIER, TOWER, CAVE = place("pier"), place("tower", opens_minute=660), place("cave", closes_minute=630)
LEGS = {
    (here, there): Leg("walk", 1.0, 20, 0)
    for here in (START_ID, "pier", "tower", "cave")
    for there in (START_ID, "pier", "tower", "cave")
}


def test_a_visit_begins_after_the_way_to_it() -> None:
    day = schedule(FRAME, [PIER], LEGS)
    assert day is not None
    assert [(visit.arrives_minute, visit.leaves_minute) for visit in day.visits] == [(560, 620)]


def test_one_rests_after_a_visit_and_travels_then() -> None:
    day = schedule(FRAME, [PIER], LEGS)
    assert day is not None
    assert day.back_minute == 620 + 10 + 20


def test_one_waits_before_a_closed_door() -> None:
    day = schedule(FRAME, [TOWER], LEGS)
    assert day is not None
    assert day.visits[0].enters_minute == 660
    assert day.waiting_minutes == 100


def test_a_visit_that_would_outlast_the_opening_hours_is_impossible() -> None:
    assert schedule(FRAME, [CAVE], LEGS) is not None
    assert schedule(FRAME, [PIER, CAVE], LEGS) is None


def test_a_day_that_ends_too_late_is_impossible() -> None:
    late = DayFrame(MONDAY, starts_minute=540, ends_minute=649, rest_minutes=10, stops_max=2)
    assert schedule(late, [PIER], LEGS) is None


def test_more_stops_than_the_pace_allows_are_impossible() -> None:
    assert schedule(FRAME, [CAVE, PIER, TOWER], LEGS) is None


def test_a_day_at_home_costs_nothing() -> None:
    day = schedule(FRAME, [], LEGS)
    assert day is not None
    assert (day.cost_krw, day.idle_minutes, day.back_minute) == (0, 0, 540)
