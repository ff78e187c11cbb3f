"""What a trip is made of: cities, places and requests, as values that are right once they exist."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from examples.tripgen.fields import MINUTES_PER_DAY, Fields, MalformedRequest, minute_of_day
from examples.tripgen.geography import Location
from examples.tripgen.strategies import STRATEGIES

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CATEGORIES = ("beach", "district", "fun", "heritage", "market", "museum", "nature", "temple", "view")

DAYS_MAX = 7
PRICE_KRW_MAX = 10_000_000


@dataclass(frozen=True, slots=True)
class Pace:
    """How much a traveller puts into a day."""

    rest_minutes: int
    stops_max: int


PACES = {
    "relaxed": Pace(rest_minutes=20, stops_max=4),
    "balanced": Pace(rest_minutes=10, stops_max=6),
    "packed": Pace(rest_minutes=5, stops_max=9),
}


@dataclass(frozen=True, slots=True)
class OpenHours:
    """When a place is open on one day."""

    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class Place:
    """Something worth a visit. `week` holds the hours from Monday to Sunday, None where it is closed."""

    id: str
    name: str
    local_name: str
    location: Location
    category: str
    week: tuple[OpenHours | None, ...]
    visit_minutes: int
    rating: float
    price_krw: int

    def hours_on(self, day: date) -> OpenHours | None:
        """Return the opening hours of a day, or None when the place is closed."""
        return self.week[day.weekday()]


@dataclass(frozen=True, slots=True)
class City:
    """A city and its places by id."""

    id: str
    name: str
    centre: Location
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class TripRequest:
    """What a traveller asks for. Every day starts and ends at `start`."""

    request_id: str
    model: str
    city: str
    start_date: date
    days: int
    day_starts_minute: int
    day_ends_minute: int
    pace: Pace
    interests: Mapping[str, float]
    start_name: str
    start: Location
    budget_krw: int
    wishes: tuple[str, ...]

    def dates(self) -> list[date]:
        """Return the days of the trip."""
        return [self.start_date + timedelta(days=offset) for offset in range(self.days)]


def parse_request(payload: object) -> TripRequest:
    """Return the request that a JSON payload describes, or raise MalformedRequest."""
    fields = Fields(payload)
    starts_minute, ends_minute = fields.minute("day_starts"), fields.minute("day_ends")
    if ends_minute <= starts_minute:
        raise fields.refuse("day_ends", "must be later than day_starts")
    return TripRequest(
        request_id=fields.text("request_id"),
        model=fields.choice("model", STRATEGIES),
        city=fields.text("city"),
        start_date=_start_date(fields),
        days=fields.integer("days", 1, DAYS_MAX),
        day_starts_minute=starts_minute,
        day_ends_minute=ends_minute,
        pace=PACES[fields.choice("pace", PACES)],
        interests=parse_interests(fields),
        start_name=fields.section("start").text("name"),
        start=parse_location(fields.section("start")),
        budget_krw=fields.integer("budget_krw", 0, PRICE_KRW_MAX),
        wishes=fields.texts("wishes"),
    )


def parse_city(payload: object, where: str) -> City:
    """Return the city of a places file; `where` names the file in errors."""
    fields = Fields(payload, where)
    places = [parse_place(each) for each in fields.sections("places")]
    return City(
        id=fields.text("city"),
        name=fields.text("name"),
        centre=parse_location(fields.section("centre")),
        places={place.id: place for place in places},
    )


def parse_place(fields: Fields) -> Place:
    """Return one place of a places file."""
    return Place(
        id=fields.text("id"),
        name=fields.text("name"),
        local_name=fields.text("local_name"),
        location=parse_location(fields),
        category=fields.choice("category", CATEGORIES),
        week=parse_week(fields),
        visit_minutes=fields.integer("visit_minutes", 1, MINUTES_PER_DAY),
        rating=fields.number("rating", 1, 5),
        price_krw=fields.integer("price_krw", 0, PRICE_KRW_MAX),
    )


def parse_location(fields: Fields) -> Location:
    """Return the point in `latitude` and `longitude`."""
    return Location(fields.number("latitude", -90, 90), fields.number("longitude", -180, 180))


def parse_interests(fields: Fields) -> Mapping[str, float]:
    """Return the weights from 0 to 1 of the categories named in `interests`."""
    interests = fields.section("interests")
    for category in interests:
        if category not in CATEGORIES:
            raise interests.refuse(category, f"is no category; there are {', '.join(CATEGORIES)}")
    return {category: interests.number(category, 0, 1) for category in interests}


def parse_week(fields: Fields) -> tuple[OpenHours | None, ...]:
    """Return the seven days of `hours` (`daily`, and days that differ) and `closed`."""
    hours, closed = fields.section("hours"), fields.texts("closed")
    for day in [*hours, *closed]:
        if day not in {*WEEKDAYS, "daily"}:
            raise fields.refuse("hours", f"{day!r} is no weekday; they are {', '.join(WEEKDAYS)} and daily")
    return tuple(None if day in closed else _hours_of(day, hours) for day in WEEKDAYS)


def _hours_of(day: str, hours: Fields) -> OpenHours:
    name = day if day in hours else "daily"
    opens, _, closes = hours.text(name).partition("-")
    try:
        span = OpenHours(minute_of_day(opens), minute_of_day(closes))
    except ValueError as error:
        raise hours.refuse(name, f"expected hours like 09:00-18:00: {error}") from error
    if span.closes_minute <= span.opens_minute:
        raise hours.refuse(name, "closes before it opens")
    return span


def _start_date(fields: Fields) -> date:
    start = fields.day("start_date")
    if start > date.max - timedelta(days=DAYS_MAX):
        raise fields.refuse("start_date", "lies beyond the end of the calendar")
    return start


def check_wishes(request: TripRequest, city: City) -> None:
    """Raise MalformedRequest when a wish names no place of the city."""
    for index, wish in enumerate(request.wishes):
        if wish not in city.places:
            raise MalformedRequest(f"request.wishes[{index}]", f"there is no {wish!r} in {city.name}")
