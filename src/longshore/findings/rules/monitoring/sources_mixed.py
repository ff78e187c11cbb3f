"""An alert looks at one resource: the namespace, or the application's own metrics.

All criteria of an alert have to hold, and Azure joins them only where their metrics come from one resource.
Two alerts would each fire by themselves. So which criterion says enough is for the author to decide.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity


def find(draft: Draft) -> Iterator[Found]:
    """Yield every alert whose criteria have both kinds of sources."""
    for index, alert in enumerate(draft.plan.alerts):
        names: dict[str, list[str]] = {}
        for each in alert.criteria:
            names.setdefault(each.source, []).append(each.metric_name)
        if len(names) > 1:
            platform, own = ", ".join(names["platform"]), ", ".join(names["application"])
            yield Found(
                path=("alerts", index, "criteria"),
                at_key=True,
                message=f"one alert looks at the namespace ({platform}) and at the application ({own})",
                fix="the criteria of one of them; or two alerts, each of which then fires by itself",
            )


RULE = Rule(
    code="LS618",
    name="sources-mixed",
    severity=Severity.ERROR,
    on_azure="refused: the criteria of an alert rule are about metrics of the resource in its `scopes`",
    evidence=Evidence.DOCUMENTED,
    reference="Azure Monitor metric alerts: SingleResourceMultipleMetricCriteria",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
alerts:
  - name: Slow
    condition: Jobs wait and take long
    severity: 2
    action_group: on-call
    criteria:
      - {metric_name: ActiveMessages, operator: GreaterThan, threshold: 100, time_aggregation: Average}
      - metric_name: Processing Duration
        source: application
        operator: GreaterThan
        threshold: 1500
        time_aggregation: Average
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
alerts:
  - name: Slow
    condition: Jobs wait and take long
    severity: 2
    action_group: on-call
    criteria:
      - {metric_name: ActiveMessages, operator: GreaterThan, threshold: 100, time_aggregation: Average}
""",
)
