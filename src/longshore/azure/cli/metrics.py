"""Criteria of alerts in the words of `az monitor metrics alert create --condition`.

The grammar is that of azure-cli's MetricAlertCondition: a metric's name ends where an operator begins,
there is no way to quote, and a character that it does not know drops what follows, often without an error.
"""

import re
from collections.abc import Iterator
from typing import Final

from longshore.plan.monitoring import Criterion

_AGGREGATIONS: Final = {
    "Average": "avg",
    "Count": "count",
    "Maximum": "max",
    "Minimum": "min",
    "Total": "total",
}
_OPERATORS: Final = {
    "Equals": "=",
    "GreaterThan": ">",
    "GreaterThanOrEqual": ">=",
    "LessThan": "<",
    "LessThanOrEqual": "<=",
}
_KEYWORDS: Final = frozenset(("and", "dynamic", "excludes", "includes", "of", "or", "since", "where", "with"))
_METRIC: Final = re.compile(r"[\w%()/-]+( [\w%()/-]+)*", re.ASCII)
_DIMENSION_VALUE: Final = re.compile(r"[\w.-]+", re.ASCII)


def condition(criterion: Criterion) -> str:
    """Return a criterion as a condition; a metric of the application need not have been seen yet."""
    is_own = criterion.source == "application"
    metric = f"azure.applicationinsights.{criterion.metric_name}" if is_own else criterion.metric_name
    words = [
        _AGGREGATIONS[criterion.time_aggregation],
        metric,
        _OPERATORS[criterion.operator],
        _number(criterion.threshold),
    ]
    if criterion.entities:
        words += ["where EntityName includes", " or ".join(criterion.entities)]
    if is_own:
        words.append("with skipmetricvalidation")
    return " ".join(words)


def unsayable(criterion: Criterion) -> Iterator[tuple[str, str]]:
    """Yield the keys of a criterion that no condition can express, and what could be."""
    words = criterion.metric_name.casefold().split(" ")
    if not _METRIC.fullmatch(criterion.metric_name) or _KEYWORDS.intersection(words):
        yield "metric_name", "letters, digits, spaces and % ( ) / - _, and none of the grammar's words"
    for entity in criterion.entities:
        if not _DIMENSION_VALUE.fullmatch(entity) or entity.casefold() in _KEYWORDS:
            yield "entities", "names of letters, digits and . _ -, and none of the grammar's words"
    if criterion.threshold < 0:
        yield "threshold", "zero or more"


def _number(value: float) -> str:
    """Return a number without an exponent, which the grammar does not know."""
    return str(int(value)) if value.is_integer() else f"{value:.9f}".rstrip("0")
