"""The data files hold together."""

import pytest
from examples.tripgen.catalogue import all_places, cities, ratings, sample_jobs, sample_requests
from examples.tripgen.fields import JsonObject
from examples.tripgen.geography import crow_distance_km
from examples.tripgen.jobs import JOBS
from examples.tripgen.model import City

KINDS = {
    "ai-recommendation": "recommend",
    "ai-analysis": "analyse",
    "ai-model-training": "train",
    "ai-batch-processing": "batch",
}
SAMPLES = [("ai-trip-generation", payload) for payload in sample_requests()] + [
    (queue, payload) for queue, kind in KINDS.items() for payload in sample_jobs(kind)
]


@pytest.mark.parametrize("city", cities().values(), ids=lambda city: city.id)
def test_every_place_lies_in_its_city(city: City) -> None:
    assert all(crow_distance_km(city.centre, place.location) < 45 for place in city.places.values())


def test_no_two_cities_share_the_id_of_a_place() -> None:
    assert len(all_places()) == sum(len(city.places) for city in cities().values())


def test_every_rating_is_of_a_place_we_know() -> None:
    assert {row["place"] for row in ratings()} == set(all_places())


@pytest.mark.parametrize(("queue", "payload"), SAMPLES)
def test_every_sample_is_a_job_its_queue_can_do(queue: str, payload: JsonObject) -> None:
    result = JOBS[queue](payload)
    (named,) = [name for name in payload if name.endswith("_id")]
    assert result[named] == payload[named]
