"""Diagnostic settings, action groups, alerts and autoscale, read back."""

from longshore.azure.arm.kinds import (
    ACTION_GROUP,
    ALERT,
    APPLICATION_INSIGHTS,
    AUTOSCALE,
    DIAGNOSTICS,
    WORKSPACE,
)
from longshore.azure.arm.monitoring import CRITERIA, CUSTOM_METRICS, ENTITY, STATIC
from longshore.azure.arm.reading.fields import Fields
from longshore.azure.arm.reading.ids import ResourceId
from longshore.azure.arm.reading.namespaces import Namespaces, plain_value, said
from longshore.azure.arm.reading.resources import Found, Resources
from longshore.azure.arm.resource import GLOBAL
from longshore.azure.arm.scaling import OPERATORS, STEP, TRIGGER
from longshore.plan.source import Tree


def monitoring(resources: Resources, namespaces: Namespaces) -> dict[str, Tree] | None:
    """Return which logs go to which workspace; None where none go anywhere."""
    settings: dict[str, Tree] = {}
    workspaces: list[str] = []
    for found in resources.of(DIAGNOSTICS):
        if namespaces.role(found.scope):
            fields = found.read()
            setting = _setting(found.name, fields)
            workspaces.append(_short(fields.text("workspaceId"), WORKSPACE))
            if settings.setdefault(found.name, setting) != setting:
                found.fields.differs("what is logged")
    if not settings:
        return None
    return {"log_analytics_workspace": workspaces[0], "diagnostic_settings": tuple(settings.values())}


def application_insights(resources: Resources) -> str | None:
    """Return where the application sends its metrics, if alerts watch them and the template says where."""
    for found in resources.of(ALERT):
        scopes = found.fields.inside("properties").peek("scopes")
        scope = scopes[0] if isinstance(scopes, list) and scopes else None
        source = ResourceId.parse(scope) if isinstance(scope, str) else None
        if source and source.is_a(APPLICATION_INSIGHTS):
            return source.short
    return None


def action_groups(resources: Resources) -> list[Tree]:
    """Return whom alerts reach."""
    return [_action_group(found) for found in resources.of(ACTION_GROUP)]


def alerts(resources: Resources, namespaces: Namespaces) -> list[Tree]:
    """Return the alerts on the primary namespace, or on what the application sends."""
    return [
        alert
        for found in resources.of(ALERT)
        if (alert := _alert(found, found.fields.inside("properties"), namespaces))
    ]


def autoscale(resources: Resources, namespaces: Namespaces) -> dict[str, Tree] | None:
    """Return how messaging units follow the load."""
    section: dict[str, Tree] | None = None
    for found in resources.of(AUTOSCALE):
        fields = found.fields.inside("properties")
        target = ResourceId.parse(str(fields.peek("targetResourceUri")))
        bounds = _bounds(fields) if target and namespaces.role(target) else None
        if bounds is None:
            continue
        found.read()
        found.fields.take("location")
        section = section or bounds
        if bounds != section:
            found.fields.differs("autoscale")
    return section


def _setting(name: str, fields: Fields) -> dict[str, Tree]:
    kinds = {kind: tuple(_category(each) for each in fields.each(kind)) for kind in ("logs", "metrics")}
    return {"name": name, **{kind: names for kind, names in kinds.items() if names}}


def _category(fields: Fields) -> str:
    fields.drop("enabled", True)
    return fields.text("category")


def _action_group(found: Found) -> dict[str, Tree]:
    fields = found.read()
    fields.drop("enabled", True)
    found.fields.drop("location", GLOBAL)
    receivers = tuple(_receiver(each) for each in fields.each("emailReceivers"))
    section: dict[str, Tree] = {
        "name": found.name,
        "short_name": fields.text("groupShortName"),
        "email_receivers": receivers or None,
    }
    return said(section)


def _receiver(fields: Fields) -> dict[str, Tree]:
    fields.drop("useCommonAlertSchema", True)
    return {"name": fields.text("name"), "email_address": fields.text("emailAddress")}


