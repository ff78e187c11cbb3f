"""A plan's entities as the model describes them."""

from pathlib import Path

import pytest

from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import (
    CorrelationFilter,
    EntityStatus,
    QueueDescription,
    RetryPolicy,
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


SHARED = "status: SendDisabled, auto_delete_on_idle: PT1H, user_metadata: for the shop"
ONWARD = "forward_to: archive, forward_dead_lettered_messages_to: graveyard"
TARGETS = "queues:\n  - queue_name: archive\n  - queue_name: graveyard\n"


def test_a_queue_may_be_half_open_forward_and_go_when_idle() -> None:
    plan = plan_of(f"{HEAD}{TARGETS}  - queue_name: orders\n    properties: {{{SHARED}, {ONWARD}}}\n")

    assert topology(plan).queues["orders"] == QueueDescription(
        status=EntityStatus.SEND_DISABLED,
        forward_to="archive",
        forward_dead_lettered_messages_to="graveyard",
        auto_delete_on_idle_ms=HOUR_MS,
        user_metadata="for the shop",
    )


def test_a_subscription_may_do_the_same_and_let_what_it_cannot_judge_go() -> None:
    properties = f"{{{SHARED}, {ONWARD}, dead_lettering_on_filter_evaluation_exceptions: false}}"
    news = f"{{topic_name: news, subscriptions: [{{name: all, properties: {properties}}}]}}"

    plan = plan_of(f"{HEAD}{TARGETS}topics: [{news}]\n")

    assert topology(plan).topics["news"].subscriptions["all"] == SubscriptionDescription(
        dead_lettering_on_filter_evaluation_exceptions=False,
        status=EntityStatus.SEND_DISABLED,
        forward_to="archive",
        forward_dead_lettered_messages_to="graveyard",
        auto_delete_on_idle_ms=HOUR_MS,
        user_metadata="for the shop",
    )


def test_a_topic_may_be_half_open_and_go_when_idle() -> None:
    plan = plan_of(f"{HEAD}topics:\n  - topic_name: news\n    properties: {{{SHARED}}}\n")

    assert topology(plan).topics["news"] == TopicDescription(
        status=EntityStatus.SEND_DISABLED, auto_delete_on_idle_ms=HOUR_MS, user_metadata="for the shop"
    )


@pytest.mark.parametrize("status", EntityStatus)
def test_a_plan_knows_every_status(status: EntityStatus) -> None:
    plan = plan_of(f"{HEAD}queues: [{{queue_name: orders, properties: {{status: {status.value}}}}}]\n")

    assert topology(plan).queues["orders"].status is status


def test_an_empty_name_forwards_nowhere() -> None:
    assert (
        subscription("{forward_to: '', forward_dead_lettered_messages_to: ''}") == SubscriptionDescription()
    )


def test_rules_have_actions() -> None:
    written = "{name: red, filter: Colour = 'red', action: SET Seen = TRUE}, {name: rest, filter: 1=1}"

    assert subscription(f"{{rules: [{written}]}}").rules == (
        RuleDescription("red", SqlFilter("Colour = 'red'"), "SET Seen = TRUE"),
        RuleDescription("rest", SqlFilter("1=1")),
    )


def test_the_default_rule_has_an_action() -> None:
    (rule,) = subscription("{default_rule: {filter: 1=1, action: REMOVE Colour}}").rules

    assert rule == RuleDescription("$Default", SqlFilter("1=1"), "REMOVE Colour")


RETRIED = """\
queues: [{queue_name: orders}, {queue_name: parcels}]
topics: [{topic_name: News, subscriptions: [{name: all}, {name: rest}]}]
longshore:
  retry:
    ORDERS: {initial_delay: PT5S, max_delay: PT10M}
    news/subscriptions/ALL: {initial_delay: PT1S, max_delay: PT1H, multiplier: 3, jitter: 0}
"""


def test_a_queue_retries_as_longshore_is_told_whatever_the_case() -> None:
    queues = topology(plan_of(HEAD + RETRIED)).queues

    assert queues["orders"].retry == RetryPolicy(5_000, 10 * MINUTE_MS, 2.0, 0.2)
    assert queues["parcels"].retry is None


def test_a_subscription_retries_as_longshore_is_told_whatever_the_case() -> None:
    subscriptions = topology(plan_of(HEAD + RETRIED)).topics["News"].subscriptions

    assert subscriptions["all"].retry == RetryPolicy(1_000, HOUR_MS, 3.0, 0.0)
    assert subscriptions["rest"].retry is None
