import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled

from .plans import alert, alerts, first_alert


def test_all_queues_are_named() -> None:
    (found,) = first_alert(settled(alerts(alert("queue > 5")), "LS608")).criteria

    assert found.entities == ("orders", "returns")


@pytest.mark.parametrize(
    "condition", ["orders queue > 5", "No messages processed in 15 minutes", "dead letters > 0", "x"]
)
def test_who_names_a_queue_or_means_none_is_understood(condition: str) -> None:
    assert findings_of(alerts(alert(condition)), "LS608") == ()


def test_one_queue_cannot_be_mistaken() -> None:
    text = alerts(alert("queue > 5"), head=f"{HEAD}queues: [{{queue_name: orders}}]\n")

    assert findings_of(text, "LS608") == ()
