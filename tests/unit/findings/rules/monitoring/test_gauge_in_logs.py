import pytest

from tests.unit.findings.plans import findings_of

from .plans import alert, alerts, criterion, metric, metrics

LOGS = "monitoring: {log_analytics_workspace: logs}\n"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (metrics(metric("Queue Depth"), metric("Dead letters")), "ActiveMessages and DeadletteredMessages"),
        (alerts(alert("queue > 5")), "ActiveMessages"),
        (alerts(alert("x", f"criteria: [{criterion('Size')}]")), "Size"),
    ],
)
def test_gauges_that_are_watched_are_named(text: str, named: str) -> None:
    (finding,) = findings_of(text + LOGS, "LS613")

    assert finding.message == f"{named} never arrive in logs"


@pytest.mark.parametrize(
    "text",
    [
        metrics(metric("IncomingMessages")) + LOGS,
        metrics(metric("GPU")) + LOGS,
        metrics(metric("Queue Depth", more="source: application")) + LOGS,
        metrics(metric("Queue Depth")),
    ],
)
def test_counted_metrics_and_the_applications_own_arrive(text: str) -> None:
    assert findings_of(text, "LS613") == ()
