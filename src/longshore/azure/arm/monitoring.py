"""Where logs go, alerts, and whom they reach.

Alerts watch the primary namespace, as the plan has it: the secondary, until it takes over, has no messages.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from longshore.azure.arm.expressions import Term, bracketed, parameter
from longshore.azure.arm.kinds import ACTION_GROUP, ALERT, DIAGNOSTICS
from longshore.azure.arm.parameters import INSIGHTS_ID, WORKSPACE_ID
from longshore.azure.arm.resource import GLOBAL, Resource, Value, resource_id
from longshore.model.azure_rules import SEVERITIES
from longshore.model.durations import format_duration
from longshore.plan.document import Plan
from longshore.plan.monitoring import Alert, Criterion
from longshore.plan.sections import Duration

CRITERIA: Final = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
STATIC: Final = "StaticThresholdCriterion"
CUSTOM_METRICS: Final = "azure.applicationinsights"
"""The metric namespace of what an application sends to Application Insights."""

ENTITY: Final = "EntityName"
"""The dimension by which metrics of a namespace tell its queues and topics apart."""


def diagnostic_settings(plan: Plan, namespaces: Sequence[Resource]) -> Iterator[Resource]:
    """Yield which logs of every namespace go to the workspace."""
    for index, setting in enumerate(plan.monitoring.diagnostic_settings if plan.monitoring else ()):
        properties: dict[str, Value] = {
            "workspaceId": parameter(WORKSPACE_ID),
            "logs": tuple({"category": name, "enabled": True} for name in setting.logs),
            "metrics": tuple({"category": name, "enabled": True} for name in setting.metrics),
        }
        origin = ("monitoring", "diagnostic_settings", index)
        for namespace in namespaces:
            names, scope = (setting.name,), namespace.path
            yield Resource(DIAGNOSTICS, names, properties, origin, scope=scope, after=(namespace,))


def action_groups(plan: Plan) -> Iterator[Resource]:
    """Yield whom alerts reach."""
    for index, group in enumerate(plan.action_groups):
        receivers: tuple[Value, ...] = tuple(
            {"name": each.name, "emailAddress": each.email_address, "useCommonAlertSchema": True}
            for each in group.email_receivers
        )
        properties: dict[str, Value] = {
            "groupShortName": group.short_name,
            "enabled": True,
            "emailReceivers": receivers,
        }
        origin = ("action_groups", index)
        yield Resource(ACTION_GROUP, (group.name,), properties, origin, {"location": GLOBAL})


def alerts(
    plan: Plan, namespace: Resource, entities: Mapping[str, Resource], groups: Sequence[Resource]
) -> Iterator[Resource]:
    """Yield the alerts, each after what it watches and whom it reaches."""
    for index, alert in enumerate(plan.alerts):
        group = next((each for each in groups if _is_named(each, alert.action_group)), None)
        names = (name for criterion in alert.criteria for name in criterion.entities)
        watched = [entities[name.casefold()] for name in names if name.casefold() in entities]
        after = [*([namespace] if _is_platform(alert) else []), *watched, *([group] if group else [])]
        properties = _properties(alert, namespace)
        settings = {"location": GLOBAL}
        yield Resource(ALERT, (alert.name,), properties, ("alerts", index), settings, after=tuple(after))


def _properties(alert: Alert, namespace: Resource) -> dict[str, Value]:
    severity = alert.severity
    scope: Term = namespace.id if _is_platform(alert) else parameter(INSIGHTS_ID)
    return {
        "description": alert.condition,
        "severity": SEVERITIES[severity] if isinstance(severity, str) else severity,
        "enabled": True,
        "scopes": (scope,),
        "evaluationFrequency": _duration(alert.evaluation_frequency),
        "windowSize": _duration(alert.window_size),
        "criteria": {
            "odata.type": CRITERIA,
            "allOf": tuple(_criterion(each, number) for number, each in enumerate(alert.criteria, 1)),
        },
        "actions": ({"actionGroupId": _group_id(alert.action_group)},),
    }


def _criterion(criterion: Criterion, number: int) -> dict[str, Value]:
    is_own = criterion.source == "application"
    dimension: dict[str, Value] = {"name": ENTITY, "operator": "Include", "values": criterion.entities}
    return {
        "criterionType": STATIC,
        "name": f"criterion{number}",
        "metricName": criterion.metric_name,
        # A metric that nobody has sent yet Azure would not accept.
        **({"metricNamespace": CUSTOM_METRICS, "skipMetricValidation": True} if is_own else {}),
        "operator": criterion.operator,
        "threshold": _number(criterion.threshold),
        "timeAggregation": criterion.time_aggregation,
        "dimensions": (dimension,) if criterion.entities else None,
    }


def _is_platform(alert: Alert) -> bool:
    return alert.criteria[0].source == "platform"


def _is_named(group: Resource, name: str) -> bool:
    return bracketed(group.names[0]).casefold() == bracketed(name).casefold()


def _number(value: float) -> float:
    """Return a whole number as JSON writes it best, without a fraction."""
    return int(value) if value.is_integer() else value


def _group_id(name: str) -> Term:
    return name if name.startswith("/") else resource_id(ACTION_GROUP.type, name)


def _duration(duration: Duration | None) -> Value:
    """Return a duration as Azure Monitor lists those it takes, PT1H rather than PT60M."""
    return format_duration(duration.ms) if duration else None
