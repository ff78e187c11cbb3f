"""Nothing was done, perhaps because there was nothing to do.

An alert on messages that are processed, and are none, fires in every quiet night. What is meant is that work
was waiting all the time and none was done: a second criterion says that ActiveMessages was never 0.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._wanted import FINISHED_METRICS, only_while_busy, wanted
from longshore.findings.rules.monitoring._watched import as_tree
from longshore.plan.edits import Append, Edit
from longshore.plan.monitoring import Criterion
from longshore.plan.source import TreePath


def find(draft: Draft) -> Iterator[Found]:
    """Yield every alert that fires when there is nothing to do."""
    for alert in wanted(draft):
        if not alert.alert.criteria and _idle_at(alert.criteria) is not None:
            yield _found((*alert.path, "condition"), alert.alert.condition, alert.criteria_edit)
    for index, each in enumerate(draft.plan.alerts):
        place = _idle_at(each.criteria)
        if place is not None and not any(map(_is_busy, each.criteria)):
            path: TreePath = ("alerts", index, "criteria")
            second = Append(path, as_tree(only_while_busy(each.criteria[place].entities)))
            yield _found((*path, place, "metric_name"), each.condition, second)


def _idle_at(criteria: tuple[Criterion, ...]) -> int | None:
    """Return which criterion holds when nothing is done."""
    for place, each in enumerate(criteria):
        is_low = each.operator.startswith("Less") or (each.operator == "Equals" and each.threshold == 0)
        if is_low and each.source == "platform" and each.metric_name in FINISHED_METRICS:
            return place
    return None


def _is_busy(criterion: Criterion) -> bool:
    return criterion.metric_name == "ActiveMessages" and criterion.operator.startswith("Greater")


def _found(path: TreePath, condition: str, edit: Edit) -> Found:
    return Found(
        path=path,
        message=f"{condition!r} holds as well when there is nothing to do",
        fix="a second criterion: the Minimum of ActiveMessages GreaterThan 0",
        edits=(edit,),
    )


RULE = Rule(
    code="LS606",
    name="fires-when-idle",
    severity=Severity.WARNING,
    on_azure="the alert fires whenever nobody has sent anything for as long as its window",
    evidence=Evidence.INFERRED,
    reference="Supported metrics for Microsoft.ServiceBus/namespaces: CompleteMessage",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
alerts:
  - name: Standstill
    condition: No messages processed in 15 minutes
    severity: 0
    action_group: on-call
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
alerts:
  - name: Standstill
    condition: No messages processed in 15 minutes
    severity: 0
    action_group: on-call
    criteria:
      - metric_name: CompleteMessage
        operator: LessThan
        threshold: 1
        time_aggregation: Total
      - metric_name: ActiveMessages
        operator: GreaterThan
        threshold: 0
        time_aggregation: Minimum
    window_size: PT15M
    evaluation_frequency: PT5M
""",
)
