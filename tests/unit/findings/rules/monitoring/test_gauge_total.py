import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import alert, alerts, criterion, first_alert, first_metric, metric, metrics


@pytest.mark.parametrize(
    ("name", "written", "offered"),
    [
        ("ActiveMessages", "Total", "Maximum"),
        ("Size", "Count", "Maximum"),
        ("IncomingMessages", "Average", "Total"),
        ("ServerSendLatency", "Maximum", "Average"),
        ("NamespaceCpuUsage", "Average", "Maximum"),
    ],
)
def test_the_nearest_aggregation_is_taken(name: str, written: str, offered: str) -> None:
    assert first_metric(settled(metrics(metric(name, written)), "LS601")).time_aggregation == offered


def test_a_metric_is_known_by_what_people_call_it() -> None:
    assert len(findings_of(metrics(metric("Queue Depth", "Total")), "LS601")) == 1


def test_of_an_alerts_criteria_too() -> None:
    text = alerts(alert("x", f"criteria: [{criterion('CompleteMessage', aggregation='Average')}]"))

    assert first_alert(settled(text, "LS601")).criteria[0].time_aggregation == "Total"


@pytest.mark.parametrize("more", ["source: application", "metric_name: NoSuchMetric"])
def test_of_metrics_that_are_not_azures_nothing_is_known(more: str) -> None:
    assert findings_of(metrics(metric("Queue Depth", "Total", more)), "LS601") == ()
