"""The Config.json of a plan, and what of the plan it cannot hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from longshore.emulator import as_plan, written
from longshore.model.entities import (
    QueueDescription,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
    Topology,
)
from longshore.plan import load_plan, topology
from tests.unit.findings.generated import Values, plans
from tests.unit.plan.plans import FILE, HEAD, plan_of

from .configs import config_of, source_of

AI_SERVICE = Path(__file__).parents[3] / "plans" / "ai-service.yaml"
SMALL = "plan: 1\nnamespace: {name: sbemulatorns}\n"
NOTHING = (RuleDescription("$Default", SqlFilter("1=0")),)

several = settings(max_examples=60, deadline=None)


def config_from(text: str) -> Any:  # noqa: ANN401  # JSON
    """Return the Config.json of a plan as plain values."""
    return json.loads(written(plan_of(text)).text)


def losses_of(text: str) -> list[tuple[str, str, str, str]]:
    """Return entity, key, wanted and written value of what a plan loses."""
    lost = written(plan_of(SMALL + text)).lost
    return [(each.entity, each.key, each.wanted, each.written) for each in lost]


def queue_with(properties: str) -> str:
    lived = "default_message_time_to_live: PT1H"
    return f"queues:\n  - queue_name: orders\n    properties: {{{lived}, {properties}}}\n"


def nearest(value: int, smallest: int, largest: int) -> int:
    return min(max(value, smallest), largest)


def whole(value_ms: int, smallest_s: int, largest_s: int) -> int:
    return nearest(value_ms // 1000, smallest_s, largest_s) * 1000


def queue_in_limits(queue: QueueDescription) -> QueueDescription:
    """Return a queue as the emulator can have it; what its format has no key for is as by default."""
    return QueueDescription(
        lock_duration_ms=whole(queue.lock_duration_ms, 5, 300),
        default_message_time_to_live_ms=whole(queue.default_message_time_to_live_ms, 300, 3_600),
        max_delivery_count=nearest(queue.max_delivery_count, 1, 10),
        dead_lettering_on_message_expiration=queue.dead_lettering_on_message_expiration,
        requires_duplicate_detection=queue.requires_duplicate_detection,
        duplicate_detection_history_time_window_ms=whole(
            queue.duplicate_detection_history_time_window_ms, 5, 300
        ),
        requires_session=queue.requires_session,
        forward_to=queue.forward_to,
        forward_dead_lettered_messages_to=queue.forward_dead_lettered_messages_to,
    )


def subscription_in_limits(subscription: SubscriptionDescription) -> SubscriptionDescription:
    return SubscriptionDescription(
        lock_duration_ms=whole(subscription.lock_duration_ms, 5, 300),
        default_message_time_to_live_ms=whole(subscription.default_message_time_to_live_ms, 300, 3_600),
        max_delivery_count=nearest(subscription.max_delivery_count, 1, 10),
        dead_lettering_on_message_expiration=subscription.dead_lettering_on_message_expiration,
        requires_session=subscription.requires_session,
        forward_to=subscription.forward_to,
        forward_dead_lettered_messages_to=subscription.forward_dead_lettered_messages_to,
        rules=subscription.rules,
    )


def topic_in_limits(topic: TopicDescription) -> TopicDescription:
    subscriptions = {name: subscription_in_limits(each) for name, each in topic.subscriptions.items()}
    nobody = config_of(written(plan_of(SMALL + "topics: [{topic_name: t}]")).text).topology.topics["t"]
    return TopicDescription(
        default_message_time_to_live_ms=whole(topic.default_message_time_to_live_ms, 300, 3_600),
        requires_duplicate_detection=topic.requires_duplicate_detection,
        duplicate_detection_history_time_window_ms=whole(
            topic.duplicate_detection_history_time_window_ms, 5, 300
        ),
        subscriptions=subscriptions or nobody.subscriptions,
    )


def in_limits(wanted: Topology) -> Topology:
    return Topology(
        {name: queue_in_limits(queue) for name, queue in wanted.queues.items()},
        {name: topic_in_limits(topic) for name, topic in wanted.topics.items()},
    )


def test_a_queue_has_every_key_in_the_order_of_the_emulators_example() -> None:
    (queue,) = config_from(HEAD + "queues: [{queue_name: orders}]")["UserConfig"]["Namespaces"][0]["Queues"]

    assert json.dumps(queue) == json.dumps(
        {
            "Name": "orders",
            "Properties": {
                "DeadLetteringOnMessageExpiration": False,
                "DefaultMessageTimeToLive": "PT1H",
                "DuplicateDetectionHistoryTimeWindow": "PT5M",
                "ForwardDeadLetteredMessagesTo": "",
                "ForwardTo": "",
                "LockDuration": "PT1M",
                "MaxDeliveryCount": 10,
                "RequiresDuplicateDetection": False,
                "RequiresSession": False,
            },
        }
    )


def test_the_namespace_has_the_emulators_name_and_logging_is_said() -> None:
    config = config_from(HEAD)["UserConfig"]

    assert config == {
        "Namespaces": [{"Name": "sbemulatorns", "Queues": [], "Topics": []}],
        "Logging": {"Type": "File"},
    }


def test_a_plan_within_the_limits_loses_nothing() -> None:
    text = queue_with(
        "lock_duration: PT30S, enable_sessions: true, max_delivery_count: 10, status: Active,"
        " duplicate_detection_history_time_window: PT5M"
    )

    assert losses_of(text) == []
    assert config_of(written(plan_of(SMALL + text)).text).topology == topology(plan_of(SMALL + text))


@pytest.mark.parametrize(
    ("properties", "loss"),
    [
        ("lock_duration: PT30M", ("lock_duration", "PT30M", "PT5M")),
        ("lock_duration: PT1S", ("lock_duration", "PT1S", "PT5S")),
        ("lock_duration: PT7.5S", ("lock_duration", "PT7.5S", "PT7S")),
        ("max_delivery_count: 11", ("max_delivery_count", "11", "10")),
        ("max_size_in_megabytes: 1024", ("max_size_in_megabytes", "1024", "100")),
        ("max_message_size_in_kilobytes: 1024", ("max_message_size_in_kilobytes", "1024", "256")),
        ("enable_partitioning: true", ("enable_partitioning", "true", "false")),
        ("status: Disabled", ("status", "Disabled", "Active")),
        ("auto_delete_on_idle: P1D", ("auto_delete_on_idle", "P1D", "unlimited")),
        ("user_metadata: mine", ("user_metadata", "mine", "nothing")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_emulator_cannot_have_is_lost(properties: str, loss: tuple[str, str, str]) -> None:
    assert losses_of(queue_with(properties)) == [("orders", *loss)]


def test_a_loss_has_its_place_and_reason() -> None:
    (lost,) = written(plan_of(SMALL + queue_with("lock_duration: PT30M"))).lost

    assert str(lost) == (
        f"{FILE}:5:69: orders: lock_duration PT30M became PT5M:"
        " the emulator takes PT5S to PT5M, in whole seconds"
    )


def test_messages_that_would_live_for_ever_are_lost_after_an_hour() -> None:
    assert losses_of("queues: [{queue_name: orders}]") == [
        ("orders", "default_message_time_to_live", "unlimited", "PT1H")
    ]


def test_a_window_counts_only_with_duplicate_detection() -> None:
    window = "duplicate_detection_history_time_window: PT10M"

    assert losses_of(queue_with(window)) == []
    assert losses_of(queue_with(f"enable_duplicate_detection: true, {window}")) == [
        ("orders", "duplicate_detection_history_time_window", "PT10M", "PT5M")
    ]


def test_a_subscription_without_a_time_to_live_of_its_own_loses_none() -> None:
    topic = "topics: [{topic_name: t, properties: {default_message_time_to_live: PT1H}, subscriptions: [%s]}]"

    assert losses_of(topic % "{name: s}") == []
    assert losses_of(topic % "{name: s, properties: {default_message_time_to_live: P1D}}") == [
        ("t/Subscriptions/s", "default_message_time_to_live", "P1D", "PT1H")
    ]


def test_a_topic_without_subscriptions_gets_one_that_nothing_passes() -> None:
    text = "topics: [{topic_name: t, properties: {default_message_time_to_live: PT1H}}]"
    subscriptions = config_of(written(plan_of(SMALL + text)).text).topology.topics["t"].subscriptions

    assert {name: each.rules for name, each in subscriptions.items()} == {"nobody": NOTHING}
    assert losses_of(text) == [("t", "subscriptions", "none", "nobody")]


def test_another_name_of_the_namespace_is_lost() -> None:
    (lost,) = written(plan_of(HEAD)).lost

    assert (lost.entity, lost.key, lost.written, lost.position.line) == ("demo", "name", "sbemulatorns", 2)


def test_pauses_between_deliveries_are_lost() -> None:
    retry = "longshore: {retry: {orders: {initial_delay: PT5S, max_delay: PT1M}}}"

    assert losses_of(queue_with("max_delivery_count: 3") + retry) == [
        ("orders", "initial_delay", "PT5S", "nothing")
    ]


def test_more_entities_than_the_emulator_takes_are_written_and_told() -> None:
    lived = "properties: {default_message_time_to_live: PT1H}"
    queues = "queues:\n" + "".join(f"  - {{queue_name: q{index}, {lived}}}\n" for index in range(51))

    assert losses_of(queues) == [("sbemulatorns", "queues", "51 queues and topics", "the same")]


def test_more_subscriptions_than_the_emulator_takes_are_written_and_told() -> None:
    subscriptions = ", ".join(f"{{name: s{index}}}" for index in range(51))
    lived = "properties: {default_message_time_to_live: PT1H}"

    assert losses_of(f"topics: [{{topic_name: t, {lived}, subscriptions: [{subscriptions}]}}]") == [
        ("t", "subscriptions", "51 with 0 rules", "the same")
    ]


def test_the_users_plan_is_beyond_the_emulator_in_all_its_entities() -> None:
    plan = load_plan(AI_SERVICE)
    result = written(plan)

    assert config_of(result.text).topology == in_limits(topology(plan))
    assert {lost.entity for lost in result.lost if lost.key == "default_message_time_to_live"} == {
        *topology(plan).queues,
        *topology(plan).topics,
    }
    assert [lost.position.line for lost in result.lost] == sorted(lost.position.line for lost in result.lost)


def test_the_same_plan_gives_the_same_text() -> None:
    text = written(load_plan(AI_SERVICE)).text

    assert text == written(load_plan(AI_SERVICE)).text
    assert text == json.dumps(json.loads(text), indent=2) + "\n"


@several
@given(plans())
def test_any_plan_is_written_within_the_limits(values: Values) -> None:
    plan = plan_of(json.dumps(values))

    assert config_of(written(plan).text).topology == in_limits(topology(plan))


@several
@given(plans())
def test_what_was_written_once_loses_nothing_more(values: Values) -> None:
    once = written(plan_of(json.dumps(values))).text

    twice = written(plan_of(as_plan(source_of(once))))

    assert (twice.text, twice.lost) == (once, ())
