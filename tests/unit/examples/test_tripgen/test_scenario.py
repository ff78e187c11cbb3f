"""What the demonstration sends, and that it knows the plan."""

from collections import Counter
from pathlib import Path

from examples.tripgen.events import EVENTS, SUBSCRIPTIONS, TOPICS
from examples.tripgen.jobs import JOBS
from examples.tripgen.scenario import QUEUES, TRIPS, QueueFacts, all_jobs, productions

from longshore.plan import load_plan, topology

PLAN = topology(load_plan(Path(__file__).parents[4] / "plans" / "ai-service.yaml"))


def test_the_queues_are_those_of_the_plan() -> None:
    assert (
        tuple(
            QueueFacts(
                name, each.requires_session, each.requires_duplicate_detection, each.max_delivery_count
            )
            for name, each in PLAN.queues.items()
        )
        == QUEUES
    )


def test_the_subscriptions_are_those_of_the_plan() -> None:
    assert list(TOPICS) == list(PLAN.topics)
    assert [each.path for each in SUBSCRIPTIONS] == [
        f"{topic}/{name}" for topic, each in PLAN.topics.items() for name in each.subscriptions
    ]


def test_every_subscription_wants_something_and_one_event_is_wanted_by_nobody() -> None:
    published = {kind.name for kinds in EVENTS.values() for kind in kinds}
    wanted = set[str]().union(*(each.wants for each in SUBSCRIPTIONS))
    assert published - wanted == {"CatalogueRefreshed"}
    assert all(each.wants & published for each in SUBSCRIPTIONS)


def test_every_queue_gets_jobs_and_publishes_events() -> None:
    assert {job.queue for job in all_jobs()} == set(JOBS) == set(EVENTS)


def test_twelve_trips_in_four_sessions_and_a_malformed_one() -> None:
    trips = [job for job in all_jobs() if job.queue == TRIPS and not job.dies_of]
    assert sorted(Counter(job.session for job in trips).values()) == [3, 3, 3, 3]
    assert [job.id for job in all_jobs() if job.dies_of == "MalformedRequest"] == ["trip-bad"]


def test_exactly_one_job_is_sent_twice() -> None:
    sent = Counter(job.id for production in productions().values() for job in production.jobs)
    assert [job_id for job_id, count in sent.items() if count > 1] == ["trip-04"]
    assert sent["trip-04"] == 2


def test_jobs_on_queues_with_sessions_name_one() -> None:
    with_sessions = {queue.name for queue in QUEUES if queue.sessions}
    assert all((job.session is not None) is (job.queue in with_sessions) for job in all_jobs())
