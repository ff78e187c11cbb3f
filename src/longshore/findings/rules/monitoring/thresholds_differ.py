"""A metric and an alert watch the same thing, and do not agree from where on it is worth a look.

Whoever looks at the metric sees nothing wrong while the alert has fired already, or the other way round. The
alert counts, for it is what wakes people up. Where several alerts watch the same thing at different
thresholds, the metric has to agree with one of them; which, only you can say.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import EVERYWHERE, Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._wanted import wanted
from longshore.findings.rules.monitoring._watched import Watched, number, watched
from longshore.plan.edits import Put
from longshore.plan.monitoring import Alert, Criterion
from longshore.plan.suggest import either

_Watching = tuple[int, Alert, Criterion]
"""The place of an alert, the alert, and its only criterion."""


def find(draft: Draft) -> Iterator[Found]:
    """Yield every metric whose threshold is no alert's on the same."""
    alerts = _by_metric(draft)
    queues = {queue.queue_name.casefold() for queue in draft.plan.queues}
    for each in watched(draft):
        same = _about_the_same(each, alerts.get(each.name, []), queues)
        thresholds = dict.fromkeys(number(criterion.threshold) for _, _, criterion in same)
        if thresholds and each.metric.threshold not in thresholds:
            path = (*each.path, "threshold")
            only = next(iter(thresholds)) if len(thresholds) == 1 else None
            yield Found(
                path=path,
                message=f"{each.metric.name!r} is worth a look from {number(each.metric.threshold)} on;"
                f" {_said(draft, same)}",
                fix=either([str(threshold) for threshold in thresholds]),
                edits=() if only is None else (Put(path, only),),
            )


def _by_metric(draft: Draft) -> dict[str, list[_Watching]]:
    """Return the alerts with one criterion, written or understood, by the metric that they watch."""
    understood = {alert.path[1]: alert.criteria for alert in wanted(draft)}
    found: dict[str, list[_Watching]] = {}
    for index, alert in enumerate(draft.plan.alerts):
        criteria = alert.criteria or understood.get(index, ())
        if len(criteria) == 1:
            found.setdefault(criteria[0].metric_name, []).append((index, alert, criteria[0]))
    return found


def _about_the_same(each: Watched, alerts: list[_Watching], queues: set[str]) -> list[_Watching]:
    """Return the alerts on just the metric's entities; where there are none, those on some of them."""
    wide = _names(each.entities, queues)
    compared = [alert for alert in alerts if alert[2].operator.startswith(each.metric.operator[:4])]
    same = [alert for alert in compared if _names(alert[2].entities, queues) == wide]
    return same or [alert for alert in compared if _is_part(_names(alert[2].entities, queues), wide)]


def _is_part(names: frozenset[str], whole: frozenset[str]) -> bool:
    return bool(names) and (not whole or names < whole)


def _names(entities: tuple[str, ...], queues: set[str]) -> frozenset[str]:
    """Return entities without case; none for all queues, which no entities mean as well."""
    names = frozenset(name.casefold() for name in entities)
    return frozenset() if queues and names >= queues else names


def _said(draft: Draft, alerts: list[_Watching]) -> str:
    return ", ".join(
        f"the alert {alert.name!r} in line {draft.source.position(('alerts', index, 'name')).line}"
        f" says {number(criterion.threshold)}"
        for index, alert, criterion in alerts
    )


RULE = Rule(
    code="LS609",
    name="thresholds-differ",
    severity=Severity.WARNING,
    on_azure="both are deployed as they are written: the metric's own threshold is in no alert",
    evidence=Evidence.INFERRED,
    reference="reading: the plan against itself",
    find=find,
    about=__doc__,
    targets=EVERYWHERE,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
metrics:
  - name: Queue depth
    threshold: 5000
    operator: GreaterThan
    time_aggregation: Average
alerts:
  - name: Backlog
    condition: queue > 3000 messages
    severity: 2
    action_group: on-call
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
metrics:
  - name: Queue depth
    threshold: 3000
    operator: GreaterThan
    time_aggregation: Average
alerts:
  - name: Backlog
    condition: queue > 3000 messages
    severity: 2
    action_group: on-call
""",
)
