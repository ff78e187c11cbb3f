from dataclasses import dataclass
from typing import Final

import pytest

from longshore.azure.cli.metrics import condition, unsayable
from longshore.plan.monitoring import Criterion, MetricSource


def criterion(
    metric: str = "ActiveMessages",
    *entities: str,
    threshold: float = 10,
    source: MetricSource = "platform",
) -> Criterion:
    return Criterion(
        metric_name=metric,
        operator="GreaterThan",
        threshold=threshold,
        time_aggregation="Average",
        source=source,
        entities=entities,
    )


def test_a_criterion_of_the_namespace_is_metric_operator_and_threshold() -> None:
    assert condition(criterion()) == "avg ActiveMessages > 10"


def test_entities_are_values_of_a_dimension() -> None:
    assert condition(criterion("ActiveMessages", "a", "b")) == (
        "avg ActiveMessages > 10 where EntityName includes a or b"
    )


def test_a_metric_of_the_application_has_its_namespace_and_need_not_be_there_yet() -> None:
    assert condition(criterion("GPU Utilization", source="application")) == (
        "avg azure.applicationinsights.GPU Utilization > 10 with skipmetricvalidation"
    )


@pytest.mark.parametrize(("threshold", "text"), [(3000.0, "3000"), (0.25, "0.25"), (1e12, "1000000000000")])
def test_a_threshold_has_no_exponent(threshold: float, text: str) -> None:
    assert condition(criterion(threshold=threshold)).endswith(f"> {text}")


@dataclass(frozen=True, slots=True)
class Case:
    criterion: Criterion
    keys: list[str]


CASES: Final = {
    "plain": Case(criterion("AI Processing Duration", "a.b-c_d"), []),
    "an operator in the metric": Case(criterion("a > b"), ["metric_name"]),
    "a word of the grammar in the metric": Case(criterion("time with Queue"), ["metric_name"]),
    "a metric in another script": Case(criterion("처리 시간"), ["metric_name"]),
    "an entity with a slash": Case(criterion("ActiveMessages", "a/b"), ["entities"]),
    "an entity that is a word of the grammar": Case(criterion("ActiveMessages", "or"), ["entities"]),
    "below zero": Case(criterion(threshold=-1), ["threshold"]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_the_grammar_cannot_say_is_named(case: Case) -> None:
    assert [key for key, _ in unsayable(case.criterion)] == case.keys
