"""Azure offers each metric in a few aggregations only.

Messages that wait, dead letters and sizes are gauges: looked at once a minute, and not added up. They come as
Average, Minimum or Maximum. What is counted, such as messages that arrive, comes as Total. Whoever asks for
the total of a gauge wants to hear of the worst, which is the Maximum.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._watched import aggregation, criteria, watched
from longshore.model.azure_rules import PLATFORM_METRICS, PlatformMetric
from longshore.plan.edits import Put
from longshore.plan.source import TreePath
from longshore.plan.suggest import either


def find(draft: Draft) -> Iterator[Found]:
    """Yield every aggregation that Azure does not offer of its metric."""
    for path, platform, asked in _asked(draft):
        if asked not in platform.aggregations:
            offered = either(platform.aggregations)
            chosen = aggregation(platform, asked)
            yield Found(
                path=(*path, "time_aggregation"),
                message=f"the {asked} of {platform.name}, which Azure offers as {offered} only",
                fix=chosen,
                edits=(Put((*path, "time_aggregation"), chosen),),
            )


def _asked(draft: Draft) -> Iterator[tuple[TreePath, PlatformMetric, str]]:
    for each in watched(draft):
        if each.platform is not None:
            yield each.path, each.platform, each.metric.time_aggregation
    for path, criterion in criteria(draft):
        if criterion.source == "platform" and criterion.metric_name in PLATFORM_METRICS:
            yield path, PLATFORM_METRICS[criterion.metric_name], criterion.time_aggregation


RULE = Rule(
    code="LS601",
    name="gauge-total",
    severity=Severity.ERROR,
    on_azure="the alert is refused, or never fires: the metric has no values of that aggregation",
    evidence=Evidence.DOCUMENTED,
    reference="Supported metrics for Microsoft.ServiceBus/namespaces",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
metrics:
  - name: Dead letters
    metric_name: DeadletteredMessages
    threshold: 5
    operator: GreaterThan
    time_aggregation: Total
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
metrics:
  - name: Dead letters
    metric_name: DeadletteredMessages
    threshold: 5
    operator: GreaterThan
    time_aggregation: Maximum
""",
)
