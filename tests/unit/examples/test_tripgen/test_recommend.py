"""Recommendations: near, and like what was liked."""

from typing import Any

import pytest
from examples.tripgen.catalogue import all_places, sample_jobs
from examples.tripgen.fields import JsonObject, MalformedRequest
from examples.tripgen.recommend import recommend


def recommended(**changes: Any) -> list[JsonObject]:  # noqa: ANN401 - any JSON may stand in a field
    rows: list[JsonObject] = recommend(sample_jobs("recommend")[0] | changes)["recommendations"]
    return rows


def test_as_many_are_recommended_as_were_asked_for() -> None:
    assert len(recommended(limit=3)) == 3


def test_the_best_comes_first() -> None:
    scores = [row["score"] for row in recommended(limit=10)]
    assert scores == sorted(scores, reverse=True)


def test_who_liked_a_temple_is_sent_to_a_temple() -> None:
    best = recommended(liked=["bulguksa"], interests={}, limit=1)[0]
    assert best["category"] == "temple"
    assert best["like"] == ["bulguksa"]


def test_what_was_liked_is_not_recommended_again() -> None:
    assert "haeundae-beach" not in [row["place"] for row in recommended(liked=["haeundae-beach"], limit=20)]


def test_of_two_equal_places_the_nearer_comes_first() -> None:
    beaches = [row for row in recommended(interests={"beach": 1}, limit=20) if row["category"] == "beach"]
    assert [row["distance_km"] for row in beaches] == sorted(row["distance_km"] for row in beaches)


def test_without_a_position_the_middle_of_the_city_counts() -> None:
    payload = sample_jobs("recommend")[1]
    assert "near" not in payload
    assert all(row["place"] in all_places() for row in recommend(payload)["recommendations"])


def test_an_unknown_liked_place_is_named() -> None:
    with pytest.raises(MalformedRequest, match=r"request\.liked\[1\]: there is no place 'el-dorado'"):
        recommended(liked=["bulguksa", "el-dorado"])
