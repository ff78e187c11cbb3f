"""What is watched: log workspace, metrics with thresholds, alerts, whom they reach, and when to scale.

Names of keys and words are those of Microsoft.Insights where it has them (`metric_name`, `time_aggregation`,
`window_size`); `source` says whether a metric is the namespace's own or one that the application sends to
Application Insights.
"""

from typing import Annotated, Literal

from pydantic import Field

from longshore.plan.sections import Count, Duration, Section

Operator = Literal["Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"]
TimeAggregation = Literal["Average", "Count", "Maximum", "Minimum", "Total"]
MetricSource = Literal["platform", "application"]
SeverityWord = Literal["Critical", "Error", "Warning", "Informational", "Verbose"]
SeverityNumber = Annotated[int, Field(ge=0, le=4)]
Percent = Annotated[int, Field(ge=1, le=99)]


class DiagnosticSetting(Section):
    """Which logs and metrics of the namespace go to the workspace, by Azure's names of categories."""

    name: str
    logs: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()


class Monitoring(Section):
    """Where logs go, and where the application sends metrics of its own."""

    log_analytics_workspace: str
    application_insights: str | None = None
    diagnostic_settings: tuple[DiagnosticSetting, ...] = ()


class Metric(Section):
    """A measured value and the threshold that makes it worth a look; no `entities` means all."""

    name: str
    threshold: float
    operator: Operator
    time_aggregation: TimeAggregation
    metric_name: str | None = None
    source: MetricSource = "platform"
    entities: tuple[str, ...] = ()


class Criterion(Section):
    """One condition of an alert, as Azure evaluates it: an aggregated metric against a threshold."""

    metric_name: str
    operator: Operator
    threshold: float
    time_aggregation: TimeAggregation
    source: MetricSource = "platform"
    entities: tuple[str, ...] = ()


class Alert(Section):
    """A condition in the plan's own words, and whom it reaches; all `criteria` must hold for it to fire."""

    name: str
    condition: str
    severity: SeverityWord | SeverityNumber
    action_group: str
    criteria: tuple[Criterion, ...] = ()
    window_size: Duration | None = None
    evaluation_frequency: Duration | None = None


class EmailReceiver(Section):
    """Someone whom an action group writes to."""

    name: str
    email_address: str


class ActionGroup(Section):
    """Whom an alert reaches; the short name stands in the messages."""

    name: str
    short_name: str
    email_receivers: tuple[EmailReceiver, ...] = ()


class ScalingCriterion(Section):
    """A reason to add capacity."""

    name: str
    threshold: float
    operator: Operator
    unit: Literal["msg/s", "seconds", "minutes", "percent"]


class Autoscale(Section):
    """Messaging units that follow the namespace's processor use, between two bounds."""

    minimum: Count
    maximum: Count
    scale_out_cpu_percent: Percent = 70
    scale_in_cpu_percent: Percent = 20
