import pytest

from longshore.findings.finding import Target
from tests.unit.findings.plans import findings_of, settled

from .plans import alert, alerts, criterion, first_metric, metric, metrics


def test_the_alert_counts() -> None:
    text = alerts(alert("Processing time > 25 minutes"), head=metrics(metric("Duration", threshold=1800)))

    assert first_metric(settled(text, "LS609")).threshold == 1500


def test_the_alert_is_named_with_its_line() -> None:
    text = alerts(alert("queue > 3000", name="Backlog"), head=metrics(metric("Queue Depth", threshold=5000)))
    (finding,) = findings_of(text, "LS609", Target.LOCAL)

    assert finding.line == 5
    assert finding.message == (
        "'Queue Depth' is worth a look from 5000 on; the alert 'Backlog' in line 7 says 3000"
    )


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Queue Depth", "queue > 5"),
        ("Queue Depth", "queue < 3000"),
        ("Queue Depth", "dead letters > 3000"),
        ("Orders queue depth", "queue > 3000"),
        ("Orders queue depth", "returns queue > 3000"),
        ("Queue Depth", "No messages processed in 15 minutes"),
        ("Queue Depth", "it feels wrong"),
    ],
)
def test_equal_thresholds_and_different_things_are_no_contradiction(name: str, condition: str) -> None:
    assert findings_of(alerts(alert(condition), head=metrics(metric(name))), "LS609") == ()


def test_a_metric_of_all_queues_is_compared_with_an_alert_on_all_of_them_first() -> None:
    head = metrics(metric("Queue Depth", threshold=3000))
    text = alerts(alert("queue > 3000"), alert("orders queue > 10", name="b"), head=head)

    assert findings_of(text, "LS609") == ()


def test_and_with_one_on_some_where_there_is_no_other() -> None:
    text = alerts(alert("dead letters in orders > 0"), head=metrics(metric("Dead letters")))

    assert first_metric(settled(text, "LS609")).threshold == 0


def test_agreeing_with_one_of_two_alerts_is_enough() -> None:
    both = (alert("queue > 3000"), alert("queue > 5000", name="b"))

    assert findings_of(alerts(*both, head=metrics(metric("Queue Depth", threshold=5000))), "LS609") == ()
    (finding,) = findings_of(alerts(*both, head=metrics(metric("Queue Depth", threshold=9))), "LS609")
    assert (finding.fix, finding.edits) == ("3000 or 5000", ())


def test_criteria_count_more_than_the_sentence() -> None:
    text = alerts(
        alert("queue > 3000", f"criteria: [{criterion('ActiveMessages')}]"),
        head=metrics(metric("Queue Depth")),
    )

    assert first_metric(settled(text, "LS609")).threshold == 0
