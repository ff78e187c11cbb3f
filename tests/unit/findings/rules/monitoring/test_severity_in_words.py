import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import alert, alerts, first_alert


@pytest.mark.parametrize(
    ("word", "number"),
    [("Critical", 0), ("Error", 1), ("Warning", 2), ("Informational", 3), ("Verbose", 4)],
)
def test_words_are_numbers(word: str, number: int) -> None:
    text = alerts(alert("x").replace("severity: 2", f"severity: {word}"))

    assert first_alert(settled(text, "LS607")).severity == number


def test_numbers_stay() -> None:
    assert findings_of(alerts(alert("x")), "LS607") == ()
