"""Depth and dead letters never arrive in the logs.

Diagnostic settings send the metrics that are counted, such as messages that arrive, and leave the gauges out:
messages that wait, dead letters, sizes, processor and memory use. A query over the workspace does not see
them, so alerts on them have to be metric alerts, which is how `longshore export` writes all of them.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._wanted import wanted
from longshore.findings.rules.monitoring._watched import criteria, watched
from longshore.model.azure_rules import PLATFORM_METRICS
from longshore.plan.monitoring import Criterion
from longshore.plan.suggest import either


def find(draft: Draft) -> Iterator[Found]:
    """Yield a workspace that does not see what the plan watches."""
    unseen = dict.fromkeys(_unseen(draft)) if draft.plan.monitoring is not None else {}
    if draft.plan.monitoring is not None and unseen:
        names = either(tuple(unseen)).replace(" or ", " and ")
        yield Found(
            path=("monitoring", "log_analytics_workspace"),
            message=f"{names} never arrive in {draft.plan.monitoring.log_analytics_workspace}",
            fix="metric alerts on them, as `longshore export` writes them, and no alerts on queries",
        )


def _unseen(draft: Draft) -> Iterator[str]:
    """Yield the metrics that the plan watches and no diagnostic setting sends."""
    names = [each.name for each in watched(draft) if each.source == "platform"]
    names += [each.metric_name for each in _criteria(draft) if each.source == "platform"]
    for name in names:
        if name in PLATFORM_METRICS and not PLATFORM_METRICS[name].is_exportable:
            yield name


def _criteria(draft: Draft) -> Iterator[Criterion]:
    yield from (criterion for _, criterion in criteria(draft))
    for alert in wanted(draft):
        if not alert.alert.criteria:
            yield from alert.criteria


RULE = Rule(
    code="LS613",
    name="gauge-in-logs",
    severity=Severity.NOTE,
    on_azure="these metrics cannot be exported by diagnostic settings: an alert on a query sees no values",
    evidence=Evidence.DOCUMENTED,
    reference="Supported metrics for Microsoft.ServiceBus/namespaces: the column DS Export",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
monitoring: {log_analytics_workspace: demo-logs}
metrics:
  - name: Backlog
    metric_name: ActiveMessages
    threshold: 500
    operator: GreaterThan
    time_aggregation: Average
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
monitoring: {log_analytics_workspace: demo-logs}
metrics:
  - name: Traffic
    metric_name: IncomingMessages
    threshold: 500
    operator: GreaterThan
    time_aggregation: Total
""",
)
