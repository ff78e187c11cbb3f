"""Training: it learns, it can be stopped and resumed, and it refuses what it cannot use."""

import json
from math import log
from typing import Any

import pytest
from examples.tripgen.catalogue import sample_jobs
from examples.tripgen.fields import JsonObject, MalformedRequest
from examples.tripgen.itinerary import generate
from examples.tripgen.train import FEATURES, parse_training, run_epochs, train
from hypothesis import given, settings
from hypothesis import strategies as st

JOBS = {payload["segment"]: payload for payload in sample_jobs("train")}
FAVOURITES = [("historians", "heritage"), ("food-lovers", "market"), ("families", "fun")]

each_segment = pytest.mark.parametrize("segment", JOBS)


def job(segment: str = "historians", **changes: Any) -> JsonObject:  # noqa: ANN401 - any JSON
    return JOBS[segment] | changes


@each_segment
def test_the_loss_falls_below_that_of_a_coin(segment: str) -> None:
    losses = train(job(segment))["loss_curve"]
    assert losses[-1] < losses[0] < log(2)


@each_segment
def test_there_is_one_loss_for_every_epoch(segment: str) -> None:
    assert len(train(job(segment, epochs=5))["loss_curve"]) == 5


@each_segment
def test_ratings_it_never_saw_are_guessed_better_than_by_a_coin(segment: str) -> None:
    assert train(job(segment))["holdout_accuracy"] > 0.6


@pytest.mark.parametrize(("segment", "favourite"), FAVOURITES)
def test_it_finds_out_what_a_segment_likes_best(segment: str, favourite: str) -> None:
    interests = train(job(segment))["interests"]
    assert max(interests, key=lambda category: interests[category]) == favourite


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 12))
def test_a_training_resumed_after_any_epoch_ends_with_the_same_weights(stopped_after: int) -> None:
    straight = train(job(epochs=12))
    stopped = train(job(epochs=stopped_after))
    resumed = train(job(epochs=12, resume=json.loads(json.dumps(stopped))))
    assert resumed == straight


def test_every_epoch_gives_a_checkpoint_to_go_on_from() -> None:
    checkpoints = list(run_epochs(parse_training(job(epochs=4))))
    assert [checkpoint.epoch for checkpoint in checkpoints] == [1, 2, 3, 4]
    rest = run_epochs(parse_training(job(epochs=4, resume=checkpoints[1].to_json())))
    assert list(rest) == checkpoints[2:]


def test_another_seed_takes_another_path() -> None:
    assert train(job(seed=1))["weights"] != train(job(seed=2))["weights"]


def test_the_learned_interests_can_stand_in_a_trip_request() -> None:
    request = {
        "request_id": "learned",
        "model": "trip-planner-fast",
        "city": "gyeongju",
        "start_date": "2027-04-05",
        "days": 1,
        "day_starts": "09:00",
        "day_ends": "19:00",
        "pace": "balanced",
        "interests": train(job("historians"))["interests"],
        "start": {"name": "Daereungwon", "latitude": 35.8383, "longitude": 129.2106},
        "budget_krw": 50_000,
    }
    assert generate(request)["days"][0]["stops"][0]["category"] == "heritage"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"segment": "pirates"}, r"request\.segment: expected one of families, "),
        ({"epochs": 0}, r"request\.epochs: expected a whole number from 1 to 1000, got 0"),
        ({"learning_rate": 2}, r"request\.learning_rate: expected a number from 1e-06 to 1, got 2"),
        ({"resume": {"epoch": 13}}, r"request\.resume\.weights: is missing"),
        (
            {"resume": {"epoch": 13, "weights": dict.fromkeys(FEATURES, 0), "loss_curve": []}},
            r"request\.resume\.epoch: expected a whole number from 0 to 12, got 13",
        ),
        (
            {"resume": {"epoch": 2, "weights": dict.fromkeys(FEATURES, 0), "loss_curve": [0.5]}},
            r"request\.resume\.loss_curve: expected one loss for each of 2 epochs, got 1",
        ),
        (
            {"resume": {"epoch": 0, "weights": {}, "loss_curve": []}},
            r"request\.resume\.weights\.bias: is missing",
        ),
    ],
)
def test_a_malformed_training_names_the_field(changes: JsonObject, complaint: str) -> None:
    with pytest.raises(MalformedRequest, match=complaint):
        train(job() | changes)
