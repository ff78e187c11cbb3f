"""A Config.json's entities as the model describes them."""

import json

import pytest

from longshore.model.entities import (
    CorrelationFilter,
    QueueDescription,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
    TrueFilter,
)

from .configs import HARBOUR, config_of, config_with, rule_with, subscription_with

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
EVERYTHING = (RuleDescription("$Default", TrueFilter()),)


def rule_of(**properties: object) -> RuleDescription:
    (rule,) = config_of(rule_with(**properties)).topology.topics["news"].subscriptions["all"].rules
    return rule


def test_a_queue_has_every_setting_and_limits_of_the_emulator_do_not_hold() -> None:
    assert config_of(HARBOUR).topology.queues["cranes"] == QueueDescription(
        lock_duration_ms=45 * SECOND_MS,
        default_message_time_to_live_ms=30 * MINUTE_MS,
        max_delivery_count=25,
        dead_lettering_on_message_expiration=True,
        requires_duplicate_detection=True,
        duplicate_detection_history_time_window_ms=2 * MINUTE_MS,
        requires_session=True,
        forward_to=None,
        forward_dead_lettered_messages_to="salvage",
    )


def test_a_queue_without_settings_is_that_of_the_emulator() -> None:
    assert config_of(HARBOUR).topology.queues["salvage"] == QueueDescription(
        lock_duration_ms=MINUTE_MS,
        default_message_time_to_live_ms=HOUR_MS,
        max_delivery_count=3,
        duplicate_detection_history_time_window_ms=20 * SECOND_MS,
    )


def test_a_topic_has_every_setting_and_its_subscriptions() -> None:
    topic = config_of(HARBOUR).topology.topics["arrivals"]

    assert topic == TopicDescription(
        default_message_time_to_live_ms=10 * MINUTE_MS,
        requires_duplicate_detection=True,
        duplicate_detection_history_time_window_ms=MINUTE_MS,
        subscriptions=topic.subscriptions,
    )
    assert list(topic.subscriptions) == ["everything", "tankers", "fishing-boats"]


def test_a_topic_without_settings_is_that_of_the_emulator() -> None:
    assert config_of(config_with(Topics=[{"Name": "news"}])).topology.topics["news"] == TopicDescription(
        default_message_time_to_live_ms=HOUR_MS, duplicate_detection_history_time_window_ms=20 * SECOND_MS
    )


def test_a_subscription_has_every_setting() -> None:
    assert config_of(HARBOUR).topology.topics["arrivals"].subscriptions["everything"] == (
        SubscriptionDescription(
            lock_duration_ms=2 * MINUTE_MS,
            default_message_time_to_live_ms=20 * MINUTE_MS,
            max_delivery_count=7,
            dead_lettering_on_message_expiration=True,
            forward_to="salvage",
            forward_dead_lettered_messages_to="salvage",
            rules=EVERYTHING,
        )
    )


def test_a_subscription_without_settings_is_that_of_the_emulator() -> None:
    topology = config_of(subscription_with()).topology

    assert topology.topics["news"].subscriptions["all"] == SubscriptionDescription(
        lock_duration_ms=MINUTE_MS,
        default_message_time_to_live_ms=HOUR_MS,
        max_delivery_count=3,
        rules=EVERYTHING,
    )


def test_a_subscription_may_have_sessions() -> None:
    topology = config_of(subscription_with(Properties={"RequiresSession": True})).topology

    assert topology.topics["news"].subscriptions["all"].requires_session


def test_without_rules_everything_comes_through() -> None:
    subscriptions = config_of(HARBOUR).topology.topics["arrivals"].subscriptions

    assert subscriptions["everything"].rules == EVERYTHING
    assert subscriptions["fishing-boats"].rules == EVERYTHING, "an empty list is no list"


def test_rules_have_their_filters_and_actions() -> None:
    assert config_of(HARBOUR).topology.topics["arrivals"].subscriptions["tankers"].rules == (
        RuleDescription("oil", SqlFilter("Cargo = 'oil' AND Tons > 1000"), "SET Priority = 'high'"),
        RuleDescription(
            "signalled",
            CorrelationFilter(
                correlation_id="voyage-7",
                message_id="arrival-1",
                to="harbour-master",
                reply_to="pilots",
                label="tanker",
                session_id="berth-3",
                reply_to_session_id="pilot-2",
                content_type="text/plain",
                properties={"Flag": "KR", "Tons": 1200, "Late": False},
            ),
        ),
    )


def test_empty_texts_are_none() -> None:
    rule = rule_of(
        FilterType="Correlation",
        CorrelationFilter={"Label": "news", "To": "", "SessionId": None},
        Action={"SqlExpression": ""},
    )

    assert rule == RuleDescription("rule", CorrelationFilter(label="news"))


def test_filters_of_another_type_do_not_count() -> None:
    rule = rule_of(FilterType="Sql", SqlFilter={"SqlExpression": "1=1"}, CorrelationFilter={})

    assert rule.filter == SqlFilter("1=1")


@pytest.mark.parametrize("written", ["Sql", "SQL", "sql"])
def test_a_filters_type_may_be_written_in_any_case(written: str) -> None:
    assert rule_of(FilterType=written, SqlFilter={"SqlExpression": "1=1"}).filter == SqlFilter("1=1")


def test_a_rule_may_be_called_as_the_default_one_is() -> None:
    rule = {"Name": "$Default", "Properties": {"FilterType": "Sql", "SqlFilter": {"SqlExpression": "1=1"}}}

    topology = config_of(subscription_with(Rules=[rule])).topology

    assert topology.topics["news"].subscriptions["all"].rules == (
        RuleDescription("$Default", SqlFilter("1=1")),
    )


def test_the_names_of_application_properties_are_the_users() -> None:
    rule = rule_of(FilterType="Correlation", CorrelationFilter={"Properties": {"label": "a", "LABEL": "b"}})

    assert rule.filter == CorrelationFilter(properties={"label": "a", "LABEL": "b"})


def test_text_beyond_the_basic_plane_may_be_written_as_json_escapes_it() -> None:
    text = rule_with(FilterType="Correlation", CorrelationFilter={"Properties": {"Mood": "\U0001f600"}})
    assert "\\ud83d\\ude00" in text

    (rule,) = config_of(text).topology.topics["news"].subscriptions["all"].rules

    assert rule.filter == CorrelationFilter(properties={"Mood": "\U0001f600"})


def test_a_file_says_the_same_whatever_its_white_space() -> None:
    written = json.loads(HARBOUR)

    for text in (json.dumps(written), json.dumps(written, indent="\t"), HARBOUR.replace("\n", "\r\n")):
        assert config_of(text) == config_of(HARBOUR)
