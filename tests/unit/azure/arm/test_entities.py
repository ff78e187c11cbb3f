"""Queues, topics, subscriptions and rules in a template."""

import pytest

from .templates import before, names, one, resources, template_of

NEVER = {"filterType": "SqlFilter", "sqlFilter": {"sqlExpression": "1=0", "compatibilityLevel": 20}}


def rules_of(**properties: object) -> dict[str, object]:
    """Return the rules of a subscription with these properties, by name."""
    subscription = {"name": "all", "properties": properties}
    document = template_of(topics=[{"topic_name": "news", "subscriptions": [subscription]}])
    return {each["name"].rpartition("/")[2]: each["properties"] for each in resources(document, "rules")}


def test_a_queue_says_what_the_plan_says_in_the_words_of_arm() -> None:
    properties = {
        "max_size_in_megabytes": 2048,
        "max_message_size_in_kilobytes": 1024,
        "default_message_time_to_live": "PT72H",
        "lock_duration": "PT5M",
        "max_delivery_count": 3,
        "dead_lettering_on_message_expiration": True,
        "enable_partitioning": False,
        "enable_duplicate_detection": True,
        "duplicate_detection_history_time_window": "PT1H",
        "enable_sessions": True,
        "status": "SendDisabled",
        "auto_delete_on_idle": "P1D",
        "user_metadata": "ours",
    }

    document = template_of(queues=[{"queue_name": "orders", "properties": properties}])

    assert one(document, "queues", "orders")["properties"] == {
        "maxSizeInMegabytes": 2048,
        "maxMessageSizeInKilobytes": 1024,
        "defaultMessageTimeToLive": "PT72H",
        "lockDuration": "PT5M",
        "maxDeliveryCount": 3,
        "deadLetteringOnMessageExpiration": True,
        "enablePartitioning": False,
        "requiresDuplicateDetection": True,
        "duplicateDetectionHistoryTimeWindow": "PT1H",
        "requiresSession": True,
        "status": "SendDisabled",
        "autoDeleteOnIdle": "P1D",
        "userMetadata": "ours",
    }


def test_what_a_plan_does_not_say_is_left_to_service_bus() -> None:
    document = template_of(queues=[{"queue_name": "orders"}], topics=[{"topic_name": "news"}])

    assert one(document, "queues", "orders")["properties"] == {}
    assert one(document, "topics", "news")["properties"] == {}


def test_whether_errors_of_filters_dead_letter_is_always_said() -> None:
    document = template_of(topics=[{"topic_name": "news", "subscriptions": [{"name": "all"}]}])

    assert one(document, "subscriptions", "all")["properties"] == {
        "deadLetteringOnFilterEvaluationExceptions": True
    }


def test_endless_is_spelled_as_net_spells_it() -> None:
    properties = {"default_message_time_to_live": "P99999999D"}

    document = template_of(queues=[{"queue_name": "orders", "properties": properties}])

    assert one(document, "queues", "orders")["properties"] == {
        "defaultMessageTimeToLive": "P10675199DT2H48M5.4775807S"
    }


def test_a_slash_in_a_name_is_a_tilde_to_arm() -> None:
    document = template_of(queues=[{"queue_name": "orders/new"}])

    assert names(document, "queues") == ["orders-bus/orders~new"]


def test_an_entity_comes_after_what_it_forwards_to_wherever_the_plan_has_that() -> None:
    document = template_of(
        queues=[
            {"queue_name": "first", "properties": {"forward_to": "NEWS"}},
            {"queue_name": "second", "properties": {"forward_dead_lettered_messages_to": "third"}},
            {"queue_name": "third", "properties": {"forward_to": ""}},
        ],
        topics=[
            {
                "topic_name": "news",
                "subscriptions": [{"name": "all", "properties": {"forward_to": "second"}}],
            }
        ],
    )

    assert names(document, "queues") == ["orders-bus/third", "orders-bus/first", "orders-bus/second"]
    assert one(document, "topics", "news") in before(document, one(document, "queues", "first"))
    assert one(document, "queues", "third") in before(document, one(document, "queues", "second"))
    assert one(document, "queues", "second") in before(document, one(document, "subscriptions", "all"))
    assert one(document, "queues", "third")["properties"] == {}


def test_a_subscription_without_rules_keeps_that_of_service_bus() -> None:
    assert rules_of() == {}


def test_the_default_rule_is_written_over_that_of_service_bus() -> None:
    assert rules_of(default_rule={"filter": "Colour = 'red'", "action": "SET Seen = 1"}) == {
        "$Default": {
            "filterType": "SqlFilter",
            "sqlFilter": {"sqlExpression": "Colour = 'red'", "compatibilityLevel": 20},
            "action": {"sqlExpression": "SET Seen = 1", "compatibilityLevel": 20},
        }
    }


def test_beside_named_rules_the_default_one_lets_nothing_through() -> None:
    rules = rules_of(rules=[{"name": "red", "filter": "Colour = 'red'"}])

    assert rules["$Default"] == NEVER
    assert list(rules) == ["$Default", "red"]


def test_without_any_rule_nothing_comes_through() -> None:
    assert rules_of(rules=[]) == {"$Default": NEVER}


def test_a_default_rule_among_named_ones_is_what_the_plan_says() -> None:
    rules = rules_of(rules=[{"name": "red", "filter": "1=1"}, {"name": "$Default", "filter": "Size > 3"}])

    assert list(rules) == ["red", "$Default"]
    assert rules["$Default"] != NEVER


@pytest.mark.parametrize(
    ("key", "arm"),
    [("correlation_id", "correlationId"), ("label", "label"), ("reply_to_session_id", "replyToSessionId")],
)
def test_a_correlation_filter_compares_what_the_plan_names(key: str, arm: str) -> None:
    rules = rules_of(default_rule={"filter": {"correlation": {key: "x", "properties": {"Colour": "red"}}}})

    assert rules["$Default"] == {
        "filterType": "CorrelationFilter",
        "correlationFilter": {arm: "x", "properties": {"Colour": "red"}},
    }


def test_a_filter_in_brackets_is_no_expression() -> None:
    rules = rules_of(default_rule={"filter": "[Colour] = [Wanted]"})

    assert rules["$Default"] == {
        "filterType": "SqlFilter",
        "sqlFilter": {"sqlExpression": "[[Colour] = [Wanted]", "compatibilityLevel": 20},
    }
