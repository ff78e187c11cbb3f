"""Every fact of the AI service's plan, against the plan file.

The tables are written by hand from the plan document, in its order.
"""

from pathlib import Path

import pytest

from longshore.plan import Duration, Plan, load_plan
from longshore.plan.monitoring import Alert, Metric, ScalingCriterion

FILE = Path(__file__).parents[3] / "plans" / "ai-service.yaml"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(FILE)


def test_overview(plan: Plan) -> None:
    assert (plan.plan, plan.service, plan.environment) == (1, "AI Service", "Production")


def test_namespace(plan: Plan) -> None:
    assert plan.namespace.model_dump(exclude_unset=True) == {
        "name": "ai-servicebus-prod",
        "sku": "Premium",
        "tier": "Premium",
        "capacity": 4,
        "location": "Korea Central",
    }


def test_disaster_recovery(plan: Plan) -> None:
    assert plan.geo_dr is not None
    assert plan.geo_dr.model_dump(exclude_unset=True) == {
        "alias": "ai-servicebus-dr",
        "secondary": {"name": "ai-servicebus-prod-secondary", "location": "Korea South"},
        "auto_failover": False,
    }


def test_private_endpoint(plan: Plan) -> None:
    assert plan.private_endpoint is not None
    assert plan.private_endpoint.model_dump(exclude_unset=True) == {
        "name": "ai-servicebus-pe-prod",
        "subnet": "servicebus-subnet-prod",
        "vnet": "tripgen-vnet-prod",
        "private_dns_zone": "privatelink.servicebus.windows.net",
        "connection_name": "ai-servicebus-connection",
    }


def test_network_access(plan: Plan) -> None:
    assert plan.network_access is not None
    assert plan.network_access.model_dump(exclude_unset=True) == {
        "default_action": "Deny",
        "trusted_services_allowed": True,
        "ip_rules": ({"action": "Allow", "ip_mask": "10.0.0.0/16"},),
    }


QUEUES = [
    # name, MB, time to live, lock, deliveries, dead-letter expired, partitioned, duplicate window, sessions
    ("ai-trip-generation", 20480, "PT72H", "PT30M", 3, True, True, "PT1H", True),
    ("ai-recommendation", 10240, "PT24H", "PT10M", 5, True, True, "PT30M", False),
    ("ai-analysis", 15360, "PT48H", "PT15M", 3, True, True, "PT30M", True),
    ("ai-model-training", 51200, "P7D", "PT2H", 2, True, False, "PT24H", True),
    ("ai-batch-processing", 10240, "PT12H", "PT5M", 3, True, True, None, False),
]


def test_queues(plan: Plan) -> None:
    assert [
        (
            queue.queue_name,
            queue.properties.max_size_in_megabytes,
            queue.properties.default_message_time_to_live.text,
            queue.properties.lock_duration.text,
            queue.properties.max_delivery_count,
            queue.properties.dead_lettering_on_message_expiration,
            queue.properties.enable_partitioning,
            queue.properties.duplicate_detection_history_time_window.text
            if queue.properties.enable_duplicate_detection
            else None,
            queue.properties.enable_sessions,
        )
        for queue in plan.queues
    ] == QUEUES


def test_only_the_batch_queue_has_no_duplicate_window(plan: Plan) -> None:
    assert [
        queue.queue_name
        for queue in plan.queues
        if "duplicate_detection_history_time_window" not in queue.properties.model_fields_set
    ] == ["ai-batch-processing"]


TOPICS = [
    # name, MB, time to live, partitioned, duplicate detection, duplicate window
    ("ai-events", 20480, "PT48H", True, True, "PT1H"),
    ("ai-model-events", 5120, "PT24H", True, True, "PT30M"),
]


def test_topics(plan: Plan) -> None:
    assert [
        (
            topic.topic_name,
            topic.properties.max_size_in_megabytes,
            topic.properties.default_message_time_to_live.text,
            topic.properties.enable_partitioning,
            topic.properties.enable_duplicate_detection,
            topic.properties.duplicate_detection_history_time_window.text,
        )
        for topic in plan.topics
    ] == TOPICS


SUBSCRIPTIONS = [
    # topic, name, lock, deliveries, dead-letter expired, filter of the default rule
    (
        *("ai-events", "trip-service-subscription", "PT5M", 10, True),
        "EventType = 'TripGenerated' OR EventType = 'RecommendationReady'",
    ),
    (
        *("ai-events", "user-service-subscription", "PT3M", 5, True),
        "EventType = 'PersonalizationUpdated' OR EventType = 'PreferenceAnalyzed'",
    ),
    (
        *("ai-events", "analytics-service-subscription", "PT5M", 5, True),
        "EventType LIKE '%Completed%' OR EventType LIKE '%Analysis%'",
    ),
    (
        *("ai-events", "notification-service-subscription", "PT2M", 3, True),
        "EventType = 'TripGenerated' OR EventType = 'AnalysisCompleted'",
    ),
    (
        *("ai-model-events", "model-management-subscription", "PT10M", 3, True),
        "EventType = 'ModelTrained' OR EventType = 'ModelDeployed'",
    ),
    (*("ai-model-events", "monitoring-service-subscription", "PT2M", 5, True), "1=1"),
]


