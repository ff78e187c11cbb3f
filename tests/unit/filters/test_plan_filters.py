"""The filters of a real plan, each with an event that passes and one that does not."""

import pytest

from .messages import passes

TRIPS = "EventType = 'TripGenerated' OR EventType = 'RecommendationReady'"
USERS = "EventType = 'PersonalizationUpdated' OR EventType = 'PreferenceAnalyzed'"
ANALYTICS = "EventType LIKE '%Completed%' OR EventType LIKE '%Analysis%'"
NOTIFICATIONS = "EventType = 'TripGenerated' OR EventType = 'AnalysisCompleted'"
MODELS = "EventType = 'ModelTrained' OR EventType = 'ModelDeployed'"
EVERYTHING = "1=1"


@pytest.mark.parametrize(
    ("condition", "event"),
    [
        (TRIPS, "TripGenerated"),
        (TRIPS, "RecommendationReady"),
        (USERS, "PersonalizationUpdated"),
        (USERS, "PreferenceAnalyzed"),
        (ANALYTICS, "TrainingCompletedLate"),
        (ANALYTICS, "AnalysisStarted"),
        (NOTIFICATIONS, "TripGenerated"),
        (NOTIFICATIONS, "AnalysisCompleted"),
        (MODELS, "ModelTrained"),
        (MODELS, "ModelDeployed"),
        (EVERYTHING, "Whatever"),
    ],
)
def test_an_event_passes_the_filter_made_for_it(condition: str, event: str) -> None:
    assert passes(condition, {"EventType": event})


@pytest.mark.parametrize(
    ("condition", "event"),
    [
        (TRIPS, "ModelTrained"),
        (USERS, "TripGenerated"),
        (ANALYTICS, "TripGenerated"),
        (NOTIFICATIONS, "RecommendationReady"),
        (MODELS, "TripGenerated"),
    ],
)
def test_an_event_does_not_pass_a_filter_made_for_others(condition: str, event: str) -> None:
    assert not passes(condition, {"EventType": event})


@pytest.mark.parametrize("condition", [TRIPS, USERS, ANALYTICS, NOTIFICATIONS, MODELS])
def test_a_message_without_the_property_does_not_pass(condition: str) -> None:
    assert not passes(condition)


def test_a_message_without_any_property_passes_1_equals_1() -> None:
    assert passes(EVERYTHING)
