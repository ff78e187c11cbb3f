"""A planned trip as JSON: what the traveller reads, and what `ai-analysis` counts."""

from examples.tripgen.catalogue import city_named
from examples.tripgen.fields import JsonObject, clock
from examples.tripgen.geography import Leg
from examples.tripgen.model import Place, parse_request
from examples.tripgen.planner import Trip, plan
from examples.tripgen.schedule import DayPlan, Visit


def generate(payload: object) -> JsonObject:
    """Plan the trip that a request asks for: the job of `ai-trip-generation`."""
    request = parse_request(payload)
    return itinerary(plan(request, city_named(request.city)))


def itinerary(trip: Trip) -> JsonObject:
    """Return the trip day by day, with its totals and what could not be had."""
    request = trip.request
    return {
        "request_id": request.request_id,
        "model": request.model,
        "city": request.city,
        "interests": dict(request.interests),
        "start": request.start_name,
        "budget_krw": request.budget_krw,
        "days": [_day(day) for day in trip.days],
        "totals": _totals(trip),
        "unmet": [*_unmet_wishes(trip), *_unmet_interests(trip)],
    }


def _day(day: DayPlan) -> JsonObject:
    return {
        "date": day.frame.day.isoformat(),
        "starts": clock(day.frame.starts_minute),
        "ends": clock(day.frame.ends_minute),
        "stops": [_stop(visit) for visit in day.visits],
        "return": _leg(day.homeward) | {"arrives": clock(day.back_minute)} if day.homeward else None,
    }


def _stop(visit: Visit) -> JsonObject:
    place = visit.place
    return {
        "place": place.id,
        "name": place.name,
        "category": place.category,
        **_leg(visit.leg),
        "arrives": clock(visit.arrives_minute),
        "enters": clock(visit.enters_minute),
        "leaves": clock(visit.leaves_minute),
        "visit_minutes": place.visit_minutes,
        "price_krw": place.price_krw,
    }


def _leg(leg: Leg) -> JsonObject:
    return {
        "mode": leg.mode,
        "distance_km": round(leg.distance_km, 2),
        "travel_minutes": leg.travel_minutes,
        "fare_krw": leg.fare_krw,
    }


def _totals(trip: Trip) -> JsonObject:
    visits = [visit for day in trip.days for visit in day.visits]
    walks_km = [leg.distance_km for day in trip.days for leg in day.legs if leg.mode == "walk"]
    return {
        "stops": len(visits),
        "visit_minutes": sum(visit.place.visit_minutes for visit in visits),
        "travel_minutes": sum(day.travel_minutes for day in trip.days),
        "waiting_minutes": sum(day.waiting_minutes for day in trip.days),
        "walking_km": round(sum(walks_km, 0.0), 2),
        "cost_krw": trip.cost_krw,
        "score": round(trip.score, 4),
    }


def _visited(trip: Trip) -> list[Place]:
    return [place for day in trip.days for place in day.places]


def _unmet_wishes(trip: Trip) -> list[JsonObject]:
    visited = {place.id for place in _visited(trip)}
    missed = [trip.city.places[wish] for wish in trip.request.wishes if wish not in visited]
    return [{"wish": place.id, "reason": _why_not(place, trip)} for place in missed]


def _why_not(place: Place, trip: Trip) -> str:
    if not any(place.hours_on(day) for day in trip.request.dates()):
        return "closed on every day of the trip"
    if place.price_krw > trip.budget_krw - trip.cost_krw:
        return "costs more than is left of the budget"
    return "does not fit into the days beside the rest"


def _unmet_interests(trip: Trip) -> list[JsonObject]:
    visited = {place.category for place in _visited(trip)}
    offered = {place.category for place in trip.city.places.values()}
    return [
        {"interest": category, "reason": _why_none(category, category in offered, trip)}
        for category, weight in trip.request.interests.items()
        if weight > 0 and category not in visited
    ]


def _why_none(category: str, offered: bool, trip: Trip) -> str:
    return "does not fit into the days beside the rest" if offered else f"{trip.city.name} has no {category}"
