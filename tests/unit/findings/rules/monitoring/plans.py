"""Plans with metrics and alerts, as the rules of this folder look at them."""

from longshore.plan import Plan
from longshore.plan.monitoring import Alert, Metric
from tests.unit.findings.plans import HEAD

QUEUES = "queues: [{queue_name: orders}, {queue_name: returns}]\n"


def metrics(*metrics: str) -> str:
    """Return a plan with two queues and metrics, each given as the inside of a mapping."""
    lines = "".join(f"  - {{{each}}}\n" for each in metrics)
    return f"{HEAD}{QUEUES}metrics:\n{lines}"


def metric(name: str, aggregation: str = "Average", more: str = "", threshold: float = 5) -> str:
    return (
        f"name: {name}, threshold: {threshold}, operator: GreaterThan, time_aggregation: {aggregation}"
        f"{more and ', ' + more}"
    )


def alert(condition: str, more: str = "", name: str = "a") -> str:
    """Return an alert, as an item of a list."""
    return (
        f"  - {{name: {name}, condition: '{condition}', severity: 2, action_group: people"
        f"{more and ', ' + more}}}\n"
    )


def alerts(*alerts: str, head: str = HEAD + QUEUES) -> str:
    return f"{head}alerts:\n{''.join(alerts)}"


def criterion(
    metric_name: str, comparison: str = "GreaterThan", aggregation: str = "Average", more: str = ""
) -> str:
    return (
        f"{{metric_name: {metric_name}, operator: {comparison}, threshold: 0, time_aggregation: {aggregation}"
        f"{more and ', ' + more}}}"
    )


def first_metric(plan: Plan) -> Metric:
    return plan.metrics[0]


def first_alert(plan: Plan) -> Alert:
    return plan.alerts[0]
