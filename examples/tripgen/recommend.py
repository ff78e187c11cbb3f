"""Places a traveller may like next: near enough, and like what was liked before."""

from collections.abc import Mapping, Sequence
from math import exp

from examples.tripgen.catalogue import all_places, city_named
from examples.tripgen.fields import Fields, JsonObject
from examples.tripgen.geography import Location, crow_distance_km
from examples.tripgen.model import CATEGORIES, City, Place, parse_interests, parse_location

FADING_KM = 8.0  # at this distance a place counts 1/e of what it would count next door
CURIOSITY = 0.1  # keeps a category alive that the traveller never mentioned
LIMIT_MAX = 20


def recommend(payload: object) -> JsonObject:
    """Return the best unseen places of a city: the job of `ai-recommendation`."""
    fields = Fields(payload)
    city = city_named(fields.text("city"))
    liked = _liked(fields)
    taste = _taste(parse_interests(fields), liked)
    near = parse_location(fields.section("near")) if "near" in fields else city.centre
    limit = fields.integer("limit", 1, LIMIT_MAX)
    ranked = _ranked(city, liked, taste, near)
    return {
        "request_id": fields.text("request_id"),
        "city": city.id,
        "recommendations": [_row(place, score, near, liked) for score, place in ranked[:limit]],
    }


def _liked(fields: Fields) -> list[Place]:
    known = all_places()
    for index, place_id in enumerate(fields.texts("liked")):
        if place_id not in known:
            raise fields.refuse(f"liked[{index}]", f"there is no place {place_id!r}")
    return [known[place_id] for place_id in fields.texts("liked")]


def _taste(interests: Mapping[str, float], liked: Sequence[Place]) -> dict[str, float]:
    """Return what each category is worth: what was said, and as much again for what was liked."""
    shares = {
        category: sum(place.category == category for place in liked) / max(1, len(liked))
        for category in CATEGORIES
    }
    return {category: CURIOSITY + interests.get(category, 0.0) + shares[category] for category in CATEGORIES}


def _ranked(
    city: City, liked: Sequence[Place], taste: Mapping[str, float], near: Location
) -> list[tuple[float, Place]]:
    unseen = [place for place in city.places.values() if place not in liked]
    scored = [(_score(place, taste, near), place) for place in unseen]
    return sorted(scored, key=lambda row: (-row[0], row[1].id))


def _score(place: Place, taste: Mapping[str, float], near: Location) -> float:
    nearness = exp(-crow_distance_km(near, place.location) / FADING_KM)
    return taste[place.category] * place.rating / 5 * nearness


def _row(place: Place, score: float, near: Location, liked: Sequence[Place]) -> JsonObject:
    alike = [other.id for other in liked if other.category == place.category]
    return {
        "place": place.id,
        "name": place.name,
        "category": place.category,
        "score": round(score, 4),
        "distance_km": round(crow_distance_km(near, place.location), 2),
        "like": alike,
    }
