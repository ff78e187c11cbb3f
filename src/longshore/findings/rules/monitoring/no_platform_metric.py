"""Service Bus knows its queues, and nothing of what the application does with the messages.

How long a job took, or how busy a GPU is, only the application can measure. It sends such metrics to
Application Insights, and an alert on them has its scope there: `source: application`. Before the first value
arrives the rule has to be created without validation, as `longshore export` does.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._wanted import wanted
from longshore.findings.rules.monitoring._watched import criteria, platform_name, watched
from longshore.model.azure_rules import PLATFORM_METRICS
from longshore.plan.edits import Put
from longshore.plan.source import TreePath

_APPLICATION = "source: application, and the application sends it to Application Insights"


def find(draft: Draft) -> Iterator[Found]:
    """Yield every metric that is sought at the namespace and is not there."""
    for each in watched(draft):
        if each.source == "platform" and each.platform is None:
            key = "name" if each.metric.metric_name is None else "metric_name"
            yield _found(each.path, key, each.name, _nearest(each.name) if key == "metric_name" else None)
    for alert in wanted(draft):
        first = alert.criteria[0]
        if not alert.alert.criteria and first.source == "application":
            yield Found(
                path=(*alert.path, "condition"),
                message=f"Service Bus has no metric of {alert.condition.signal.value}",
                fix=f"a criterion on {first.metric_name} with {_APPLICATION}",
                edits=(alert.criteria_edit,),
            )
    for path, criterion in criteria(draft):
        if criterion.source == "platform" and criterion.metric_name not in PLATFORM_METRICS:
            meant = platform_name(draft.vocabulary.subject(criterion.metric_name)[0])
            name = criterion.metric_name
            yield _found(path, "metric_name", name, _nearest(name) or meant)


def _found(path: TreePath, key: str, name: str, meant: str | None) -> Found:
    return Found(
        path=(*path, key),
        message=f"Service Bus has no metric called {name!r}",
        fix=_APPLICATION if meant is None else meant,
        edits=(Put((*path, "source"), "application") if meant is None else Put((*path, key), meant),),
    )


def _nearest(name: str) -> str | None:
    near = get_close_matches(name, PLATFORM_METRICS, n=1, cutoff=0.8)
    return near[0] if near else None


RULE = Rule(
    code="LS602",
    name="no-platform-metric",
    severity=Severity.ERROR,
    on_azure="the alert is refused: Microsoft.ServiceBus/namespaces has no such metric",
    evidence=Evidence.DOCUMENTED,
    reference="Supported metrics for Microsoft.ServiceBus/namespaces; skipMetricValidation in the ARM"
    " specification of Microsoft.Insights/metricAlerts",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
metrics:
  - name: GPU Utilization
    threshold: 90
    operator: GreaterThan
    time_aggregation: Average
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
metrics:
  - name: GPU Utilization
    source: application
    threshold: 90
    operator: GreaterThan
    time_aggregation: Average
""",
)
