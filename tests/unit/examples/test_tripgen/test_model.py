"""Requests and places: what is read, and how a malformed one is refused."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from examples.tripgen.catalogue import city_named, sample_requests
from examples.tripgen.fields import Fields, JsonObject, MalformedRequest
from examples.tripgen.itinerary import generate
from examples.tripgen.model import OpenHours, TripRequest, parse_request, parse_week
from hypothesis import given
from hypothesis import strategies as st

SAMPLE = sample_requests()[0]
MONDAY, TUESDAY = date(2027, 4, 5), date(2027, 4, 6)

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def request(**changes: Any) -> JsonObject:  # noqa: ANN401 - any JSON may stand in a field
    return SAMPLE | changes


def test_a_request_knows_its_days() -> None:
    assert parse_request(request(days=2)).dates() == [MONDAY, TUESDAY]


def test_a_closed_weekday_has_no_hours() -> None:
    palace = city_named("seoul").places["gyeongbokgung"]
    assert palace.hours_on(TUESDAY) is None
    assert palace.hours_on(MONDAY) == OpenHours(9 * 60, 18 * 60)


def test_a_weekday_overrides_the_daily_hours() -> None:
    week = parse_week(Fields({"hours": {"daily": "10:00-18:00", "sat": "10:00-21:00"}}))
    assert week[5] == OpenHours(10 * 60, 21 * 60)
    assert week[6] == OpenHours(10 * 60, 18 * 60)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"model": "trip-planner-psychic"}, r"request\.model: expected one of trip-planner-fast, "),
        ({"city": "atlantis"}, r"request\.city: 'atlantis' is not one of busan, "),
        ({"start_date": "2027-02-30"}, r"request\.start_date: expected a date like 2027-04-05"),
        ({"start_date": "9999-12-31"}, r"request\.start_date: lies beyond the end of the calendar"),
        ({"days": 0}, r"request\.days: expected a whole number from 1 to 7, got 0"),
        ({"day_starts": "nine"}, r"request\.day_starts: expected a time of day"),
        ({"day_ends": "08:00"}, r"request\.day_ends: must be later than day_starts"),
        ({"pace": "breathless"}, r"request\.pace: expected one of balanced, packed, relaxed"),
        ({"interests": {"food": 1}}, r"request\.interests\.food: is no category"),
        ({"interests": {"market": 2}}, r"request\.interests\.market: expected a number from 0 to 1, got 2"),
        ({"start": {"name": "home", "latitude": 91, "longitude": 0}}, r"request\.start\.latitude: expected"),
        ({"budget_krw": -1}, r"request\.budget_krw: expected a whole number"),
        ({"wishes": ["gyeongbokgung", "bulguksa"]}, r"request\.wishes\[1\]: there is no 'bulguksa' in Seoul"),
    ],
)
def test_a_malformed_request_names_the_field(changes: JsonObject, complaint: str) -> None:
    with pytest.raises(MalformedRequest, match=complaint):
        generate(request(**changes))


@pytest.mark.parametrize("name", [name for name in SAMPLE if name != "wishes"])
def test_every_field_but_the_wishes_is_needed(name: str) -> None:
    payload = request()
    del payload[name]
    with pytest.raises(MalformedRequest, match=rf"request\.{name}: is missing"):
        parse_request(payload)


@given(st.sampled_from(sorted(SAMPLE)), any_json)
def test_whatever_stands_in_a_field_gives_a_request_or_a_refusal(name: str, value: object) -> None:
    with suppress(MalformedRequest):
        assert isinstance(parse_request(request(**{name: value})), TripRequest)


@pytest.mark.parametrize("hours", ["09:00", "18:00-09:00", "09:00-25:00", "all day"])
def test_hours_that_no_door_keeps_are_refused(hours: str) -> None:
    with pytest.raises(MalformedRequest, match=r"request\.hours\.daily"):
        parse_week(Fields({"hours": {"daily": hours}}))
