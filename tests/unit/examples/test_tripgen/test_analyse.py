"""Statistics over itineraries, on trips small enough to check by hand and on the planner's own."""

from typing import Any

import pytest
from examples.tripgen.analyse import analyse
from examples.tripgen.catalogue import sample_requests
from examples.tripgen.fields import JsonObject, MalformedRequest
from examples.tripgen.itinerary import generate


def stop(category: str, visit_minutes: int, **changes: Any) -> JsonObject:  # noqa: ANN401 - any JSON
    way = {"mode": "walk", "distance_km": 1.5, "travel_minutes": 20, "fare_krw": 0}
    return {"category": category, "visit_minutes": visit_minutes, "price_krw": 2_000} | way | changes


def trip(*stops: JsonObject, **changes: Any) -> JsonObject:  # noqa: ANN401 - any JSON
    return {
        "request_id": "by-hand",
        "model": "by-hand",
        "interests": {"museum": 1.0},
        "budget_krw": 10_000,
        "days": [{"starts": "10:00", "ends": "20:00", "stops": list(stops), "return": None}],
    } | changes


def metrics_of(one: JsonObject) -> JsonObject:
    metrics: JsonObject = analyse({"analysis_id": "a", "itineraries": [one]})["itineraries"][0]
    return metrics


def test_utilisation_is_the_share_of_the_day_spent_at_places() -> None:
    assert metrics_of(trip(stop("museum", 120), stop("market", 60)))["utilisation"] == 0.3


def test_only_ways_on_foot_count_as_walking() -> None:
    one = trip(stop("museum", 60), stop("market", 60, mode="taxi", distance_km=9.0, fare_krw=9_000))
    assert metrics_of(one)["walking_km_per_day"] == 1.5


def test_spending_counts_entrances_and_fares() -> None:
    assert metrics_of(trip(stop("museum", 60, mode="taxi", fare_krw=5_000)))["spent_share"] == 0.7


@pytest.mark.parametrize(("category", "fit"), [("museum", 1.0), ("beach", 0.0)])
def test_a_trip_fits_as_far_as_its_minutes_go_where_the_interests_are(category: str, fit: float) -> None:
    assert metrics_of(trip(stop(category, 60)))["preference_fit"] == fit


def test_a_day_at_home_uses_and_fits_nothing() -> None:
    metrics = metrics_of(trip())
    assert (metrics["utilisation"], metrics["preference_fit"], metrics["spent_share"]) == (0, 0, 0)


def test_the_overall_spread_goes_from_the_lowest_to_the_highest() -> None:
    trips = [trip(stop("museum", minutes)) for minutes in (60, 120, 300)]
    overall = analyse({"analysis_id": "a", "itineraries": trips})["overall"]
    assert overall["utilisation"] == {"mean": 0.2667, "median": 0.2, "low": 0.1, "high": 0.5}


def test_each_model_is_also_counted_alone() -> None:
    trips = [trip(model="one"), trip(model="one"), trip(model="two")]
    models = analyse({"analysis_id": "a", "itineraries": trips})["models"]
    assert {model: row["itineraries"] for model, row in models.items()} == {"one": 2, "two": 1}


def test_it_reads_what_the_planner_writes() -> None:
    trips = [generate(payload) for payload in sample_requests()[:2]]
    overall = analyse({"analysis_id": "a", "itineraries": trips})["overall"]
    assert all(
        0 <= overall[name]["low"] <= overall[name]["high"] <= 1 for name in ("utilisation", "spent_share")
    )


def test_a_malformed_stop_is_named() -> None:
    one = trip(stop("museum", 60), stop("casino", 60))
    with pytest.raises(MalformedRequest, match=r"itineraries\[0\]\.days\[0\]\.stops\[1\]\.category"):
        metrics_of(one)


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        ({"itineraries": []}, r"request\.itineraries: holds nothing to analyse"),
        ({"itineraries": [trip(days=[])]}, r"itineraries\[0\]\.days: expected 1 to 7 days, got 0"),
        (
            {"itineraries": [trip(days=[{"starts": "20:00", "ends": "10:00", "stops": []}])]},
            r"itineraries\[0\]\.days\[0\]\.ends: must be later than starts",
        ),
    ],
)
def test_what_cannot_be_analysed_is_named(payload: JsonObject, complaint: str) -> None:
    with pytest.raises(MalformedRequest, match=complaint):
        analyse({"analysis_id": "a"} | payload)
