import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled


def plan(window: str, detects: str = "true") -> str:
    properties = (
        f"{{enable_duplicate_detection: {detects}, duplicate_detection_history_time_window: {window}}}"
    )
    return HEAD + f"queues: [{{queue_name: jobs, properties: {properties}}}]\n"


@pytest.mark.parametrize("window", ["PT20S", "PT10M", "P7D"])
def test_twenty_seconds_to_seven_days_are_fine(window: str) -> None:
    assert findings_of(plan(window), "LS106") == ()


@pytest.mark.parametrize(("window", "nearest"), [("PT19S", "PT20S"), ("P7DT1S", "P7D")])
def test_the_nearest_bound_is_taken(window: str, nearest: str) -> None:
    properties = settled(plan(window), "LS106").queues[0].properties

    assert str(properties.duplicate_detection_history_time_window) == nearest


def test_a_window_means_nothing_where_duplicates_are_not_looked_for() -> None:
    assert findings_of(plan("P30D", detects="false"), "LS106") == ()
