"""What the plan watches, by Azure's names: its metrics, and the criteria of its alerts.

A metric of the plan is called as people call it. The signal that its name speaks of says which of Azure's
metrics is meant; what Azure does not measure, such as the time a job takes, the application has to send.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from longshore.findings.draft import Draft
from longshore.model.azure_rules import PLATFORM_METRICS, Aggregation, PlatformMetric
from longshore.plan.conditions import Signal, Vocabulary
from longshore.plan.monitoring import Criterion, Metric, MetricSource
from longshore.plan.source import Tree, TreePath

SIGNAL_METRICS: dict[Signal, tuple[str, Aggregation]] = {
    Signal.QUEUE_DEPTH: ("ActiveMessages", "Average"),
    Signal.DEAD_LETTERS: ("DeadletteredMessages", "Maximum"),
    Signal.SCHEDULED: ("ScheduledMessages", "Average"),
    Signal.SIZE: ("Size", "Average"),
    Signal.COMPLETED: ("CompleteMessage", "Total"),
    Signal.ABANDONED: ("AbandonMessage", "Total"),
    Signal.INCOMING: ("IncomingMessages", "Total"),
    Signal.OUTGOING: ("OutgoingMessages", "Total"),
    Signal.THROTTLED: ("ThrottledRequests", "Total"),
    Signal.SERVER_ERRORS: ("ServerErrors", "Total"),
    Signal.USER_ERRORS: ("UserErrors", "Total"),
    Signal.CONNECTIONS: ("ActiveConnections", "Total"),
    Signal.CPU: ("NamespaceCpuUsage", "Maximum"),
    Signal.MEMORY: ("NamespaceMemoryUsage", "Maximum"),
}
"""The metric of Service Bus that a signal is, and how it is usually aggregated."""

APPLICATION_METRICS = {
    Signal.PROCESSING_TIME: "Processing Duration",
    Signal.WAITING_TIME: "Waiting Time",
    Signal.GPU: "GPU Utilization",
}
"""How a metric that the application sends is called where the plan does not name it."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A metric of the plan: its name on Azure, or the application's; no `entities` means all."""

    path: TreePath
    metric: Metric
    signal: Signal | None
    name: str
    source: MetricSource
    entities: tuple[str, ...]

    @property
    def is_renamed(self) -> bool:
        """Whether Azure has this metric by another name than the plan gives it."""
        return self.platform is not None and self.name not in {self.metric.metric_name, self.metric.name}

    @property
    def platform(self) -> PlatformMetric | None:
        """The metric of Service Bus that this is; None for any other."""
        return PLATFORM_METRICS.get(self.name) if self.source == "platform" else None


def watched(draft: Draft) -> tuple[Watched, ...]:
    """Return the metrics of the plan."""
    return tuple(
        _watched(("metrics", index), metric, draft.vocabulary)
        for index, metric in enumerate(draft.plan.metrics)
    )


def _watched(path: TreePath, metric: Metric, vocabulary: Vocabulary) -> Watched:
    signal, entities = vocabulary.subject(metric.name)
    name = metric.metric_name or metric.name
    if metric.source == "platform" and metric.metric_name is None and name not in PLATFORM_METRICS:
        name = platform_name(signal) or name
    return Watched(path, metric, signal, name, metric.source, metric.entities or entities)


def platform_name(signal: Signal | None) -> str | None:
    """Return how Service Bus calls the metric of a signal; None for what it does not measure."""
    return SIGNAL_METRICS[signal][0] if signal in SIGNAL_METRICS else None


def criteria(draft: Draft) -> Iterator[tuple[TreePath, Criterion]]:
    """Yield the criteria that are written, of all alerts."""
    for index, alert in enumerate(draft.plan.alerts):
        for place, criterion in enumerate(alert.criteria):
            yield ("alerts", index, "criteria", place), criterion


def aggregation(platform: PlatformMetric, wanted: str) -> Aggregation:
    """Return the aggregation itself where a metric offers it; else the one nearest in meaning.

    The total of a gauge, counted once a minute, means nothing; whoever asks for it wants the worst.
    """
    offered = {str(each): each for each in platform.aggregations}
    return offered.get(wanted) or offered.get("Maximum") or platform.aggregations[0]


def number(value: float) -> int | float:
    """Return a number without a fraction as a whole one, as people write it."""
    return int(value) if value.is_integer() else value


def as_tree(criterion: Criterion) -> Tree:
    """Return a criterion as it is written in a plan, without what goes without saying."""
    tree: dict[str, Tree] = {
        "metric_name": criterion.metric_name,
        "operator": criterion.operator,
        "threshold": number(criterion.threshold),
        "time_aggregation": criterion.time_aggregation,
    }
    if criterion.source != "platform":
        tree["source"] = criterion.source
    if criterion.entities:
        tree["entities"] = criterion.entities
    return tree
