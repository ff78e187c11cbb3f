"""Figures in sentences."""

import pytest

from longshore.documents.criteria import criterion, target
from longshore.documents.facts import Fact, Remark


def said(text: str) -> tuple[object, ...]:
    """Return name, threshold, operator and unit of a sentence."""
    return tuple(each.value for each in criterion(text, 1) if isinstance(each, Fact))


@pytest.mark.parametrize(
    ("text", "criterion"),
    [
        ("처리량 > 3,500 msg/sec", ("Throughput", 3500, "GreaterThan", "msg/s")),
        ("Throughput above all >= 10 messages/s", ("Throughput", 10, "GreaterThanOrEqual", "msg/s")),
        ("AI 처리 대기 시간 > 5분", ("AI Processing Wait Time", 5, "GreaterThan", "minutes")),
        ("Wait time > 300 seconds", ("AI Processing Wait Time", 300, "GreaterThan", "seconds")),
        ("GPU 사용률이 85% 초과", ("GPU Utilization", 85, "GreaterThan", "percent")),
        ("CPU > 80 percent", ("CPU", 80, "GreaterThan", "percent")),
    ],
)
def test_a_criterion(text: str, criterion: tuple[object, ...]) -> None:
    assert said(text) == criterion


def test_a_measure_without_a_unit_of_the_plan_is_not_understood() -> None:
    assert [type(each) for each in criterion("Depth > 5000 messages", 3)] == [Remark]


def test_a_sentence_that_compares_nothing() -> None:
    assert list(criterion("Add more workers", 1)) == []


@pytest.mark.parametrize(
    "text", ["up to 4,000 msg/sec", "(Premium: 4,000 msg/s)", "초당 4,000건", "4000 messages per second까지"]
)
def test_a_target(text: str) -> None:
    assert [each.value for each in target(text, 1)] == [4000]


def test_a_sentence_without_a_rate() -> None:
    assert list(target("4,000 users", 1)) == []
