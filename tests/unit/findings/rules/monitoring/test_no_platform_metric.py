import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import alert, alerts, criterion, first_alert, first_metric, metric, metrics


@pytest.mark.parametrize("name", ["GPU Utilization", "AI Processing Duration", "Weather"])
def test_what_service_bus_does_not_measure_the_application_sends(name: str) -> None:
    assert first_metric(settled(metrics(metric(name)), "LS602")).source == "application"


@pytest.mark.parametrize("name", ["Queue Depth", "Dead Letter Message Count", "ActiveMessages", "CPU"])
def test_what_it_measures_by_another_name_is_known(name: str) -> None:
    assert findings_of(metrics(metric(name)), "LS602") == ()


def test_a_misspelled_name_is_put_right() -> None:
    text = metrics(metric("Backlog", more="metric_name: ActiveMessage"))

    assert first_metric(settled(text, "LS602")).metric_name == "ActiveMessages"


@pytest.mark.parametrize(
    ("name", "wanted", "source"),
    [
        ("Queue Depth", "ActiveMessages", "platform"),
        ("DeadLetteredMessages", "DeadletteredMessages", "platform"),
        ("Weather", "Weather", "application"),
    ],
)
def test_the_same_for_criteria(name: str, wanted: str, source: str) -> None:
    text = alerts(alert("x", f"criteria: [{criterion(name)}]"))
    (settled_criterion,) = first_alert(settled(text, "LS602")).criteria

    assert (settled_criterion.metric_name, settled_criterion.source) == (wanted, source)


def test_a_sentence_about_it_becomes_a_criterion_of_the_application() -> None:
    text = alerts(alert("Processing time > 25 minutes"), head=metrics(metric("My Duration")))
    (found,) = first_alert(settled(text, "LS602")).criteria

    assert (found.metric_name, found.source, found.threshold) == ("My Duration", "application", 1500)
