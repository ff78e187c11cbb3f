import pytest

from tests.unit.findings.plans import findings_of

from .plans import topic


@pytest.mark.parametrize("text", ["1=1", "NOT 1=0", "1=1 OR Colour = 'red'", "1 < 2 AND 'a' = 'a'"])
def test_what_is_true_of_every_message_is_found(text: str) -> None:
    assert len(findings_of(topic(text), "LS113")) == 1


@pytest.mark.parametrize(
    "text",
    ["1=0", "Colour = Colour", "1=1 AND Colour = 'red'", "EXISTS(Colour)", "1 = 'a'", "newid() = newid()"],
)
def test_what_may_be_false_or_cannot_be_known_is_not(text: str) -> None:
    assert findings_of(topic(text), "LS113") == ()


def test_a_filter_of_several_lines_is_named_in_one() -> None:
    (finding,) = findings_of(topic("1 =\n  1"), "LS113")

    assert finding.message.startswith("`1 = 1` lets every message into s0")