def test_subscriptions(plan: Plan) -> None:
    assert [
        (
            topic.topic_name,
            subscription.name,
            subscription.properties.lock_duration.text,
            subscription.properties.max_delivery_count,
            subscription.properties.dead_lettering_on_message_expiration,
            subscription.properties.default_rule and subscription.properties.default_rule.filter,
        )
        for topic in plan.topics
        for subscription in topic.subscriptions
    ] == SUBSCRIPTIONS


def test_identity_and_roles(plan: Plan) -> None:
    assert plan.managed_identity is not None
    assert plan.managed_identity.type == "SystemAssigned"
    assert [role.model_dump(exclude_unset=True) for role in plan.role_assignments] == [
        {
            "principal_id": "{ai-service-managed-identity-id}",
            "role_definition": "Azure Service Bus Data Owner",
            "scope": "/subscriptions/{subscription-id}/resourceGroups/{rg-name}"
            "/providers/Microsoft.ServiceBus/namespaces/ai-servicebus-prod",
        }
    ]


def test_access_policies(plan: Plan) -> None:
    assert [policy.model_dump(exclude_unset=True) for policy in plan.access_policies] == [
        {
            "name": "ai-service-full-access",
            "rights": ("Send", "Listen", "Manage"),
            "primary_key": "{auto-generated}",
            "secondary_key": "{auto-generated}",
        }
    ]


def test_connection(plan: Plan) -> None:
    assert plan.connection is not None
    assert plan.connection.model_dump(exclude_unset=True) == {
        "connection_endpoint": "ai-servicebus-prod.servicebus.windows.net",
        "authentication": "managed_identity",
        "fallback_connection_string": "Endpoint=sb://ai-servicebus-prod.servicebus.windows.net/"
        ";SharedAccessKeyName=ai-service-full-access;SharedAccessKey={key}",
    }


def test_application_settings(plan: Plan) -> None:
    assert plan.application.model_dump(mode="json") == {
        "ServiceBus": {
            "Namespace": "ai-servicebus-prod.servicebus.windows.net",
            "UseManagedIdentity": True,
            "ConnectionString": "@Microsoft.KeyVault(SecretUri="
            "https://tripgen-kv-prod.vault.azure.net/secrets/ai-servicebus-connection/)",
        },
        "Queues": {
            "TripGeneration": "ai-trip-generation",
            "Recommendation": "ai-recommendation",
            "Analysis": "ai-analysis",
            "ModelTraining": "ai-model-training",
            "BatchProcessing": "ai-batch-processing",
        },
        "Topics": {"AIEvents": "ai-events", "ModelEvents": "ai-model-events"},
        "AI": {"MaxProcessingTime": "PT30M", "ModelParallelism": 4, "BatchSize": 100},
    }


def test_durations_are_both_text_and_time(plan: Plan) -> None:
    assert plan.application.AI.MaxProcessingTime == Duration(ms=1_800_000, text="PT30M")


def test_log_workspace(plan: Plan) -> None:
    assert plan.monitoring is not None
    assert plan.monitoring.log_analytics_workspace == "tripgen-logs-prod"


def test_metrics(plan: Plan) -> None:
    def metric(name: str, threshold: float, time_aggregation: str) -> Metric:
        return Metric.model_validate(
            {
                "name": name,
                "threshold": threshold,
                "operator": "GreaterThan",
                "time_aggregation": time_aggregation,
            }
        )

    assert plan.metrics == (
        metric("AI Processing Queue Depth", 5000, "Average"),
        metric("AI Processing Duration", 1800, "Average"),
        metric("Model Training Queue Depth", 10, "Total"),
        metric("Dead Letter Message Count", 5, "Total"),
        metric("GPU Utilization", 90, "Average"),
    )


def test_alerts(plan: Plan) -> None:
    def alert(name: str, condition: str, severity: str) -> Alert:
        return Alert.model_validate(
            {
                "name": name,
                "condition": condition,
                "severity": severity,
                "action_group": "tripgen-ai-alerts-prod",
            }
        )

    assert plan.alerts == (
        alert("AI Processing Backlog", "AI processing queue > 3000 messages", "Warning"),
        alert("AI Processing Timeout", "Processing time > 25 minutes", "Error"),
        alert("Model Training Failed", "Dead letter in model-training queue > 0", "Critical"),
        alert("AI Service Unavailable", "No messages processed in 10 minutes", "Critical"),
    )


def test_names_of_the_install_script(plan: Plan) -> None:
    assert plan.deployment is not None
    assert plan.deployment.model_dump(exclude_none=True) == {
        "resource_group": "tripgen-prod-rg",
        "location": "koreacentral",
        "secondary_location": "koreasouth",
        "private_endpoint_group_id": "namespace",
    }


def test_throughput_to_verify(plan: Plan) -> None:
    assert plan.targets.throughput_msg_per_s == 4000


def test_reasons_to_scale(plan: Plan) -> None:
    assert plan.scaling == (
        ScalingCriterion(name="Throughput", threshold=3500, operator="GreaterThan", unit="msg/s"),
        ScalingCriterion(name="AI Processing Wait Time", threshold=5, operator="GreaterThan", unit="minutes"),
        ScalingCriterion(name="GPU Utilization", threshold=85, operator="GreaterThan", unit="percent"),
    )


def test_nothing_of_our_own_is_in_the_plan(plan: Plan) -> None:
    assert plan.model_fields_set.isdisjoint({"resolve", "workers", "longshore"})
