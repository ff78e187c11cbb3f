import pytest

from tests.unit.findings.plans import findings_of

from .plans import topic


@pytest.mark.parametrize(
    "text", ["EventType LIKE '%Done'", "EventType LIKE 'a' OR sys.Label LIKE '%x%'", "NOT Name LIKE '%x'"]
)
def test_a_pattern_without_a_beginning_is_found(text: str) -> None:
    assert len(findings_of(topic(text), "LS114")) == 1


@pytest.mark.parametrize("text", ["EventType LIKE 'Done%'", "EventType = '%Done'", "EventType LIKE '%'"])
def test_other_patterns_and_other_texts_are_not(text: str) -> None:
    assert findings_of(topic(text), "LS114") == ()


def test_a_filter_is_found_once_with_all_its_patterns() -> None:
    (finding,) = findings_of(topic("E LIKE '%Completed%' OR E LIKE '%Analysis%'"), "LS114")

    assert "'%Completed%' and '%Analysis%'" in finding.message
