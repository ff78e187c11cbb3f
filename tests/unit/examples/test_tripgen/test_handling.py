"""The work behind a message."""

import json

import pytest
from examples.tripgen.catalogue import sample_jobs
from examples.tripgen.fields import MalformedRequest
from examples.tripgen.handling import Hold, Point, ProfilesDown, work
from examples.tripgen.jobs import JOBS
from examples.tripgen.scenario import RECOMMENDATIONS, REFRESH_PROFILE, all_jobs
from examples.tripgen.worker import parse_hold


def test_the_queue_says_what_the_work_is() -> None:
    payload = sample_jobs("recommend")[0]
    assert work(RECOMMENDATIONS, None, json.dumps(payload)) == JOBS[RECOMMENDATIONS](payload)


def test_a_body_that_is_not_json_is_malformed() -> None:
    with pytest.raises(MalformedRequest, match="request: is not JSON"):
        work(RECOMMENDATIONS, None, "{")


def test_refreshing_a_profile_always_fails() -> None:
    with pytest.raises(ProfilesDown):
        work(RECOMMENDATIONS, REFRESH_PROFILE, "{}")


def test_the_malformed_trip_says_what_is_wrong_with_it() -> None:
    [bad] = [job for job in all_jobs() if job.id == "trip-bad"]
    with pytest.raises(MalformedRequest, match=r"request\.days: expected a whole number from 1 to 7, got 0"):
        work(bad.queue, bad.subject, json.dumps(bad.payload))


def test_a_hold_is_written_as_point_and_number() -> None:
    assert parse_hold("published:2") == Hold(Point.PUBLISHED, 2)
