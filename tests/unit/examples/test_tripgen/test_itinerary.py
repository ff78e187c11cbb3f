"""The itinerary as JSON: what a subscriber of `TripGenerated` reads."""

import json
from typing import Any

import pytest
from examples.tripgen.catalogue import sample_requests
from examples.tripgen.fields import JsonObject, minute_of_day
from examples.tripgen.itinerary import generate
from examples.tripgen.strategies import STRATEGIES

SAMPLES = {payload["request_id"]: payload for payload in sample_requests()}
ITINERARIES = {request_id: generate(payload) for request_id, payload in SAMPLES.items()}

each_itinerary = pytest.mark.parametrize("result", ITINERARIES.values(), ids=ITINERARIES)


def itinerary(request_id: str, **changes: Any) -> JsonObject:  # noqa: ANN401 - any JSON may stand in a field
    return generate(SAMPLES[request_id] | changes)


def test_there_are_three_requests_for_each_of_four_models() -> None:
    models = [payload["model"] for payload in SAMPLES.values()]
    assert {model: models.count(model) for model in STRATEGIES} == dict.fromkeys(STRATEGIES, 3)


@each_itinerary
def test_it_survives_json_unchanged(result: JsonObject) -> None:
    assert json.loads(json.dumps(result)) == result


@pytest.mark.parametrize("request_id", SAMPLES)
def test_the_same_request_gives_the_same_bytes(request_id: str) -> None:
    assert json.dumps(itinerary(request_id)) == json.dumps(ITINERARIES[request_id])


@each_itinerary
def test_every_stop_says_when_one_arrives_enters_and_leaves(result: JsonObject) -> None:
    for day in result["days"]:
        for stop in day["stops"]:
            times = [minute_of_day(stop[name]) for name in ("arrives", "enters", "leaves")]
            assert times == sorted(times)
            assert times[2] - times[1] == stop["visit_minutes"]


@each_itinerary
def test_the_totals_add_up(result: JsonObject) -> None:
    stops = [stop for day in result["days"] for stop in day["stops"]]
    returns = [day["return"] for day in result["days"] if day["return"]]
    legs = [*stops, *returns]
    assert result["totals"]["stops"] == len(stops)
    assert result["totals"]["travel_minutes"] == sum(leg["travel_minutes"] for leg in legs)
    assert result["totals"]["cost_krw"] == sum(stop["price_krw"] for stop in stops) + sum(
        leg["fare_krw"] for leg in legs
    )


def test_a_wish_that_costs_too_much_is_reported() -> None:
    reason = "costs more than is left of the budget"
    assert {"wish": "lotte-world", "reason": reason} in ITINERARIES["trip-08"]["unmet"]


def test_a_wish_that_is_closed_is_reported() -> None:
    on_a_tuesday = itinerary("trip-01", start_date="2027-04-06", days=1)
    reason = "closed on every day of the trip"
    assert {"wish": "gyeongbokgung", "reason": reason} in on_a_tuesday["unmet"]


def test_a_wish_for_which_the_day_is_too_short_is_reported() -> None:
    short = itinerary("trip-01", days=1, day_ends="10:30")
    reason = "does not fit into the days beside the rest"
    assert {"wish": "gyeongbokgung", "reason": reason} in short["unmet"]


def test_an_interest_the_city_cannot_serve_is_reported() -> None:
    assert ITINERARIES["trip-10"]["unmet"] == [{"interest": "beach", "reason": "Seoul has no beach"}]


def test_a_day_at_home_has_no_way_back() -> None:
    assert itinerary("trip-01", day_ends="09:05")["days"][0]["return"] is None
