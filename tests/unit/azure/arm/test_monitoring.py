"""Logs, action groups, alerts and autoscale in a template."""

from typing import Any

import pytest

from .templates import Resource, before, one, resources, template_of

CRITERION = {
    "metric_name": "ActiveMessages",
    "operator": "GreaterThan",
    "threshold": 10,
    "time_aggregation": "Average",
}
ALERT = {
    "name": "backlog",
    "condition": "too many orders wait",
    "severity": 2,
    "action_group": "people",
    "criteria": [CRITERION],
    "window_size": "PT60M",
    "evaluation_frequency": "PT1M",
}
GROUP = {
    "name": "people",
    "short_name": "people",
    "email_receivers": [{"name": "ops", "email_address": "{mail}"}],
}


def alert_of(**alert: object) -> Resource:
    return one(template_of(alerts=[{**ALERT, **alert}]), "metricAlerts", "backlog")


def criterion_of(**criterion: object) -> dict[str, Any]:
    alert = alert_of(criteria=[{**CRITERION, **criterion}])
    found: dict[str, Any] = alert["properties"]["criteria"]["allOf"][0]
    return found


def test_an_alert_says_what_the_plan_says() -> None:
    alert = alert_of()

    assert alert["location"] == "global"
    assert {
        key: alert["properties"][key] for key in ("description", "severity", "windowSize", "actions")
    } == {
        "description": "too many orders wait",
        "severity": 2,
        "windowSize": "PT1H",
        "actions": [{"actionGroupId": "[resourceId('Microsoft.Insights/actionGroups', 'people')]"}],
    }


@pytest.mark.parametrize(("word", "number"), [("Critical", 0), ("Error", 1), ("Warning", 2), ("Verbose", 4)])
def test_a_severity_is_a_number_to_azure(word: str, number: int) -> None:
    assert alert_of(severity=word)["properties"]["severity"] == number


def test_a_criterion_on_entities_has_them_as_a_dimension() -> None:
    assert criterion_of(entities=["orders", "bills"])["dimensions"] == [
        {"name": "EntityName", "operator": "Include", "values": ["orders", "bills"]}
    ]
    assert "dimensions" not in criterion_of()


def test_a_threshold_is_a_whole_number_where_it_can_be() -> None:
    assert repr(criterion_of(threshold=10.0)["threshold"]) == "10"
    assert criterion_of(threshold=0.5)["threshold"] == 0.5


def test_an_alert_on_the_application_watches_application_insights() -> None:
    criterion = criterion_of(metric_name="Duration", source="application")
    alert = alert_of(criteria=[{**CRITERION, "source": "application"}])

    assert criterion["metricNamespace"] == "azure.applicationinsights"
    assert criterion["skipMetricValidation"] is True
    assert alert["properties"]["scopes"] == ["[parameters('applicationInsightsId')]"]


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("insights", "[resourceId('Microsoft.Insights/components', 'insights')]"),
        ("/subscriptions/1/insights", "/subscriptions/1/insights"),
        ("{application-insights-id}", None),
    ],
)
def test_where_application_insights_is_may_be_said_in_the_plan(name: str, default: str | None) -> None:
    monitoring = {"log_analytics_workspace": "logs", "application_insights": name}
    alert = {**ALERT, "criteria": [{**CRITERION, "source": "application"}]}

    document = template_of(alerts=[alert], monitoring=monitoring)

    assert document["parameters"]["applicationInsightsId"].get("defaultValue") == default


def test_a_placeholder_in_a_default_is_a_parameter_as_well() -> None:
    settings = [{"name": "logs", "logs": ["OperationalLogs"]}]

    document = template_of(
        monitoring={"log_analytics_workspace": "{stage}-logs", "diagnostic_settings": settings}
    )

    assert list(document["parameters"]) == ["logAnalyticsWorkspaceId", "stage"]


def test_an_alert_comes_after_what_it_watches_and_whom_it_reaches() -> None:
    criteria = [{**CRITERION, "entities": ["ORDERS"]}]
    document = template_of(
        queues=[{"queue_name": "orders"}], alerts=[{**ALERT, "criteria": criteria}], action_groups=[GROUP]
    )
    made = list(before(document, one(document, "metricAlerts", "backlog")))

    assert one(document, "queues", "orders") in made
    assert one(document, "actionGroups", "people") in made


def test_an_alert_may_reach_a_group_that_is_there_already() -> None:
    group_id = "/subscriptions/1/resourceGroups/2/providers/Microsoft.Insights/actionGroups/people"

    assert alert_of(action_group=group_id)["properties"]["actions"] == [{"actionGroupId": group_id}]


def test_an_action_group_writes_to_people() -> None:
    group = one(template_of(action_groups=[GROUP]), "actionGroups", "people")

    assert group["properties"] == {
        "groupShortName": "people",
        "enabled": True,
        "emailReceivers": [
            {"name": "ops", "emailAddress": "[parameters('mail')]", "useCommonAlertSchema": True}
        ],
    }


def test_logs_go_to_the_workspace() -> None:
    setting = {"name": "logs", "logs": ["OperationalLogs"], "metrics": ["AllMetrics"]}
    document = template_of(
        monitoring={"log_analytics_workspace": "orders-logs", "diagnostic_settings": [setting]}
    )
    found = one(document, "diagnosticSettings", "logs")

    assert found["scope"] == "Microsoft.ServiceBus/namespaces/orders-bus"
    assert found["properties"] == {
        "workspaceId": "[parameters('logAnalyticsWorkspaceId')]",
        "logs": [{"category": "OperationalLogs", "enabled": True}],
        "metrics": [{"category": "AllMetrics", "enabled": True}],
    }


def test_units_follow_the_load_in_the_services_own_steps() -> None:
    bounds = {"minimum": 2, "maximum": 8, "scale_out_cpu_percent": 60, "scale_in_cpu_percent": 10}
    (setting,) = resources(template_of(autoscale=bounds), "autoscalesettings")
    (profile,) = setting["properties"]["profiles"]

    assert setting["name"] == "orders-bus"
    assert profile["capacity"] == {"minimum": "2", "maximum": "8", "default": "2"}
    assert [
        (
            rule["metricTrigger"]["operator"],
            rule["metricTrigger"]["threshold"],
            rule["scaleAction"]["direction"],
        )
        for rule in profile["rules"]
    ] == [("GreaterThan", 60, "Increase"), ("LessThan", 10, "Decrease")]
    assert {rule["scaleAction"]["type"] for rule in profile["rules"]} == {"ServiceAllowedNextValue"}
