"""Diagnostic settings, alerts and whom they reach, autoscale."""

import json
from collections.abc import Iterator
from typing import Final

from longshore.azure.cli.metrics import condition
from longshore.azure.cli.names import (
    APPLICATION_INSIGHTS,
    GROUP,
    location,
    namespace_id,
    namespaces,
    resource_id,
)
from longshore.azure.cli.shell import Shell
from longshore.model.azure_rules import SEVERITIES, region_name
from longshore.plan.document import Plan
from longshore.plan.monitoring import Alert

_INSIGHTS: Final = "Microsoft.Insights"


def workspace_check(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the command that looks for the workspace, which the plan uses but does not make."""
    if plan.monitoring and plan.monitoring.diagnostic_settings:
        show = shell.az("monitor log-analytics workspace show", ids=_workspace(plan))
        name = plan.monitoring.log_analytics_workspace
        message = f"There is no Log Analytics workspace {name} yet; the plan needs it."
        yield f"{show} || fail {shell.word(message)}"


def diagnostic_settings(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for the logs of both namespaces."""
    for setting in plan.monitoring.diagnostic_settings if plan.monitoring else ():
        for namespace in namespaces(plan):
            yield shell.az(
                "monitor diagnostic-settings create",
                name=setting.name,
                resource=namespace_id(namespace),
                workspace=_workspace(plan),
                logs=_categories(setting.logs),
                metrics=_categories(setting.metrics),
            )


def action_groups(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for whom alerts reach."""
    for group in plan.action_groups:
        receivers = (
            shell.option("action", ("email", receiver.name, receiver.email_address))
            for receiver in group.email_receivers
        )
        yield shell.az(
            "monitor action-group create",
            *receivers,
            resource_group=GROUP,
            name=group.name,
            short_name=group.short_name,
        )


def alerts(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for alerts, on the primary namespace or on what the application sends."""
    for alert in plan.alerts:
        conditions = (shell.option("condition", condition(criterion)) for criterion in alert.criteria)
        severity = alert.severity
        yield shell.az(
            "monitor metrics alert create",
            *conditions,
            resource_group=GROUP,
            name=alert.name,
            description=alert.condition,
            scopes=_scope(plan, alert),
            severity=SEVERITIES[severity] if isinstance(severity, str) else severity,
            window_size=str(alert.window_size) if alert.window_size else None,
            evaluation_frequency=str(alert.evaluation_frequency) if alert.evaluation_frequency else None,
            action=resource_id(f"{_INSIGHTS}/actionGroups", alert.action_group),
        )


def autoscale(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for messaging units that follow the load, of both namespaces.

    `create` begins anew, without rules, so that they do not add up. Units come in steps of their own: az has
    no words for "the next one", the service has.
    """
    if not plan.autoscale:
        return
    bounds = plan.autoscale
    regions = [location(plan), region_name(plan.geo_dr.secondary.location) if plan.geo_dr else ""]
    for namespace, region in zip(namespaces(plan), regions, strict=False):
        yield shell.az(
            "monitor autoscale create",
            resource_group=GROUP,
            name=namespace,
            resource=namespace_id(namespace),
            location=region,
            min_count=bounds.minimum,
            max_count=bounds.maximum,
            count=bounds.minimum,
        )
        for direction, sign, percent in (
            ("out", ">", bounds.scale_out_cpu_percent),
            ("in", "<", bounds.scale_in_cpu_percent),
        ):
            yield shell.az(
                "monitor autoscale rule create",
                resource_group=GROUP,
                autoscale_name=namespace,
                condition=f"NamespaceCpuUsage {sign} {percent} avg 5m",
                timegrain="max 1m",  # of the busiest replica
                scale=(direction, "1"),
            )
        yield shell.az(
            "monitor autoscale update",
            resource_group=GROUP,
            name=namespace,
            set=[f"profiles[0].rules[{index}].scaleAction.type=ServiceAllowedNextValue" for index in (0, 1)],
        )


def _scope(plan: Plan, alert: Alert) -> str:
    if alert.criteria[0].source == "platform":
        return namespace_id(plan.namespace.name)
    name = plan.monitoring.application_insights if plan.monitoring else None
    return resource_id(f"{_INSIGHTS}/components", name) if name else APPLICATION_INSIGHTS


def _workspace(plan: Plan) -> str:
    name = plan.monitoring.log_analytics_workspace if plan.monitoring else ""
    return resource_id("Microsoft.OperationalInsights/workspaces", name)


def _categories(names: tuple[str, ...]) -> str:
    return json.dumps([{"category": name, "enabled": True} for name in names])
