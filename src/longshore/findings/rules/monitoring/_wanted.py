"""An alert's sentence in Azure's terms: criteria, a window to look at, and how often to look."""

from collections.abc import Iterator
from dataclasses import dataclass

from longshore.findings.draft import Draft
from longshore.findings.rules.monitoring._watched import (
    APPLICATION_METRICS,
    SIGNAL_METRICS,
    Watched,
    aggregation,
    as_tree,
    watched,
)
from longshore.model.azure_rules import FREQUENCIES_MS, PLATFORM_METRICS, WINDOWS_MS, next_allowed
from longshore.model.durations import format_duration
from longshore.plan.conditions import Condition, Signal
from longshore.plan.edits import Edit, Put
from longshore.plan.monitoring import Alert, Criterion
from longshore.plan.source import TreePath

DEFAULT_WINDOW_MS = 300_000
"""How far an alert looks back whose sentence says nothing of it; looked at every minute."""

FINISHED_METRICS = frozenset({"CompleteMessage", "OutgoingMessages"})
"""What stays at zero while nothing is done: when something is wrong, and when there is nothing to do."""

_LISTED_QUEUES = 10
"""So many queues are named one by one; of more than that, all are meant."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An alert as Azure takes it; all criteria have to hold."""

    path: TreePath
    alert: Alert
    condition: Condition
    criteria: tuple[Criterion, ...]
    window_ms: int

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that write what the plan does not say of it: criteria, window and frequency."""
        missing = () if self.alert.criteria else (self.criteria_edit,)
        return (*missing, *timing_edits(self.path, self.alert, self.window_ms))

    @property
    def criteria_edit(self) -> Edit:
        """The edit that writes the criteria."""
        return Put((*self.path, "criteria"), tuple(as_tree(each) for each in self.criteria))


def wanted(draft: Draft) -> Iterator[Wanted]:
    """Yield every alert whose sentence can be understood."""
    metrics = watched(draft)
    for index, alert in enumerate(draft.plan.alerts):
        condition = draft.vocabulary.condition(alert.condition)
        if condition is not None:
            window_ms = next_allowed(condition.window_ms or DEFAULT_WINDOW_MS, WINDOWS_MS)
            found = _criteria(draft, condition, metrics)
            yield Wanted(("alerts", index), alert, condition, found, window_ms)


def timing_edits(path: TreePath, alert: Alert, window_ms: int) -> tuple[Edit, ...]:
    """Return the edits that say how far an alert looks back and how often, where the plan does not."""
    window = window_ms if alert.window_size is None else alert.window_size.ms
    times = {"window_size": window, "evaluation_frequency": frequency_ms(window)}
    written = {"window_size": alert.window_size, "evaluation_frequency": alert.evaluation_frequency}
    return tuple(Put((*path, key), format_duration(ms)) for key, ms in times.items() if written[key] is None)


def frequency_ms(window_ms: int) -> int:
    """Return how often to look: three times within a window at least, as far as Azure offers it."""
    return max((each for each in FREQUENCIES_MS if each * 3 <= window_ms), default=FREQUENCIES_MS[0])


def names_no_queue(draft: Draft, condition: Condition) -> bool:
    """Say whether a sentence is about a queue, and does not say which of several."""
    is_about_queues = condition.signal is Signal.QUEUE_DEPTH and not condition.entities
    return is_about_queues and len(draft.plan.queues) > 1


def only_while_busy(entities: tuple[str, ...]) -> Criterion:
    """Return the criterion that there was something to do all the time."""
    return Criterion(
        metric_name="ActiveMessages",
        operator="GreaterThan",
        threshold=0,
        time_aggregation="Minimum",
        entities=entities,
    )


def _criteria(draft: Draft, condition: Condition, metrics: tuple[Watched, ...]) -> tuple[Criterion, ...]:
    like = _metric_like(condition, metrics)
    first = _platform(draft, condition, like) or _application(condition, like)
    is_finished = first.source == "platform" and first.metric_name in FINISHED_METRICS
    is_idle = is_finished and first.operator.startswith("Less")
    return (first, only_while_busy(first.entities)) if is_idle else (first,)


def _metric_like(condition: Condition, metrics: tuple[Watched, ...]) -> Watched | None:
    """Return the plan's metric of the same signal: of the same entities if there is one, else of all."""
    alike = [each for each in metrics if each.signal is condition.signal]
    same = [each for each in alike if set(each.entities) == set(condition.entities)]
    return next(iter([*same, *(each for each in alike if not each.entities)]), None)


def _platform(draft: Draft, condition: Condition, like: Watched | None) -> Criterion | None:
    if condition.signal not in SIGNAL_METRICS or (like is not None and like.source == "application"):
        return None
    name, usual = SIGNAL_METRICS[condition.signal]
    platform = PLATFORM_METRICS[name]
    entities = condition.entities
    if names_no_queue(draft, condition) and len(draft.plan.queues) <= _LISTED_QUEUES:
        entities = tuple(queue.queue_name for queue in draft.plan.queues)
    return Criterion(
        metric_name=name,
        operator=condition.operator,
        threshold=condition.threshold,
        time_aggregation=usual if like is None else aggregation(platform, like.metric.time_aggregation),
        entities=entities if "EntityName" in platform.dimensions else (),
    )


def _application(condition: Condition, like: Watched | None) -> Criterion:
    name = APPLICATION_METRICS.get(condition.signal, condition.signal.value)
    return Criterion(
        metric_name=name if like is None else like.metric.metric_name or like.metric.name,
        operator=condition.operator,
        threshold=condition.threshold,
        time_aggregation="Average" if like is None else like.metric.time_aggregation,
        source="application",
    )
