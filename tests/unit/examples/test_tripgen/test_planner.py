"""What every plan owes its traveller, whichever model made it, and what sets the models apart."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from examples.tripgen.catalogue import cities, city_named, sample_requests
from examples.tripgen.geography import Legs, all_legs
from examples.tripgen.model import CATEGORIES, Place, TripRequest, parse_request
from examples.tripgen.planner import Trip, plan
from examples.tripgen.schedule import START_ID, DayPlan, schedule
from examples.tripgen.strategies import STRATEGIES
from hypothesis import given, settings
from hypothesis import strategies as st

REQUESTS = [parse_request(payload) for payload in sample_requests()]
PLANNED = {
    (request.request_id, model): plan(request, city_named(request.city), strategy)
    for request in REQUESTS
    for model, strategy in STRATEGIES.items()
}

TRIPS = {request.request_id: PLANNED[request.request_id, request.model] for request in REQUESTS}

each_trip = pytest.mark.parametrize("trip", TRIPS.values(), ids=TRIPS)
each_request = pytest.mark.parametrize("request_id", TRIPS)


@st.composite
def requests(draw: st.DrawFn) -> TripRequest:
    city = draw(st.sampled_from(list(cities().values())))
    starts_minute = draw(st.integers(5 * 60, 14 * 60))
    weights = st.floats(0, 1)
    return replace(
        draw(st.sampled_from(REQUESTS)),
        model=draw(st.sampled_from(sorted(STRATEGIES))),
        city=city.id,
        days=draw(st.integers(1, 2)),
        day_starts_minute=starts_minute,
        day_ends_minute=starts_minute + draw(st.sampled_from([600, 480, 300, 120, 10])),
        interests=draw(st.dictionaries(st.sampled_from(CATEGORIES), weights, max_size=4)),
        start=city.centre,
        budget_krw=draw(st.sampled_from([200_000, 80_000, 20_000, 0])),
        wishes=tuple(draw(st.lists(st.sampled_from(sorted(city.places)), max_size=3))),
    )


def leaves_no_rule_broken(trip: Trip) -> bool:
    return all(
        [
            *(inside_opening_hours(day) for day in trip.days),
            *(time_for_every_leg(day) for day in trip.days),
            *(within_the_day(day) for day in trip.days),
            trip.cost_krw <= trip.request.budget_krw,
        ]
    )


def inside_opening_hours(day: DayPlan) -> bool:
    return all(
        (hours := visit.place.hours_on(day.frame.day)) is not None
        and hours.opens_minute <= visit.enters_minute
        and visit.enters_minute + visit.place.visit_minutes == visit.leaves_minute <= hours.closes_minute
        for visit in day.visits
    )


def time_for_every_leg(day: DayPlan) -> bool:
    return all(
        earlier.leaves_minute + later.leg.travel_minutes <= later.arrives_minute <= later.enters_minute
        for earlier, later in pairwise(day.visits)
    )


def within_the_day(day: DayPlan) -> bool:
    if not day.visits:
        return True
    first, last = day.visits[0], day.visits[-1]
    assert day.homeward is not None
    return (
        day.frame.starts_minute + first.leg.travel_minutes <= first.arrives_minute
        and last.leaves_minute + day.homeward.travel_minutes <= day.back_minute <= day.frame.ends_minute
    )


@each_trip
def test_no_stop_lies_outside_the_opening_hours(trip: Trip) -> None:
    assert all(inside_opening_hours(day) for day in trip.days)


@each_trip
def test_no_two_stops_overlap_and_the_way_between_has_its_time(trip: Trip) -> None:
    assert all(time_for_every_leg(day) for day in trip.days)


@each_trip
def test_every_day_starts_and_ends_within_its_window(trip: Trip) -> None:
    assert all(within_the_day(day) for day in trip.days)


@each_trip
def test_the_budget_is_kept_taxis_included(trip: Trip) -> None:
    assert trip.cost_krw <= trip.request.budget_krw


@each_trip
def test_no_place_is_visited_twice(trip: Trip) -> None:
    visited = [place.id for day in trip.days for place in day.places]
    assert len(visited) == len(set(visited))


@each_trip
def test_no_day_has_more_stops_than_the_pace_allows(trip: Trip) -> None:
    assert all(len(day.visits) <= trip.request.pace.stops_max for day in trip.days)


@each_request
def test_a_thorough_plan_leaves_no_room_for_another_stop(request_id: str) -> None:
    assert list(affordable_insertions(PLANNED[request_id, "trip-planner-thorough"])) == []


@settings(max_examples=20, deadline=None)
@given(requests())
def test_nor_does_a_thorough_plan_of_any_other_request(request_: TripRequest) -> None:
    trip = plan(request_, city_named(request_.city), STRATEGIES["trip-planner-thorough"])
    assert list(affordable_insertions(trip)) == []


def affordable_insertions(trip: Trip) -> Iterator[DayPlan]:
    """Yield every day that could take one more place and still keep all rules."""
    legs = plan_legs(trip)
    visited = {place.id for day in trip.days for place in day.places}
    left = [place for place in trip.city.places.values() if place.id not in visited]
    for day in trip.days:
        for place in left:
            for order in insertions(day.places, place):
                longer = schedule(day.frame, order, legs)
                if longer and trip.cost_krw - day.cost_krw + longer.cost_krw <= trip.budget_krw:
                    yield longer


def plan_legs(trip: Trip) -> Legs:
    spots = [(START_ID, trip.request.start), *((p.id, p.location) for p in trip.city.places.values())]
    return all_legs(spots, STRATEGIES["trip-planner-thorough"].walks_up_to_minutes)


def insertions(order: list[Place], place: Place) -> Iterator[list[Place]]:
    for position in range(len(order) + 1):
        yield [*order[:position], place, *order[position:]]


@settings(max_examples=40, deadline=None)
@given(requests())
def test_any_request_at_all_is_planned_without_breaking_a_rule(request_: TripRequest) -> None:
    assert leaves_no_rule_broken(plan(request_, city_named(request_.city)))


@each_trip
def test_the_same_request_gives_the_same_trip(trip: Trip) -> None:
    assert plan(trip.request, trip.city) == trip


@each_request
def test_the_thorough_model_beats_the_greedy_one(request_id: str) -> None:
    greedy = PLANNED[request_id, "trip-planner-fast"]
    assert PLANNED[request_id, "trip-planner-thorough"].score >= greedy.score


@pytest.mark.parametrize("other", sorted(set(STRATEGIES) - {"trip-planner-thorough"}))
def test_over_all_requests_the_thorough_model_is_clearly_the_best(other: str) -> None:
    assert total_score("trip-planner-thorough") > total_score(other) + 1


def total_score(model: str) -> float:
    return sum(PLANNED[request.request_id, model].score for request in REQUESTS)


@each_request
def test_the_thrifty_model_leaves_a_third_of_the_budget(request_id: str) -> None:
    trip = PLANNED[request_id, "trip-planner-thrifty"]
    assert trip.cost_krw <= trip.request.budget_krw * 0.67


def test_without_money_one_still_walks_to_what_is_free() -> None:
    penniless = replace(REQUESTS[0], model="trip-planner-thrifty", budget_krw=0)
    trip = plan(penniless, city_named("seoul"))
    assert {place.price_krw for day in trip.days for place in day.places} == {0}
    assert {leg.mode for day in trip.days for leg in day.legs} == {"walk"}


def test_a_stop_between_two_walks_is_not_traded_for_a_taxi_that_nobody_can_pay() -> None:
    gyeongju = city_named("gyeongju")
    tomb = gyeongju.places["tomb-of-king-muyeol"].location
    poor = replace(
        REQUESTS[7], city="gyeongju", days=1, start=tomb, budget_krw=11_000, interests={}, wishes=()
    )
    trip = plan(poor, gyeongju)
    assert trip.cost_krw <= trip.budget_krw


def test_a_day_too_short_for_anything_stays_empty() -> None:
    request = replace(REQUESTS[0], day_ends_minute=REQUESTS[0].day_starts_minute + 10)
    assert all(day.visits == () for day in plan(request, city_named("seoul")).days)
