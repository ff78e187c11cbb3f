"""Statistics over itineraries: how full the days are, how far one walks, how well a trip fits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from statistics import fmean, median

from examples.tripgen.fields import MINUTES_PER_DAY, Fields, JsonObject
from examples.tripgen.model import CATEGORIES, DAYS_MAX, PRICE_KRW_MAX, parse_interests

EARTH_GIRTH_KM = 40_075

Metrics = dict[str, float]


def analyse(payload: object) -> JsonObject:
    """Return the metrics of each itinerary and of all together: the job of `ai-analysis`."""
    fields = Fields(payload)
    trips = [_read_trip(each) for each in fields.sections("itineraries")]
    if not trips:
        raise fields.refuse("itineraries", "holds nothing to analyse")
    rows = [_metrics(trip) for trip in trips]
    return {
        "analysis_id": fields.text("analysis_id"),
        "itineraries": [
            {"request_id": trip.request_id, "model": trip.model} | row
            for trip, row in zip(trips, rows, strict=True)
        ],
        "overall": {name: _spread([row[name] for row in rows]) for name in rows[0]},
        "models": _by_model(trips, rows),
    }


@dataclass(frozen=True, slots=True)
class _Hop:
    on_foot: bool
    distance_km: float
    travel_minutes: int
    fare_krw: int


@dataclass(frozen=True, slots=True)
class _Stop:
    category: str
    visit_minutes: int
    price_krw: int


@dataclass(frozen=True, slots=True)
class _Trip:
    request_id: str
    model: str
    interests: Mapping[str, float]
    budget_krw: int
    window_minutes: int
    days: int
    stops: list[_Stop]
    hops: list[_Hop]


def _read_trip(fields: Fields) -> _Trip:
    days = fields.sections("days")
    if not 1 <= len(days) <= DAYS_MAX:
        raise fields.refuse("days", f"expected 1 to {DAYS_MAX} days, got {len(days)}")
    stops = [stop for day in days for stop in day.sections("stops")]
    returns = [day.section("return") for day in days if "return" in day]
    return _Trip(
        request_id=fields.text("request_id"),
        model=fields.text("model"),
        interests=parse_interests(fields),
        budget_krw=fields.integer("budget_krw", 0, PRICE_KRW_MAX),
        window_minutes=sum(_window_minutes(day) for day in days),
        days=len(days),
        stops=[_read_stop(stop) for stop in stops],
        hops=[_read_hop(hop) for hop in [*stops, *returns]],
    )


def _window_minutes(day: Fields) -> int:
    window_minutes = day.minute("ends") - day.minute("starts")
    if window_minutes <= 0:
        raise day.refuse("ends", "must be later than starts")
    return window_minutes


def _read_stop(fields: Fields) -> _Stop:
    return _Stop(
        category=fields.choice("category", CATEGORIES),
        visit_minutes=fields.integer("visit_minutes", 1, MINUTES_PER_DAY),
        price_krw=fields.integer("price_krw", 0, PRICE_KRW_MAX),
    )


def _read_hop(fields: Fields) -> _Hop:
    return _Hop(
        on_foot=fields.choice("mode", ("walk", "taxi")) == "walk",
        distance_km=fields.number("distance_km", 0, EARTH_GIRTH_KM),
        travel_minutes=fields.integer("travel_minutes", 0, MINUTES_PER_DAY),
        fare_krw=fields.integer("fare_krw", 0, PRICE_KRW_MAX),
    )


def _metrics(trip: _Trip) -> Metrics:
    visit_minutes = sum(stop.visit_minutes for stop in trip.stops)
    travel_minutes = sum(hop.travel_minutes for hop in trip.hops)
    walking_km = sum(hop.distance_km for hop in trip.hops if hop.on_foot)
    spent_krw = sum(stop.price_krw for stop in trip.stops) + sum(hop.fare_krw for hop in trip.hops)
    metrics = {
        "utilisation": visit_minutes / trip.window_minutes,
        "travel_share": travel_minutes / trip.window_minutes,
        "walking_km_per_day": walking_km / trip.days,
        "stops_per_day": len(trip.stops) / trip.days,
        "spent_share": spent_krw / trip.budget_krw if trip.budget_krw else 0.0,
        "preference_fit": _preference_fit(trip),
    }
    return {name: round(value, 4) for name, value in metrics.items()}


def _preference_fit(trip: _Trip) -> float:
    """Return the cosine between the interests and the minutes given to each category, from 0 to 1."""
    minutes: Counter[str] = Counter()
    for stop in trip.stops:
        minutes[stop.category] += stop.visit_minutes
    lengths = hypot(*trip.interests.values()) * hypot(*minutes.values())
    shared = sum(weight * minutes[category] for category, weight in trip.interests.items())
    return shared / lengths if lengths else 0.0


def _spread(values: Sequence[float]) -> Metrics:
    spread = {"mean": fmean(values), "median": median(values), "low": min(values), "high": max(values)}
    return {name: round(value, 4) for name, value in spread.items()}


def _by_model(trips: Sequence[_Trip], rows: Sequence[Metrics]) -> JsonObject:
    models: dict[str, list[Metrics]] = {}
    for trip, row in zip(trips, rows, strict=True):
        models.setdefault(trip.model, []).append(row)
    return {
        model: {"itineraries": len(own)}
        | {name: round(fmean(row[name] for row in own), 4) for name in own[0]}
        for model, own in sorted(models.items())
    }
