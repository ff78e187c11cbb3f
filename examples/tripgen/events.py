"""The events that finished jobs publish, and who is meant to hear of them.

`SUBSCRIPTIONS` says in plain names what the filters of the plan should let through. It is written by hand,
not derived from the filters, so that the two can be compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass

AI_EVENTS = "ai-events"
MODEL_EVENTS = "ai-model-events"
TOPICS = (AI_EVENTS, MODEL_EVENTS)

EVENT_TYPE = "EventType"
"""The application property that the filters look at."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """A type of event and the topic that carries it."""

    topic: str
    name: str


EVENTS: Mapping[str, tuple[EventKind, ...]] = {
    "ai-trip-generation": (EventKind(AI_EVENTS, "TripGenerated"),),
    "ai-recommendation": (
        EventKind(AI_EVENTS, "RecommendationReady"),
        EventKind(AI_EVENTS, "PersonalizationUpdated"),
    ),
    "ai-analysis": (
        EventKind(AI_EVENTS, "AnalysisCompleted"),
        EventKind(AI_EVENTS, "AnalysisArchived"),
        EventKind(AI_EVENTS, "PreferenceAnalyzed"),
    ),
    "ai-model-training": (
        EventKind(MODEL_EVENTS, "ModelTrained"),
        EventKind(MODEL_EVENTS, "ModelEvaluated"),
        EventKind(MODEL_EVENTS, "ModelDeployed"),
    ),
    "ai-batch-processing": (
        EventKind(AI_EVENTS, "BatchCompleted"),
        EventKind(AI_EVENTS, "CatalogueRefreshed"),  # no subscription asks for this one
    ),
}
"""What a finished job of each queue publishes."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription and the types of event that its filter should let through."""

    topic: str
    name: str
    wants: frozenset[str]

    @property
    def path(self) -> str:
        """The subscription's name within the namespace."""
        return f"{self.topic}/{self.name}"


SUBSCRIPTIONS = (
    Subscription(AI_EVENTS, "trip-service-subscription", frozenset({"TripGenerated", "RecommendationReady"})),
    Subscription(
        AI_EVENTS, "user-service-subscription", frozenset({"PersonalizationUpdated", "PreferenceAnalyzed"})
    ),
    Subscription(
        AI_EVENTS,
        "analytics-service-subscription",
        frozenset({"AnalysisCompleted", "AnalysisArchived", "BatchCompleted"}),
    ),
    Subscription(
        AI_EVENTS, "notification-service-subscription", frozenset({"TripGenerated", "AnalysisCompleted"})
    ),
    Subscription(MODEL_EVENTS, "model-management-subscription", frozenset({"ModelTrained", "ModelDeployed"})),
    Subscription(
        MODEL_EVENTS,
        "monitoring-service-subscription",
        frozenset({"ModelTrained", "ModelEvaluated", "ModelDeployed"}),
    ),
)


def event_id(job_id: str, event_type: str) -> str:
    """Return the message id of a job's event: always the same, so that a repetition is seen as one."""
    return f"{job_id}/{event_type}"
