"""Rules that come and go while messages do. Python's SDK has no rule manager, JavaScript's sends the same."""

import pytest
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import (
    MessagingEntityAlreadyExistsError,
    MessagingEntityNotFoundError,
    ServiceBusError,
)

from .sdk import bodies, messages, operate, take

everything = pytest.mark.topic(subscriptions={"everything": {}})


@everything
async def test_a_rule_that_is_added_lets_messages_in_and_one_that_is_removed_does_not(
    client: ServiceBusClient, topic: str
) -> None:
    receiver = client.get_subscription_receiver(topic, "everything")
    sender = client.get_topic_sender(topic)
    description = {"sql-filter": {"expression": "sys.Label = 'trip'"}}

    await operate(receiver, "com.microsoft:add-rule", rule_name="trips", rule_description=description)
    await operate(receiver, "com.microsoft:remove-rule", rule_name="$Default")

    await sender.send_messages([*messages("stay", subject="stay"), *messages("trip", subject="trip")])
    assert bodies(await take(receiver, 1)) == ["trip"]


@everything
async def test_a_correlation_filter_can_be_added(client: ServiceBusClient, topic: str) -> None:
    receiver = client.get_subscription_receiver(topic, "everything")
    description = {"correlation-filter": {"label": "trip", "properties": {"days": 3}}}
    await operate(receiver, "com.microsoft:remove-rule", rule_name="$Default")

    await operate(receiver, "com.microsoft:add-rule", rule_name="long", rule_description=description)

    sender = client.get_topic_sender(topic)
    await sender.send_messages(messages("short", subject="trip", application_properties={"days": 1}))
    await sender.send_messages(messages("long", subject="trip", application_properties={"days": 3}))
    assert bodies(await take(receiver, 1)) == ["long"]


@everything
async def test_rules_can_be_enumerated(client: ServiceBusClient, topic: str) -> None:
    receiver = client.get_subscription_receiver(topic, "everything")
    description = {
        "sql-filter": {"expression": "days > 2"},
        "sql-rule-action": {"expression": "SET long = TRUE"},
    }
    await operate(receiver, "com.microsoft:add-rule", rule_name="long", rule_description=description)

    answer = await operate(receiver, "com.microsoft:enumerate-rules", skip=0, top=100)

    rules = [rule[b"rule-description"] for rule in answer["rules"]]
    assert [rule[2] for rule in rules] == [b"$Default", b"long"]
    (filter_text, _level), (action_text, _same) = rules[1][0], rules[1][1]
    assert (filter_text, action_text) == (b"days > 2", b"SET long = TRUE")


@everything
async def test_two_rules_cannot_have_one_name(client: ServiceBusClient, topic: str) -> None:
    receiver = client.get_subscription_receiver(topic, "everything")

    with pytest.raises(MessagingEntityAlreadyExistsError):
        await operate(
            receiver, "com.microsoft:add-rule", rule_name="$default", rule_description={"true-filter": {}}
        )


@everything
async def test_a_rule_that_is_not_there_cannot_be_removed(client: ServiceBusClient, topic: str) -> None:
    receiver = client.get_subscription_receiver(topic, "everything")

    with pytest.raises(MessagingEntityNotFoundError):
        await operate(receiver, "com.microsoft:remove-rule", rule_name="nothing")


@everything
@pytest.mark.parametrize("expression", ["sys.Colour = 'red'", "days >", "x = '" + "y" * 1_024 + "'"])
async def test_a_filter_that_cannot_be_read_is_refused(
    client: ServiceBusClient, topic: str, expression: str
) -> None:
    receiver = client.get_subscription_receiver(topic, "everything")

    with pytest.raises(ServiceBusError, match="The rule cannot be read"):
        await operate(
            receiver,
            "com.microsoft:add-rule",
            rule_name="broken",
            rule_description={"sql-filter": {"expression": expression}},
        )
