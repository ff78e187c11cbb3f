"""All accounts together."""

from examples.tripgen.audit import audit
from examples.tripgen.events import AI_EVENTS, SUBSCRIPTIONS, TOPICS, event_id
from examples.tripgen.evidence import Evidence, Found
from examples.tripgen.ledger import Entry, What
from examples.tripgen.scenario import QUEUES, TRIPS, Job

JOB = Job("trip-01", TRIPS, {}, "fast")
EVENT = event_id(JOB.id, "TripGenerated")

ENTRIES = (
    Entry(What.SEND_ATTEMPTED, TRIPS, JOB.id, "fast"),
    Entry(What.SEND_ACKNOWLEDGED, TRIPS, JOB.id, "fast"),
    Entry(What.RECEIVED, TRIPS, JOB.id, "fast", 1, who="ann"),
    Entry(What.SEND_ATTEMPTED, AI_EVENTS, EVENT, event_type="TripGenerated"),
    Entry(What.SEND_ACKNOWLEDGED, AI_EVENTS, EVENT, event_type="TripGenerated"),
    Entry(What.COMPLETED, TRIPS, JOB.id, "fast", 1, who="ann"),
)
FOUND = [
    Found(each.path, dead=False, message_id=EVENT, sequence_number=1, event_type="TripGenerated")
    for each in SUBSCRIPTIONS
    if "TripGenerated" in each.wants
]


def test_one_job_from_end_to_end_adds_up() -> None:
    assert audit(Evidence([JOB], ENTRIES, FOUND)).problems == []


def test_everything_has_its_line() -> None:
    report = audit(Evidence([JOB], ENTRIES, FOUND))
    assert [row.name for row in report.queues] == [queue.name for queue in QUEUES]
    assert [row.name for row in report.topics] == list(TOPICS)
    assert [row.subscription for row in report.subscriptions] == list(SUBSCRIPTIONS)
    assert [row.session for row in report.sessions] == ["fast"]


def test_no_fact_can_be_left_out_unnoticed() -> None:
    for left_out in range(1, len(ENTRIES)):
        if ENTRIES[left_out].what is What.SEND_ATTEMPTED:
            continue  # the answer to it says the same and more
        entries = [*ENTRIES[:left_out], *ENTRIES[left_out + 1 :]]
        assert audit(Evidence([JOB], entries, FOUND)).problems, ENTRIES[left_out].what


def test_no_event_can_be_left_out_unnoticed() -> None:
    for left_out in FOUND:
        found = [each for each in FOUND if each is not left_out]
        assert audit(Evidence([JOB], ENTRIES, found)).problems
