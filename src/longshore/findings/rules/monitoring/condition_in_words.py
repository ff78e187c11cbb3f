"""An alert is a sentence in the plan, and criteria on Azure.

Azure compares an aggregated metric with a threshold, over a window, every so often. Sentences that say as
much are read: `Dead letters in the orders queue > 0`, `No messages processed in 10 minutes`. Where the plan
says nothing of it, the window is five minutes, looked at every minute.

A sentence that cannot be read stays one. Until the alert has `criteria`, nothing could watch it, and the plan
cannot be exported.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._wanted import DEFAULT_WINDOW_MS, Wanted, timing_edits, wanted
from longshore.findings.rules.monitoring._watched import number
from longshore.plan.monitoring import Alert, Criterion
from longshore.plan.source import TreePath
from longshore.plan.suggest import either


def find(draft: Draft) -> Iterator[Found]:
    """Yield every alert that is not all criteria, window and frequency."""
    understood = {alert.path: alert for alert in wanted(draft)}
    for index, alert in enumerate(draft.plan.alerts):
        path: TreePath = ("alerts", index)
        if path in understood:
            yield from _in_words(understood[path])
        elif alert.criteria:
            yield from _without_times(path, alert, DEFAULT_WINDOW_MS)
        else:
            yield Found(
                path=(*path, "condition"),
                severity=Severity.WARNING,
                message=f"{alert.condition!r} cannot be read as a condition",
                on_azure="an alert without criteria watches nothing: the plan cannot be exported until it has"
                " some",
                fix="`criteria`; or a sentence like 'dead letters in the orders queue > 0'",
            )


def _in_words(alert: Wanted) -> Iterator[Found]:
    if alert.alert.criteria:
        yield from _without_times(alert.path, alert.alert, alert.window_ms)
    else:
        yield Found(
            path=(*alert.path, "condition"),
            message=f"{alert.alert.condition!r} is a sentence, where Azure takes criteria",
            fix=" and ".join(map(_said, alert.criteria)),
            edits=alert.edits,
        )


def _without_times(path: TreePath, alert: Alert, window_ms: int) -> Iterator[Found]:
    edits = timing_edits(path, alert, window_ms)
    if edits:
        missing = either([str(edit.path[-1]) for edit in edits])
        yield Found(
            path=(*path, "condition"),
            message=f"criteria without {missing}",
            fix=", ".join(f"{edit.path[-1]}: {edit.value}" for edit in edits),
            edits=edits,
        )


def _said(criterion: Criterion) -> str:
    return (
        f"{criterion.time_aggregation} of {criterion.metric_name} {criterion.operator}"
        f" {number(criterion.threshold)}"
    )


RULE = Rule(
    code="LS604",
    name="condition-in-words",
    severity=Severity.ERROR,
    on_azure="a metric alert has to have criteria, windowSize and evaluationFrequency",
    evidence=Evidence.SOURCE,
    reference="the ARM specification of Microsoft.Insights/metricAlerts",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
alerts:
  - name: Backlog
    condition: orders queue > 500 messages
    severity: 2
    action_group: on-call
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
alerts:
  - name: Backlog
    condition: orders queue > 500 messages
    severity: 2
    action_group: on-call
    criteria:
      - metric_name: ActiveMessages
        operator: GreaterThan
        threshold: 500
        time_aggregation: Average
        entities: [orders]
    window_size: PT5M
    evaluation_frequency: PT1M
""",
)
