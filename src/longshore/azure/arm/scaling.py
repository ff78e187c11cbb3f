"""Messaging units that follow the load, on both namespaces, for Geo-DR does not copy it.

Units come as 1, 2, 4, 8 and 16, for each partition: no fixed number of units steps from each to the next. The
action `ServiceAllowedNextValue` leaves the step to the service, which knows them [insights, ScaleType]. The
load is that of the busiest replica, averaged over five minutes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from longshore.azure.arm.kinds import AUTOSCALE
from longshore.azure.arm.resource import Resource, Value
from longshore.plan.document import Plan

PROFILE: Final = "Messaging units"

TRIGGER: Final[Mapping[str, str]] = {
    "metricName": "NamespaceCpuUsage",
    "metricNamespace": "microsoft.servicebus/namespaces",
    "timeGrain": "PT1M",
    "statistic": "Max",
    "timeWindow": "PT5M",
    "timeAggregation": "Average",
}
"""What is watched, and how it is added up: first over replicas, then over time."""

STEP: Final[Mapping[str, str]] = {"type": "ServiceAllowedNextValue", "value": "1", "cooldown": "PT5M"}
"""How units change: to the next number that there is, then not again for a while."""

OPERATORS: Final[Mapping[str, str]] = {"Increase": "GreaterThan", "Decrease": "LessThan"}
"""By the direction of a change, which side of its threshold the load must be on."""


def autoscale(plan: Plan, namespaces: Sequence[Resource]) -> Iterator[Resource]:
    """Yield the setting of every namespace, under the namespace's own name."""
    if plan.autoscale is None:
        return
    bounds = plan.autoscale
    for namespace in namespaces:
        properties: dict[str, Value] = {
            "enabled": True,
            "targetResourceUri": namespace.id,
            "profiles": (
                {
                    "name": PROFILE,
                    "capacity": {
                        "minimum": str(bounds.minimum),
                        "maximum": str(bounds.maximum),
                        "default": str(bounds.minimum),
                    },
                    "rules": (
                        _rule(namespace, "Increase", bounds.scale_out_cpu_percent),
                        _rule(namespace, "Decrease", bounds.scale_in_cpu_percent),
                    ),
                },
            ),
        }
        settings = {"location": namespace.settings["location"]}
        yield Resource(AUTOSCALE, namespace.names, properties, ("autoscale",), settings, after=(namespace,))


def _rule(namespace: Resource, direction: str, percent: int) -> dict[str, Value]:
    watched: dict[str, Value] = {
        "metricResourceUri": namespace.id,
        "operator": OPERATORS[direction],
        "threshold": percent,
    }
    return {"metricTrigger": {**TRIGGER, **watched}, "scaleAction": {"direction": direction, **STEP}}
