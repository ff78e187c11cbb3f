import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import alert, alerts, criterion, first_alert, first_metric, metric, metrics

TOPICS = "topics: [{topic_name: events, subscriptions: [{name: audit}]}]\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("order", "orders"), ("Retruns", "returns"), ("events/Subscriptions/audit", "events")],
)
def test_the_nearest_name_is_meant(written: str, meant: str) -> None:
    text = metrics(metric("Queue Depth", more=f"entities: [{written}]")) + TOPICS

    assert first_metric(settled(text, "LS616")).entities == (meant,)


def test_in_criteria_too() -> None:
    text = alerts(alert("x", f"criteria: [{criterion('Size', more='entities: [orders, return]')}]"))

    assert first_alert(settled(text, "LS616")).criteria[0].entities == ("orders", "returns")


def test_a_stranger_is_for_a_person_to_judge() -> None:
    (finding,) = findings_of(metrics(metric("Queue Depth", more="entities: [warehouse]")), "LS616")

    assert finding.edits == ()


def test_case_makes_no_difference() -> None:
    assert findings_of(metrics(metric("Queue Depth", more="entities: [Orders]")), "LS616") == ()
