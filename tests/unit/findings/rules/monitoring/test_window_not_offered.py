import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import alert, alerts, first_alert


@pytest.mark.parametrize(
    ("written", "offered"),
    [("PT30S", "PT1M"), ("PT5M1S", "PT15M"), ("PT2H", "PT6H"), ("PT23H", "P1D"), ("P7D", "P1D")],
)
def test_a_window_becomes_the_next_longer_one(written: str, offered: str) -> None:
    text = alerts(alert("x", f"window_size: {written}"))

    assert str(first_alert(settled(text, "LS605")).window_size) == offered


@pytest.mark.parametrize(
    ("window", "written", "offered"),
    [
        ("PT1H", "PT10M", "PT15M"),
        ("PT5M", "PT15M", "PT5M"),
        ("PT5M", "PT10S", "PT1M"),
        ("P1D", "PT6H", "PT1H"),
        ("PT10M", "PT30M", "PT15M"),
    ],
)
def test_azure_looks_at_least_once_in_a_window(window: str, written: str, offered: str) -> None:
    text = alerts(alert("x", f"window_size: {window}, evaluation_frequency: {written}"))

    assert str(first_alert(settled(text, "LS605")).evaluation_frequency) == offered


@pytest.mark.parametrize("window", ["PT1M", "PT60M", "PT24H", "P1D"])
def test_windows_compare_by_length(window: str) -> None:
    text = alerts(alert("x", f"window_size: {window}, evaluation_frequency: PT1M"))

    assert findings_of(text, "LS605") == ()


def test_a_window_that_is_written_counts_more_than_one_that_is_said() -> None:
    text = alerts(alert("No messages received in 10 minutes", "window_size: PT30M"))

    assert findings_of(text, "LS605") == ()
