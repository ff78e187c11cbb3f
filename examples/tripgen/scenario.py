"""What the demonstration sends: real jobs for every queue, and three messages with a twist.

The twists are a trip request sent twice, a malformed trip request, and a job whose handler always fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from examples.tripgen.catalogue import sample_jobs, sample_requests
from examples.tripgen.fields import JsonObject

TRIPS = "ai-trip-generation"
RECOMMENDATIONS = "ai-recommendation"
ANALYSES = "ai-analysis"
TRAININGS = "ai-model-training"
BATCHES = "ai-batch-processing"


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """What the plan says of a queue, as far as it changes what must come out."""

    name: str
    sessions: bool
    duplicate_detection: bool
    max_delivery_count: int


QUEUES = (
    QueueFacts(TRIPS, sessions=True, duplicate_detection=True, max_delivery_count=3),
    QueueFacts(RECOMMENDATIONS, sessions=False, duplicate_detection=True, max_delivery_count=5),
    QueueFacts(ANALYSES, sessions=True, duplicate_detection=True, max_delivery_count=3),
    QueueFacts(TRAININGS, sessions=True, duplicate_detection=True, max_delivery_count=2),
    QueueFacts(BATCHES, sessions=False, duplicate_detection=False, max_delivery_count=3),
)

REFRESH_PROFILE = "refresh-profile"
"""The subject of jobs whose handler always fails."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job. Its id is the message id. `dies_of` is the dead-letter reason of one that cannot succeed."""

    id: str
    queue: str
    payload: JsonObject
    session: str | None = None
    subject: str | None = None
    dies_of: str | None = None


@dataclass(frozen=True, slots=True)
class Production:
    """The jobs that one producer sends, in order, and how long it waits after each."""

    jobs: tuple[Job, ...]
    pause_s: float


def productions() -> Mapping[str, Production]:
    """Return what each producer sends."""
    return {
        "travellers": Production(_trips(), pause_s=0.25),
        "apps": Production((*_recommendations(), _profile()), pause_s=0.7),
        "operators": Production((*_analyses(), *_trainings(), *_batches()), pause_s=0.4),
    }


def all_jobs() -> tuple[Job, ...]:
    """Return every job once, however often it is sent."""
    sent = [job for production in productions().values() for job in production.jobs]
    return tuple({job.id: job for job in sent}.values())


def _trips() -> tuple[Job, ...]:
    """Twelve trips, a session for each planning model; amid them a malformed one, at the end a repeat."""
    trips = [Job(each["request_id"], TRIPS, each, session=each["model"]) for each in sample_requests()]
    return (*trips[:6], _malformed(trips[5]), *trips[6:], trips[3])


def _malformed(trip: Job) -> Job:
    payload = trip.payload | {"request_id": "trip-bad", "days": 0}
    return Job("trip-bad", TRIPS, payload, session=trip.session, dies_of="MalformedRequest")


def _recommendations() -> list[Job]:
    return [Job(each["request_id"], RECOMMENDATIONS, each) for each in sample_jobs("recommend")]


def _profile() -> Job:
    payload = {"request_id": "profile-01", "traveller": "traveller-7"}
    return Job(
        "profile-01", RECOMMENDATIONS, payload, subject=REFRESH_PROFILE, dies_of="MaxDeliveryCountExceeded"
    )


def _analyses() -> list[Job]:
    return [
        Job(each["analysis_id"], ANALYSES, each, session="itinerary-quality")
        for each in sample_jobs("analyse")
    ]


def _trainings() -> list[Job]:
    return [Job(each["job_id"], TRAININGS, each, session=each["model"]) for each in sample_jobs("train")]


def _batches() -> list[Job]:
    return [Job(each["batch_id"], BATCHES, each) for each in sample_jobs("batch")]
