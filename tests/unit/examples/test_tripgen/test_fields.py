"""Reading somebody else's JSON: the right kind of value, or an error that names the field."""

import pytest
from examples.tripgen.fields import MINUTES_PER_DAY, Fields, MalformedRequest, clock, minute_of_day
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(0, MINUTES_PER_DAY))
def test_every_minute_of_the_day_survives_being_written(minute: int) -> None:
    assert minute_of_day(clock(minute)) == minute


@pytest.mark.parametrize("text", ["", "9:30", "09:60", "24:01", "09.30", "ab:cd", "-1:30", "09:3\u0660"])
def test_a_time_that_no_clock_shows_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        minute_of_day(text)


def test_a_missing_field_is_named() -> None:
    with pytest.raises(MalformedRequest) as caught:
        Fields({}).text("city")
    assert (caught.value.where, caught.value.what) == ("request.city", "is missing")


def test_a_field_deep_inside_is_named_with_its_path() -> None:
    payload = {"stops": [{"visit_minutes": 30}, {"visit_minutes": "long"}]}
    with pytest.raises(
        MalformedRequest, match=r"request\.stops\[1\]\.visit_minutes: expected a whole number"
    ):
        [stop.integer("visit_minutes", 1, 60) for stop in Fields(payload).sections("stops")]


def test_true_is_not_a_number() -> None:
    with pytest.raises(MalformedRequest, match=r"request\.days: .* got True"):
        Fields({"days": True}).integer("days", 0, 7)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 10**400])
def test_a_number_that_json_allows_but_nobody_can_use_is_refused(number: float) -> None:
    with pytest.raises(MalformedRequest, match="expected a number from -1 to 1"):
        Fields({"weight": number}).number("weight", -1, 1)


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(MalformedRequest) as caught:
        Fields({"days": "x" * 10_000}).integer("days", 1, 7)
    assert len(str(caught.value)) < 150


def test_an_absent_list_of_texts_is_empty() -> None:
    assert Fields({}).texts("wishes") == ()


@pytest.mark.parametrize("payload", [None, [], "trip", 7])
def test_only_an_object_has_fields(payload: object) -> None:
    with pytest.raises(MalformedRequest, match="request: expected an object"):
        Fields(payload)
