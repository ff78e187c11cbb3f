"""Rules that change what they let through, and rules that fail."""

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient

from .sdk import bodies, nothing_comes, take, take_one

COPIES = {
    "priced": {
        "rules": [
            {"name": "all", "filter": "1 = 1"},
            {"name": "also-all", "filter": "2 = 2"},
            {
                "name": "long",
                "filter": "days > 2",
                "action": "SET price = days * 100; SET sys.Label = 'long'",
            },
            {"name": "seoul", "filter": "city = 'Seoul'", "action": "SET vip = TRUE; REMOVE days"},
        ]
    }
}
"""Two rules without an action and two with one."""


def properties(message: ServiceBusReceivedMessage) -> dict[str, object]:
    return {
        key.decode() if isinstance(key, bytes) else key: value
        for key, value in (message.application_properties or {}).items()
    }


@pytest.mark.topic(subscriptions=COPIES)
async def test_rules_without_action_give_one_copy_and_each_other_rule_its_own(
    client: ServiceBusClient, topic: str
) -> None:
    trip = ServiceBusMessage("trip", application_properties={"days": 3, "city": "Seoul"})
    await client.get_topic_sender(topic).send_messages(trip)

    copies = await take(client.get_subscription_receiver(topic, "priced"), 3)

    by_rule = {properties(copy).get("RuleName"): copy for copy in copies}
    assert properties(by_rule[None]) == {"days": 3, "city": b"Seoul"}
    assert properties(by_rule[b"long"]) == {"days": 3, "city": b"Seoul", "price": 300, "RuleName": b"long"}
    assert properties(by_rule[b"seoul"]) == {"city": b"Seoul", "vip": True, "RuleName": b"seoul"}
    assert by_rule[b"long"].subject == "long"
    assert bodies(copies) == ["trip"] * 3


@pytest.mark.topic(subscriptions=COPIES)
async def test_a_rule_that_does_not_match_gives_no_copy(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(
        ServiceBusMessage("trip", application_properties={"days": 1, "city": "Busan"})
    )
    receiver = client.get_subscription_receiver(topic, "priced")

    assert properties(await take_one(receiver)) == {"days": 1, "city": b"Busan"}
    assert await nothing_comes(receiver)


@pytest.mark.topic(
    subscriptions={
        "strict": {"rules": [{"name": "half", "filter": "total / parts > 1"}]},
        "lenient": {
            "rules": [{"name": "half", "filter": "total / parts > 1"}, {"name": "all", "filter": "1 = 1"}],
            "dead_lettering_on_filter_evaluation_exceptions": False,
        },
    }
)
async def test_a_message_on_which_a_filter_fails_is_a_dead_letter_unless_the_subscription_says_no(
    client: ServiceBusClient, topic: str
) -> None:
    await client.get_topic_sender(topic).send_messages(
        ServiceBusMessage("no parts", application_properties={"total": 3, "parts": 0})
    )

    strict = client.get_subscription_receiver(topic, "strict", sub_queue=ServiceBusSubQueue.DEAD_LETTER)
    dead = await take_one(strict)
    assert (str(dead), dead.dead_letter_reason) == ("no parts", "FilterEvaluationException")
    assert "divided by zero" in (dead.dead_letter_error_description or "")
    assert bodies(await take(client.get_subscription_receiver(topic, "lenient"), 1)) == ["no parts"]


@pytest.mark.topic(
    subscriptions={
        "by-city": {
            "enable_sessions": True,
            "rules": [{"name": "city", "filter": "EXISTS(city)", "action": "SET sys.SessionId = city"}],
        }
    }
)
async def test_an_action_can_choose_the_session(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(
        ServiceBusMessage("trip", application_properties={"city": "Seoul"})
    )

    message = await take_one(client.get_subscription_receiver(topic, "by-city", session_id="Seoul"))

    assert (str(message), message.session_id) == ("trip", "Seoul")
