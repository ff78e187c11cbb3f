"""A plan's entities as the model describes them."""

from pathlib import Path

from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import (
    CorrelationFilter,
    QueueDescription,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
    TrueFilter,
)
from longshore.plan import load_plan, topology

from .plans import HEAD, plan_of

AI_SERVICE = Path(__file__).parents[3] / "plans" / "ai-service.yaml"
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


def subscription(properties: str) -> SubscriptionDescription:
    news = f"{{topic_name: news, subscriptions: [{{name: all, properties: {properties}}}]}}"
    return topology(plan_of(f"{HEAD}topics: [{news}]\n")).topics["news"].subscriptions["all"]


def test_a_plan_without_entities_is_an_empty_topology() -> None:
    held = topology(plan_of(HEAD))

    assert (held.queues, held.topics) == ({}, {})


def test_a_queue_has_every_setting_in_milliseconds() -> None:
    assert topology(load_plan(AI_SERVICE)).queues["ai-trip-generation"] == QueueDescription(
        lock_duration_ms=30 * MINUTE_MS,
        max_size_in_megabytes=20_480,
        max_message_size_in_kilobytes=102_400,
        default_message_time_to_live_ms=72 * HOUR_MS,
        max_delivery_count=3,
        dead_lettering_on_message_expiration=True,
        requires_duplicate_detection=True,
        duplicate_detection_history_time_window_ms=HOUR_MS,
        requires_session=True,
        enable_partitioning=True,
    )


def test_a_queue_without_settings_is_that_of_service_bus() -> None:
    plan = plan_of(HEAD + "queues:\n  - queue_name: orders\n")

    assert topology(plan).queues == {"orders": QueueDescription()}


def test_a_topic_has_every_setting_and_its_subscriptions() -> None:
    topic = topology(load_plan(AI_SERVICE)).topics["ai-model-events"]

    assert topic == TopicDescription(
        max_size_in_megabytes=5_120,
        max_message_size_in_kilobytes=102_400,
        default_message_time_to_live_ms=24 * HOUR_MS,
        requires_duplicate_detection=True,
        duplicate_detection_history_time_window_ms=30 * MINUTE_MS,
        enable_partitioning=True,
        subscriptions={
            "model-management-subscription": SubscriptionDescription(
                lock_duration_ms=10 * MINUTE_MS,
                default_message_time_to_live_ms=UNLIMITED_MS,
                max_delivery_count=3,
                dead_lettering_on_message_expiration=True,
                requires_session=False,
                rules=(
                    RuleDescription(
                        "$Default", SqlFilter("EventType = 'ModelTrained' OR EventType = 'ModelDeployed'")
                    ),
                ),
            ),
            "monitoring-service-subscription": SubscriptionDescription(
                lock_duration_ms=2 * MINUTE_MS,
                max_delivery_count=5,
                dead_lettering_on_message_expiration=True,
                rules=(RuleDescription("$Default", SqlFilter("1=1")),),
            ),
        },
    )


def test_a_subscription_without_settings_is_that_of_service_bus() -> None:
    assert subscription("{}") == SubscriptionDescription()


def test_a_subscription_may_have_sessions_and_a_time_to_live() -> None:
    described = subscription("{enable_sessions: true, default_message_time_to_live: PT1H}")

    assert described.requires_session
    assert described.default_message_time_to_live_ms == HOUR_MS


def test_without_rules_everything_comes_through() -> None:
    assert subscription("{}").rules == (RuleDescription("$Default", TrueFilter()),)


def test_the_default_rule_replaces_the_one_of_service_bus() -> None:
    assert subscription("{default_rule: {filter: 1=1}}").rules == (
        RuleDescription("$Default", SqlFilter("1=1")),
    )


def test_rules_replace_the_default_rule_in_their_order() -> None:
    rules = subscription(
        "{rules: [{name: red, filter: Colour = 'red'}, {name: big, filter: Size > 3}]}"
    ).rules

    assert rules == (
        RuleDescription("red", SqlFilter("Colour = 'red'")),
        RuleDescription("big", SqlFilter("Size > 3")),
    )


def test_an_empty_list_of_rules_lets_nothing_through() -> None:
    assert subscription("{rules: []}").rules == ()


def test_a_rule_may_be_a_correlation_filter() -> None:
    written = "{label: news, session_id: s1, properties: {colour: red, size: 3, weight: 1.5, urgent: true}}"

    (rule,) = subscription(f"{{default_rule: {{filter: {{correlation: {written}}}}}}}").rules

    assert rule.filter == CorrelationFilter(
        label="news",
        session_id="s1",
        properties={"colour": "red", "size": 3, "weight": 1.5, "urgent": True},
    )


def test_entities_keep_their_names_as_written() -> None:
    plan = plan_of(HEAD + "queues:\n  - queue_name: Shop/Orders\ntopics:\n  - topic_name: News\n")

    assert list(topology(plan).queues) == ["Shop/Orders"]
    assert list(topology(plan).topics) == ["News"]
