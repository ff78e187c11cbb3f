"""Cleaning place records: repaired, accepted, or refused with every reason."""

from typing import Any

import pytest
from examples.tripgen.batch import RECORDS_MAX, process_batch
from examples.tripgen.fields import JsonObject, MalformedRequest
from hypothesis import given, settings
from hypothesis import strategies as st


def record(**changes: Any) -> JsonObject:  # noqa: ANN401 - any JSON may stand in a field
    return {
        "name": "Deoksugung Palace",
        "latitude": 37.5658,
        "longitude": 126.9751,
        "category": "heritage",
        "price_krw": 1_000,
        "hours": {"daily": "09:00-21:00"},
        "closed": ["mon"],
    } | changes


def processed(*records: object) -> JsonObject:
    return process_batch({"batch_id": "b", "records": list(records)})


def accepted(**changes: Any) -> JsonObject:  # noqa: ANN401 - any JSON
    (clean,) = processed(record(**changes))["accepted"]
    assert isinstance(clean, dict)
    return clean


def reasons(**changes: Any) -> list[str]:  # noqa: ANN401 - any JSON
    (refused,) = processed(record(**changes))["rejected"]
    found: list[str] = refused["reasons"]
    return found


def test_a_clean_record_passes_without_notes() -> None:
    assert accepted()["notes"] == []


def test_a_record_is_placed_in_the_nearest_city() -> None:
    clean = accepted()
    assert (clean["city"], clean["centre_distance_km"]) == ("seoul", 0.27)


def test_spaces_in_a_name_are_tidied() -> None:
    clean = accepted(name="  Deoksugung   Palace ")
    assert clean["name"] == "Deoksugung Palace"
    assert clean["notes"] == ["name: spaces and letters were normalised"]


def test_letters_typed_in_pieces_are_composed() -> None:
    assert accepted(name="Cafe\u0301")["name"] == "Caf\u00e9"


def test_swapped_coordinates_are_put_right() -> None:
    clean = accepted(latitude=126.9751, longitude=37.5658)
    assert (clean["latitude"], clean["longitude"]) == (37.5658, 126.9751)
    assert clean["notes"] == ["latitude and longitude were swapped"]


@pytest.mark.parametrize(("written", "category"), [("Palace", "heritage"), ("gallery", "museum")])
def test_a_category_in_other_words_is_understood(written: str, category: str) -> None:
    assert accepted(category=written)["category"] == category


@pytest.mark.parametrize(
    ("written", "price_krw"),
    [(0, 0), ("free", 0), ("1,000원", 1_000), ("₩ 12,500", 12_500), ("3000 KRW", 3_000), ("10,500", 10_500)],
)
def test_a_price_is_read_as_people_write_it(written: object, price_krw: int) -> None:
    assert accepted(price_krw=written)["price_krw"] == price_krw


@pytest.mark.parametrize("written", ["ask", "-5", "1,00", "$12", "", -5, None, 1.5])
def test_a_price_that_is_none_is_refused(written: object) -> None:
    assert reasons(price_krw=written)[0].startswith("records[0].price_krw: ")


def test_a_place_far_from_every_city_is_refused() -> None:
    daegu = reasons(latitude=35.8710, longitude=128.5926)
    assert daegu == ["records[0].latitude: lies 57 km from Gyeongju, the nearest city we plan for"]


def test_a_place_that_never_opens_is_refused() -> None:
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert reasons(closed=week) == ["records[0].closed: is never open"]


def test_all_reasons_are_given_at_once() -> None:
    assert len(reasons(name="", latitude="north", category="casino", price_krw="ask", hours={})) == 5


def test_the_same_place_is_accepted_once() -> None:
    result = processed(record(), record(name="deoksugung palace", latitude=37.5659))
    assert result["rejected"] == [
        {"index": 1, "reasons": ["records[1]: is the same place as records[0]"]},
    ]


def test_places_of_the_same_name_may_lie_apart() -> None:
    assert len(processed(record(), record(latitude=37.51))["accepted"]) == 2


@settings(deadline=None)
@given(
    st.lists(st.none() | st.integers() | st.just(record()) | st.just(record(category="casino")), max_size=12)
)
def test_every_record_is_either_accepted_or_rejected(records: list[object]) -> None:
    result = processed(*records)
    indices = [row["index"] for row in [*result["accepted"], *result["rejected"]]]
    assert sorted(indices) == list(range(result["received"]))


def test_more_records_than_a_batch_holds_are_refused_as_a_whole() -> None:
    with pytest.raises(MalformedRequest, match=r"request\.records: expected at most 100 records, got 101"):
        processed(*[record()] * (RECORDS_MAX + 1))
