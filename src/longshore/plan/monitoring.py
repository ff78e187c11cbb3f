"""What is watched: log workspace, metrics with thresholds, alerts, and when to scale."""

from typing import Literal

from longshore.plan.sections import Section

Operator = Literal["Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"]


class Monitoring(Section):
    """Where logs go."""

    log_analytics_workspace: str


class Metric(Section):
    """A measured value and the threshold that makes it worth a look."""

    name: str
    threshold: float
    operator: Operator
    time_aggregation: Literal["Average", "Count", "Maximum", "Minimum", "Total"]


class Alert(Section):
    """A condition in the plan's own words, and whom it reaches."""

    name: str
    condition: str
    severity: Literal["Critical", "Error", "Warning", "Informational", "Verbose"]
    action_group: str


class ScalingCriterion(Section):
    """A reason to add capacity."""

    name: str
    threshold: float
    operator: Operator
    unit: Literal["msg/s", "seconds", "minutes", "percent"]
