"""Messaging units that follow the load, on both namespaces, for Geo-DR does not copy it.

Units come as 1, 2, 4, 8 and 16, for each partition: no fixed number of units steps from each to the next. The
action `ServiceAllowedNextValue` leaves the step to the service, which knows them [insights, ScaleType]. The
load is that of the busiest replica, averaged over five minutes.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from longshore.azure.arm.kinds import AUTOSCALE
from longshore.azure.arm.resource import Resource, Value
from longshore.plan.document import Plan

METRIC: Final = "NamespaceCpuUsage"
PROFILE: Final = "Messaging units"
_FIVE_MINUTES: Final = "PT5M"


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
                        _rule(namespace, "GreaterThan", bounds.scale_out_cpu_percent, "Increase"),
                        _rule(namespace, "LessThan", bounds.scale_in_cpu_percent, "Decrease"),
                    ),
                },
            ),
        }
        settings = {"location": namespace.settings["location"]}
        yield Resource(AUTOSCALE, namespace.names, properties, ("autoscale",), settings, after=(namespace,))


def _rule(namespace: Resource, operator: str, percent: int, direction: str) -> dict[str, Value]:
    return {
        "metricTrigger": {
            "metricName": METRIC,
            "metricNamespace": "microsoft.servicebus/namespaces",
            "metricResourceUri": namespace.id,
            "timeGrain": "PT1M",
            "statistic": "Max",
            "timeWindow": _FIVE_MINUTES,
            "timeAggregation": "Average",
            "operator": operator,
            "threshold": percent,
        },
        "scaleAction": {
            "direction": direction,
            "type": "ServiceAllowedNextValue",
            "value": "1",
            "cooldown": _FIVE_MINUTES,
        },
    }
