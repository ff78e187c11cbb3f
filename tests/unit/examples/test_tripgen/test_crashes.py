"""The moments of the crashes come from the seed alone."""

from examples.tripgen.crashes import acknowledged_sends, draw
from examples.tripgen.events import AI_EVENTS
from examples.tripgen.ledger import Entry, What
from examples.tripgen.scenario import ANALYSES, TRIPS, all_jobs


def test_a_seed_repeats_its_moments() -> None:
    assert [draw(seed) for seed in range(20)] == [draw(seed) for seed in range(20)]


def test_seeds_differ() -> None:
    assert len({draw(seed).more_sends for seed in range(100)}) == 6
    assert len({draw(seed).hold for seed in range(100)}) == 6
    assert len({draw(seed).session for seed in range(100)}) == 4


def test_the_worker_is_killed_at_a_job_that_its_session_has() -> None:
    for seed in range(100):
        crashes = draw(seed)
        jobs = [job for job in all_jobs() if job.queue == TRIPS and job.session == crashes.session]
        assert crashes.hold.nth <= len(jobs)


def test_only_acknowledged_jobs_count() -> None:
    entries = [
        Entry(What.SEND_ACKNOWLEDGED, TRIPS),
        Entry(What.SEND_ACKNOWLEDGED, ANALYSES),
        Entry(What.SEND_ACKNOWLEDGED, AI_EVENTS),
        Entry(What.SEND_UNKNOWN, TRIPS),
    ]
    assert acknowledged_sends(entries) == 2
