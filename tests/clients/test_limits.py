"""The sizes that Service Bus allows a message, met by messages that the SDK's own checks do not see."""

from collections.abc import Callable

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.amqp import AmqpAnnotatedMessage, AmqpMessageProperties
from azure.servicebus.exceptions import ServiceBusError

from .conftest import Ends
from .sdk import messages, take_one

ID_CHARACTERS = 128
PROPERTY_BYTES = 32 * 1_024
PEEKED = 250
BODY = b"x"


def with_id(text: str) -> AmqpAnnotatedMessage:
    return AmqpAnnotatedMessage(data_body=BODY, properties=AmqpMessageProperties(message_id=text))


def with_session(text: str) -> AmqpAnnotatedMessage:
    return AmqpAnnotatedMessage(data_body=BODY, properties=AmqpMessageProperties(group_id=text))


@pytest.mark.parametrize("message_with", [with_id, with_session])
async def test_an_id_has_a_hundred_and_twenty_eight_characters_at_most(
    ends: Ends, message_with: Callable[[str], AmqpAnnotatedMessage]
) -> None:
    sender, receiver = ends
    await sender.send_messages(message_with("x" * ID_CHARACTERS))

    with pytest.raises(ServiceBusError, match="128 are allowed"):
        await sender.send_messages(message_with("x" * (ID_CHARACTERS + 1)))

    assert str(await take_one(receiver)) == "x"


async def test_a_partition_key_has_a_hundred_and_twenty_eight_characters_at_most(ends: Ends) -> None:
    message = AmqpAnnotatedMessage(
        data_body=BODY, annotations={"x-opt-partition-key": "x" * (ID_CHARACTERS + 1)}
    )

    with pytest.raises(ServiceBusError, match="128 are allowed"):
        await ends[0].send_messages(message)


async def test_a_partition_key_must_be_the_session_id(ends: Ends) -> None:
    message = AmqpAnnotatedMessage(
        data_body=BODY,
        properties=AmqpMessageProperties(group_id="seoul"),
        annotations={"x-opt-partition-key": "busan"},
    )

    with pytest.raises(ServiceBusError, match="the same text in both"):
        await ends[0].send_messages(message)


async def test_a_property_has_thirty_two_kilobytes_at_most(ends: Ends) -> None:
    message = ServiceBusMessage("x", application_properties={"big": "x" * PROPERTY_BYTES})

    with pytest.raises(ServiceBusError, match="32768 are allowed"):
        await ends[0].send_messages(message)


async def test_all_properties_together_have_sixty_four_kilobytes_at_most(ends: Ends) -> None:
    half = "x" * (PROPERTY_BYTES - 100)
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("x", application_properties={"a": half}))

    with pytest.raises(ServiceBusError, match="65536 are allowed"):
        await sender.send_messages(
            ServiceBusMessage("x", application_properties={"a": half, "b": half, "c": half})
        )

    assert str(await take_one(receiver)) == "x"


async def test_a_peek_shows_two_hundred_and_fifty_messages_at_most(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(messages(*["m"] * (PEEKED + 1)))

    assert len(await receiver.peek_messages(max_message_count=PEEKED + 1)) == PEEKED
