"""Topics: one send, a copy for every subscription whose rules let it through."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver
from azure.servicebus.exceptions import ServiceBusError

from .broker import Broker, running
from .sdk import NOTHING_S, bodies, connect, messages, nothing_comes, take, take_one

AI_SERVICE = Path(__file__).parents[2] / "plans" / "ai-service.yaml"

AI_EVENTS = {
    "trip-service-subscription": ["TripGenerated", "RecommendationReady"],
    "user-service-subscription": ["PersonalizationUpdated", "PreferenceAnalyzed"],
    "analytics-service-subscription": ["AnalysisCompleted", "AnalysisStarted", "TrainingCompleted"],
    "notification-service-subscription": ["TripGenerated", "AnalysisCompleted"],
}
"""What each subscription of `ai-events` gets of the events below, by its filter in the plan."""

MODEL_EVENTS = {
    "model-management-subscription": ["ModelTrained", "ModelDeployed"],
    "monitoring-service-subscription": ["ModelTrained", "ModelDeployed", "ModelDrifted"],
}


@pytest.fixture(scope="module", params=[pytest.param(None, marks=pytest.mark.xdist_group("ai-service"))])
def ai_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with running(tmp_path_factory.mktemp("ai-service"), AI_SERVICE) as broker:
        yield broker


async def everything_in(receiver: ServiceBusReceiver) -> list[str]:
    async with receiver:
        received = await take(receiver, 1)
        while more := await receiver.receive_messages(max_message_count=10, max_wait_time=NOTHING_S):
            received += more
    return bodies(received)


@pytest.mark.parametrize(
    ("name", "events", "expected"),
    [
        (
            "ai-events",
            [
                "TripGenerated",
                "RecommendationReady",
                "PersonalizationUpdated",
                "PreferenceAnalyzed",
                "AnalysisCompleted",
                "AnalysisStarted",
                "TrainingCompleted",
                "NobodyAskedForThis",
            ],
            AI_EVENTS,
        ),
        ("ai-model-events", ["ModelTrained", "ModelDeployed", "ModelDrifted"], MODEL_EVENTS),
    ],
    ids=["ai-events", "ai-model-events"],
)
async def test_the_plans_filters_choose_the_plans_events(
    ai_service: Broker, name: str, events: list[str], expected: dict[str, list[str]]
) -> None:
    async with connect(ai_service.connection_string) as client:
        async with client.get_topic_sender(name) as sender:
            await sender.send_messages(
                [ServiceBusMessage(event, application_properties={"EventType": event}) for event in events]
            )

        received = await asyncio.gather(
            *(
                everything_in(client.get_subscription_receiver(name, subscription))
                for subscription in expected
            )
        )

    assert dict(zip(expected, received, strict=True)) == expected


@pytest.mark.topic(subscriptions={"first": {}, "second": {}})
async def test_a_subscription_without_rules_gets_everything(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(messages("one", "two"))

    for subscription in ("first", "second"):
        receiver = client.get_subscription_receiver(topic, subscription)
        assert bodies(await take(receiver, 2)) == ["one", "two"]


@pytest.mark.topic(subscriptions={"first": {}, "second": {}})
async def test_copies_are_settled_independently(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(messages("one"))
    first = client.get_subscription_receiver(topic, "first")
    await first.complete_message(await take_one(first))

    assert bodies(await take(client.get_subscription_receiver(topic, "second"), 1)) == ["one"]


@pytest.mark.topic(
    subscriptions={
        "trips": {"rules": [{"name": "trips", "filter": {"correlation": {"label": "trip"}}}]},
        "korea": {
            "rules": [{"name": "korea", "filter": {"correlation": {"properties": {"country": "korea"}}}}]
        },
    }
)
async def test_correlation_filters_compare_properties(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(
        [
            ServiceBusMessage("one", subject="trip", application_properties={"country": "japan"}),
            ServiceBusMessage("two", subject="stay", application_properties={"country": "korea"}),
        ]
    )

    assert bodies(await take(client.get_subscription_receiver(topic, "trips"), 1)) == ["one"]
    assert bodies(await take(client.get_subscription_receiver(topic, "korea"), 1)) == ["two"]


@pytest.mark.topic(
    subscriptions={
        "either": {"rules": [{"name": "a", "filter": "size > 3"}, {"name": "b", "filter": "size < 5"}]}
    }
)
async def test_several_rules_that_match_give_one_message(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(
        ServiceBusMessage("once", application_properties={"size": 4})
    )

    receiver = client.get_subscription_receiver(topic, "either")
    assert bodies(await take(receiver, 1)) == ["once"]
    assert await nothing_comes(receiver)


@pytest.mark.topic(
    subscriptions={"large": {"default_rule": {"filter": "size > 3 AND sys.Label LIKE 'trip%'"}}}
)
async def test_a_sql_filter_sees_application_and_system_properties(
    client: ServiceBusClient, topic: str
) -> None:
    await client.get_topic_sender(topic).send_messages(
        [
            ServiceBusMessage("small", subject="trip-1", application_properties={"size": 1}),
            ServiceBusMessage("large", subject="trip-2", application_properties={"size": 4}),
            ServiceBusMessage("other", subject="stay-3", application_properties={"size": 4}),
            ServiceBusMessage("plain"),
        ]
    )

    receiver = client.get_subscription_receiver(topic, "large")
    assert bodies(await take(receiver, 1)) == ["large"]
    assert await nothing_comes(receiver)


@pytest.mark.topic(subscriptions={"all": {}}, enable_duplicate_detection=True)
async def test_a_topic_detects_duplicates(client: ServiceBusClient, topic: str) -> None:
    sender = client.get_topic_sender(topic)

    await sender.send_messages(messages("first", message_id="event-1"))
    await sender.send_messages(messages("second", message_id="event-1"))

    receiver = client.get_subscription_receiver(topic, "all")
    assert bodies(await take(receiver, 1)) == ["first"]
    assert await nothing_comes(receiver)


@pytest.mark.topic(subscriptions={"strict": {"max_delivery_count": 1}})
async def test_a_subscription_has_dead_letters_of_its_own(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(messages("poison"))
    receiver = client.get_subscription_receiver(topic, "strict")
    await receiver.abandon_message(await take_one(receiver))

    dead = await take_one(client.get_subscription_receiver(topic, "strict/$DeadLetterQueue"))

    assert dead.dead_letter_reason == "MaxDeliveryCountExceeded"
    assert dead.dead_letter_source == f"{topic}/Subscriptions/strict"


@pytest.mark.topic(
    subscriptions={
        "brief": {"default_message_time_to_live": "PT1S", "dead_lettering_on_message_expiration": True}
    }
)
async def test_messages_of_a_subscription_expire_by_its_own_time_to_live(
    client: ServiceBusClient, topic: str
) -> None:
    await client.get_topic_sender(topic).send_messages(messages("stale"))

    dead = await take_one(client.get_subscription_receiver(topic, "brief/$DeadLetterQueue"))

    assert dead.dead_letter_reason == "TTLExpiredException"


@pytest.mark.topic(subscriptions={"ordered": {"enable_sessions": True}})
async def test_a_subscription_may_have_sessions(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(messages("one", "two", session_id="seoul"))

    receiver = client.get_subscription_receiver(topic, "ordered", session_id="seoul")

    assert bodies(await take(receiver, 2)) == ["one", "two"]


@pytest.mark.topic(subscriptions={"ordered": {"enable_sessions": True}})
async def test_a_message_without_session_id_is_a_dead_letter_of_a_subscription_with_sessions(
    client: ServiceBusClient, topic: str
) -> None:
    await client.get_topic_sender(topic).send_messages(messages("whose?"))

    dead = await take_one(client.get_subscription_receiver(topic, "ordered/$DeadLetterQueue"))

    assert (str(dead), dead.dead_letter_reason) == ("whose?", "Session ID is null.")


@pytest.mark.topic(subscriptions={"all": {}})
async def test_nothing_can_be_received_from_a_topic_itself(client: ServiceBusClient, topic: str) -> None:
    with pytest.raises(ServiceBusError, match="receive from one of its subscriptions"):
        await client.get_queue_receiver(topic).receive_messages()


@pytest.mark.topic(subscriptions={})
async def test_a_topic_without_subscriptions_takes_messages(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(messages("for nobody"))
