"""Cleaning place records before they enter the catalogue: every record is accepted or refused with reasons.

People type coordinates the wrong way round, prices with currency signs and categories in their own words.
What can be repaired without guessing is repaired and noted; the rest is refused, all reasons at once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from unicodedata import normalize

from examples.tripgen.catalogue import cities
from examples.tripgen.fields import Fields, JsonObject, MalformedRequest
from examples.tripgen.geography import Location, crow_distance_km
from examples.tripgen.model import CATEGORIES, PRICE_KRW_MAX, City, parse_location, parse_week

RECORDS_MAX = 100
CITY_RADIUS_KM = 45.0  # the far ends of Jeju lie almost this far from its middle
SAME_PLACE_KM = 0.2

ALIASES = {
    "palace": "heritage",
    "park": "nature",
    "mountain": "nature",
    "gallery": "museum",
    "observatory": "view",
    "neighbourhood": "district",
    "theme park": "fun",
}


@dataclass(slots=True)
class _Record:
    """A record on its way through the checks."""

    fields: Fields
    index: int
    clean: JsonObject = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def process_batch(payload: object) -> JsonObject:
    """Return the accepted and the rejected of a list of place records: the job of `ai-batch-processing`."""
    fields = Fields(payload)
    items = fields.items("records")
    if len(items) > RECORDS_MAX:
        raise fields.refuse("records", f"expected at most {RECORDS_MAX} records, got {len(items)}")
    accepted: list[JsonObject] = []
    rejected: list[JsonObject] = []
    for index, item in enumerate(items):
        _sort_in(index, item, accepted, rejected)
    return {
        "batch_id": fields.text("batch_id"),
        "received": len(items),
        "accepted": accepted,
        "rejected": rejected,
    }


def _sort_in(index: int, item: object, accepted: list[JsonObject], rejected: list[JsonObject]) -> None:
    try:
        record = _Record(Fields(item, f"records[{index}]"), index)
    except MalformedRequest as error:
        rejected.append({"index": index, "reasons": [str(error)]})
        return
    for check in (_name, _location, _category, _price, _hours):
        _run(check, record)
    if not record.reasons:
        _refuse_twin(record, accepted)
    if record.reasons:
        rejected.append({"index": index, "reasons": record.reasons})
    else:
        accepted.append({"index": index, **record.clean, "notes": record.notes})


def _run(check: Callable[[_Record], None], record: _Record) -> None:
    try:
        check(record)
    except MalformedRequest as error:
        record.reasons.append(str(error))


def _name(record: _Record) -> None:
    written = record.fields.text("name")
    name = " ".join(normalize("NFC", written).split())
    record.clean["name"] = name
    if name != written:
        record.notes.append("name: spaces and letters were normalised")


def _location(record: _Record) -> None:
    location = _location_right_way_round(record)
    city = min(cities().values(), key=lambda each: crow_distance_km(each.centre, location))
    distance_km = crow_distance_km(city.centre, location)
    if distance_km > CITY_RADIUS_KM:
        raise record.fields.refuse("latitude", _too_far(city, distance_km))
    record.clean |= {
        "city": city.id,
        "latitude": location.latitude,
        "longitude": location.longitude,
        "centre_distance_km": round(distance_km, 2),
    }


def _location_right_way_round(record: _Record) -> Location:
    latitude = record.fields.number("latitude", -180, 180)
    longitude = record.fields.number("longitude", -180, 180)
    # No latitude reaches 90 degrees beyond the poles, so these two can only have been swapped.
    if abs(latitude) > 90 >= abs(longitude):
        record.notes.append("latitude and longitude were swapped")
        return Location(longitude, latitude)
    return parse_location(record.fields)


def _too_far(city: City, distance_km: float) -> str:
    return f"lies {distance_km:.0f} km from {city.name}, the nearest city we plan for"


def _category(record: _Record) -> None:
    written = record.fields.text("category").strip().casefold()
    category = ALIASES.get(written, written)
    if category not in CATEGORIES:
        raise record.fields.refuse("category", f"{written!r} is none of {', '.join(CATEGORIES)}")
    record.clean["category"] = category
    if category != written:
        record.notes.append(f"category: {written} was read as {category}")


def _price(record: _Record) -> None:
    written = record.fields.value("price_krw")
    if not isinstance(written, str):
        record.clean["price_krw"] = record.fields.integer("price_krw", 0, PRICE_KRW_MAX)
        return
    match = re.fullmatch(r"₩?\s*(\d{1,3}(?:,\d{3})*|\d{1,8})\s*(?:원|KRW)?", written.strip())
    if match is None and written.strip().casefold() != "free":
        raise record.fields.refuse("price_krw", f"{written!r} is no price in won")
    record.clean["price_krw"] = int(match[1].replace(",", "")) if match else 0
    record.notes.append(f"price_krw: {written!r} was read as {record.clean['price_krw']}")


def _hours(record: _Record) -> None:
    week = parse_week(record.fields)
    record.clean["open_days"] = sum(hours is not None for hours in week)
    if not record.clean["open_days"]:
        raise record.fields.refuse("closed", "is never open")


def _refuse_twin(record: _Record, accepted: list[JsonObject]) -> None:
    here = _point(record.clean)
    for other in accepted:
        same_name = other["name"].casefold() == record.clean["name"].casefold()
        if same_name and crow_distance_km(here, _point(other)) <= SAME_PLACE_KM:
            record.reasons.append(f"records[{record.index}]: is the same place as records[{other['index']}]")
            return


def _point(clean: JsonObject) -> Location:
    return Location(clean["latitude"], clean["longitude"])