def _alert(found: Found, fields: Fields, namespaces: Namespaces) -> dict[str, Tree] | None:
    criteria = fields.inside("criteria")
    conditions = criteria.each("allOf")
    if criteria.text("odata.type") != CRITERIA or not _is_watched(fields, conditions, namespaces):
        return None
    found.read()
    found.fields.drop("location", GLOBAL)
    fields.drop("enabled", True)
    fields.drop("autoMitigate", True)
    actions = fields.each("actions")
    section: dict[str, Tree] = {
        "name": found.name,
        "condition": fields.text("description") or found.name,
        "severity": plain_value(fields.take("severity")),
        "action_group": _short(actions[0].text("actionGroupId"), ACTION_GROUP.type) if actions else "",
        "criteria": tuple(_criterion(each) for each in conditions),
        "window_size": fields.text("windowSize") or None,
        "evaluation_frequency": fields.text("evaluationFrequency") or None,
    }
    return said(section)


def _is_watched(fields: Fields, conditions: list[Fields], namespaces: Namespaces) -> bool:
    """Say whether an alert watches the primary namespace, or an application's own metrics."""
    scopes = fields.peek("scopes")
    if not isinstance(scopes, list) or len(scopes) != 1:
        return False
    source = ResourceId.parse(str(scopes[0]))
    is_primary = source is not None and namespaces.role(source) == "primary"
    return is_primary or all(_is_application(each) for each in conditions)


def _is_application(criterion: Fields) -> bool:
    return str(criterion.peek("metricNamespace")).casefold() == CUSTOM_METRICS


def _criterion(fields: Fields) -> dict[str, Tree]:
    is_application = _is_application(fields)
    fields.take("name")  # a label, which nothing refers to
    fields.drop("criterionType", STATIC)
    fields.drop("skipMetricValidation", is_application)
    dimensions = fields.each("dimensions")
    section: dict[str, Tree] = {
        "metric_name": fields.text("metricName"),
        "operator": fields.text("operator") or None,
        "threshold": plain_value(fields.take("threshold")),
        "time_aggregation": fields.text("timeAggregation"),
        "source": "application" if is_application else None,
        "entities": next((_entities(each) for each in dimensions if each.peek("name") == ENTITY), None),
    }
    return said(section)


def _entities(dimension: Fields) -> tuple[str, ...]:
    dimension.drop("operator", "Include")
    return dimension.texts("values")


def _bounds(fields: Fields) -> dict[str, Tree] | None:
    """Return bounds and thresholds of a setting like those that a plan becomes, None for another."""
    profiles = fields.each("profiles")
    rules = profiles[0].each("rules") if len(profiles) == 1 else []
    percents = dict(_threshold(rule) for rule in rules)
    if set(percents) != {"Increase", "Decrease"} or len(rules) != len(percents):
        return None
    profiles[0].take("name")  # a label, which nothing refers to
    fields.drop("enabled", True)
    capacity = profiles[0].inside("capacity")
    minimum, maximum = capacity.text("minimum"), capacity.text("maximum")
    capacity.drop("default", minimum)
    return {
        "minimum": int(minimum) if minimum.isdecimal() else minimum,
        "maximum": int(maximum) if maximum.isdecimal() else maximum,
        "scale_out_cpu_percent": percents["Increase"],
        "scale_in_cpu_percent": percents["Decrease"],
    }


def _threshold(rule: Fields) -> tuple[str, Tree]:
    """Return the direction of a rule, and its percentage; what differs from a plan's rules stays."""
    trigger, action = rule.inside("metricTrigger"), rule.inside("scaleAction")
    direction = action.text("direction")
    for fields, usual in ((trigger, TRIGGER), (action, STEP)):
        for key, value in usual.items():
            fields.drop(key, value)
    trigger.drop("operator", OPERATORS.get(direction))
    trigger.take("metricResourceUri")
    return direction, plain_value(trigger.take("threshold"))


def _short(text: str, resource_type: str) -> str:
    """Return an id as a plan says it: by the name, if it is of the usual type and in the group."""
    parsed = ResourceId.parse(text)
    return parsed.short if parsed and parsed.is_a(resource_type) else text
