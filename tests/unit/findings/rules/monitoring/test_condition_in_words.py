import pytest

from longshore.findings.finding import Severity
from longshore.plan.monitoring import Alert
from tests.unit.findings.plans import HEAD, findings_of, settled

from .plans import QUEUES, alert, alerts, criterion, first_alert, metric, metrics


def of(text: str) -> Alert:
    return first_alert(settled(text, "LS604"))


def test_a_sentence_becomes_criteria_a_window_and_a_frequency() -> None:
    made = of(alerts(alert("orders queue > 500 messages")))

    (found,) = made.criteria
    assert (found.metric_name, found.operator, found.threshold) == ("ActiveMessages", "GreaterThan", 500)
    assert (found.time_aggregation, found.entities) == ("Average", ("orders",))
    assert (str(made.window_size), str(made.evaluation_frequency)) == ("PT5M", "PT1M")


@pytest.mark.parametrize(
    ("said", "window", "frequency"),
    [
        ("1 minute", "PT1M", "PT1M"),
        ("10 minutes", "PT15M", "PT5M"),
        ("30 minutes", "PT30M", "PT5M"),
        ("1 hour", "PT1H", "PT15M"),
        ("3 days", "P1D", "PT1H"),
    ],
)
def test_a_window_that_is_said_becomes_one_that_azure_has(said: str, window: str, frequency: str) -> None:
    made = of(alerts(alert(f"No messages received in {said}".replace("3 days", "72 hours"))))

    assert (str(made.window_size), str(made.evaluation_frequency)) == (window, frequency)


def test_nothing_processed_is_wrong_only_while_something_waits() -> None:
    done, waiting = of(alerts(alert("No messages processed in orders in 15 minutes"))).criteria

    assert (done.metric_name, done.operator, done.threshold) == ("CompleteMessage", "LessThan", 1)
    assert (waiting.metric_name, waiting.time_aggregation) == ("ActiveMessages", "Minimum")
    assert done.entities == waiting.entities == ("orders",)


def test_the_plans_own_metric_says_how_to_aggregate() -> None:
    head = metrics(metric("Queue Depth", "Minimum"), metric("Orders queue depth", "Total"))
    one, other = settled(
        alerts(alert("returns queue > 5"), alert("orders queue > 5", name="b"), head=head), "LS604"
    ).alerts

    assert one.criteria[0].time_aggregation == "Minimum"
    assert other.criteria[0].time_aggregation == "Maximum"


def test_a_metric_that_the_application_sends_is_its_own() -> None:
    head = metrics(metric("Queue Depth", more="source: application"))
    (found,) = of(alerts(alert("queue > 5"), head=head)).criteria

    assert (found.metric_name, found.source) == ("Queue Depth", "application")


@pytest.mark.parametrize(("count", "listed"), [(1, 0), (2, 2), (10, 10), (11, 0)])
def test_a_few_queues_are_named_one_by_one(count: int, listed: int) -> None:
    names = ", ".join(f"{{queue_name: q-{letter}}}" for letter in "abcdefghijk"[:count])
    (found,) = of(alerts(alert("queue > 5"), head=f"{HEAD}queues: [{names}]\n")).criteria

    assert len(found.entities) == listed


def test_criteria_that_are_written_stay_and_get_their_times() -> None:
    made = of(alerts(alert("it feels wrong", f"criteria: [{criterion('Size')}], window_size: PT1H")))

    assert [each.metric_name for each in made.criteria] == ["Size"]
    assert (str(made.window_size), str(made.evaluation_frequency)) == ("PT1H", "PT15M")


def test_what_cannot_be_read_is_for_a_person_to_say() -> None:
    (finding,) = findings_of(alerts(alert("it feels wrong"), head=HEAD + QUEUES), "LS604")

    assert (finding.severity, finding.edits) == (Severity.WARNING, ())
