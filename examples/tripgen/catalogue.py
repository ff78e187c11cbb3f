"""The files in `data/`: cities, and samples of everything the queues carry."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from examples.tripgen.fields import JsonObject, MalformedRequest
from examples.tripgen.model import City, Place, parse_city

DATA = Path(__file__).parent / "data"


@cache
def cities() -> dict[str, City]:
    """Return every city by its id."""
    paths = sorted((DATA / "places").glob("*.json"))
    return {path.stem: parse_city(_read(path), path.stem) for path in paths}


def city_named(city_id: str) -> City:
    """Return a city, or raise MalformedRequest when it is not among ours."""
    if city_id not in cities():
        raise MalformedRequest("request.city", f"{city_id!r} is not one of {', '.join(cities())}")
    return cities()[city_id]


@cache
def all_places() -> dict[str, Place]:
    """Return the places of all cities by their ids."""
    return {place_id: place for city in cities().values() for place_id, place in city.places.items()}


@cache
def ratings() -> list[JsonObject]:
    """Return the ratings that training learns from."""
    rows: list[JsonObject] = _read(DATA / "ratings.json")["ratings"]
    return rows


def sample_requests() -> list[JsonObject]:
    """Return the trip requests of the demonstration, in order."""
    return [_read(path) for path in sorted((DATA / "requests").glob("*.json"))]


def sample_jobs(kind: str) -> list[JsonObject]:
    """Return the sample payloads of a kind: recommend, analyse, train or batch."""
    return [_read(path) for path in sorted((DATA / "jobs").glob(f"{kind}-*.json"))]


def _read(path: Path) -> Any:  # noqa: ANN401 - JSON is what it is until it is parsed
    return json.loads(path.read_text(encoding="utf-8"))
