import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import alert, alerts, criterion, first_alert

DONE = criterion("CompleteMessage", "LessThan", "Total", "entities: [orders]")


def test_a_second_criterion_says_that_there_was_something_to_do() -> None:
    _, second = first_alert(settled(alerts(alert("x", f"criteria: [{DONE}]")), "LS606")).criteria

    assert (second.metric_name, second.operator, second.threshold) == ("ActiveMessages", "GreaterThan", 0)
    assert (second.time_aggregation, second.entities) == ("Minimum", ("orders",))


def test_one_that_is_there_is_enough() -> None:
    text = alerts(alert("x", f"criteria: [{DONE}, {criterion('ActiveMessages')}]"))

    assert findings_of(text, "LS606") == ()


@pytest.mark.parametrize(
    "condition",
    ["No messages received in 15 minutes", "completed messages > 5", "queue < 5", "it feels wrong"],
)
def test_other_silence_means_what_it_says(condition: str) -> None:
    assert findings_of(alerts(alert(condition)), "LS606") == ()
