"""What is sent is what is received: bodies of every kind, properties of every type."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver
from azure.servicebus.amqp import AmqpAnnotatedMessage, AmqpMessageBodyType

from .conftest import Ends
from .sdk import opened, take_one

MEBIBYTE = 1_048_576


async def test_a_body_of_bytes_round_trips(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(ServiceBusMessage(bytes(range(256))))

    assert b"".join((await take_one(receiver)).body) == bytes(range(256))


async def test_a_korean_body_round_trips(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(ServiceBusMessage("제주도 3일"))

    assert str(await take_one(receiver)) == "제주도 3일"


async def test_an_empty_body_round_trips(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(ServiceBusMessage(b""))

    assert b"".join((await take_one(receiver)).body) == b""


async def test_a_body_of_several_data_sections_round_trips(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(AmqpAnnotatedMessage(data_body=[b"one", b"two"]))

    message = await take_one(receiver)
    assert message.body_type is AmqpMessageBodyType.DATA
    assert list(message.body) == [b"one", b"two"]


async def test_a_body_that_is_a_sequence_round_trips(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(AmqpAnnotatedMessage(sequence_body=[1, "two", None]))

    message = await take_one(receiver)
    assert message.body_type is AmqpMessageBodyType.SEQUENCE
    assert [list(part) for part in message.body] == [[1, b"two", None]]


async def test_a_body_that_is_a_value_round_trips(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(AmqpAnnotatedMessage(value_body={"days": 3}))

    message = await take_one(receiver)
    assert message.body_type is AmqpMessageBodyType.VALUE
    assert message.body == {b"days": 3}


async def test_system_properties_round_trip(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(
        ServiceBusMessage(
            "trip",
            message_id="trip-1",
            correlation_id="request-7",
            content_type="application/json",
            subject="TripRequested",
            to="planner",
            reply_to="answers",
            reply_to_session_id="seoul-answers",
            session_id="seoul",
            time_to_live=timedelta(hours=1),
        )
    )

    message = await take_one(receiver)
    assert message.message_id == "trip-1"
    assert message.correlation_id == "request-7"
    assert message.content_type == "application/json"
    assert message.subject == "TripRequested"
    assert message.to == "planner"
    assert message.reply_to == "answers"
    assert message.reply_to_session_id == "seoul-answers"
    assert message.session_id == "seoul"
    assert message.time_to_live == timedelta(hours=1)


async def test_a_partition_key_round_trips(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(ServiceBusMessage("trip", partition_key="korea"))

    assert (await take_one(receiver)).partition_key == "korea"


async def test_a_messages_expiry_follows_from_its_time_to_live(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("trip", time_to_live=timedelta(hours=1)))

    message = await take_one(receiver)

    assert message.enqueued_time_utc is not None
    assert message.expires_at_utc == message.enqueued_time_utc + timedelta(hours=1)


async def test_application_properties_of_every_type_round_trip(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(
        ServiceBusMessage(
            "trip",
            application_properties={
                "string": "text",
                "korean": "제주",
                "int": 7,
                "smallest int": -(2**31),
                "float": 2.5,
                "bool": True,
                "bytes": b"bytes",
                "uuid": UUID(int=7),
                "datetime": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),  # type: ignore[dict-item]  # it may be
            },
        )
    )

    assert (await take_one(receiver)).application_properties == {
        b"string": b"text",
        b"korean": "제주".encode(),
        b"int": 7,
        b"smallest int": -(2**31),
        b"float": 2.5,
        b"bool": True,
        b"bytes": b"bytes",
        b"uuid": UUID(int=7),
        b"datetime": 1_767_323_045_000,
    }


async def test_every_section_of_an_annotated_message_round_trips(ends: Ends) -> None:
    sender, receiver = ends

    await sender.send_messages(
        AmqpAnnotatedMessage(
            data_body=b"trip",
            header={"priority": 7, "durable": True},
            footer={"checksum": "abc"},
            annotations={"x-opt-tenant": "korea"},
            properties={"user_id": b"mina", "absolute_expiry_time": 4_102_444_800_000},
            application_properties={"kind": "trip"},
        )
    )

    raw = (await take_one(receiver)).raw_amqp_message
    assert raw.header is not None
    assert raw.properties is not None
    assert raw.annotations is not None
    assert (raw.header.priority, raw.header.durable) == (7, True)
    assert raw.footer == {b"checksum": b"abc"}
    assert raw.annotations[b"x-opt-tenant"] == b"korea"
    assert raw.properties.user_id == b"mina"
    assert raw.properties.absolute_expiry_time == 4_102_444_800_000
    assert raw.application_properties == {b"kind": b"trip"}


async def test_a_received_message_can_be_sent_on(ends: Ends) -> None:
    sender, receiver = ends
    await sender.send_messages(ServiceBusMessage("trip", application_properties={"kind": "trip"}))
    first = await take_one(receiver)
    await receiver.complete_message(first)

    await sender.send_messages(first)

    second = await take_one(receiver)
    assert (str(second), second.application_properties) == ("trip", {b"kind": b"trip"})
    assert second.sequence_number == 2


@pytest.mark.parametrize("size_bytes", [MEBIBYTE, 20 * MEBIBYTE])
async def test_a_large_message_arrives_intact(ends: Ends, size_bytes: int) -> None:
    sender, receiver = ends
    body = random.Random(7).randbytes(size_bytes)

    await sender.send_messages(ServiceBusMessage(body))

    assert b"".join((await take_one(receiver)).body) == body


async def test_a_large_message_does_not_hold_up_others(client: ServiceBusClient, queue: str) -> None:
    large, small = await opened(client.get_queue_sender(queue), client.get_queue_sender(queue))
    receiver: ServiceBusReceiver = client.get_queue_receiver(queue)
    sending = asyncio.create_task(large.send_messages(ServiceBusMessage(bytes(20 * MEBIBYTE))))

    await small.send_messages(ServiceBusMessage("small"))

    assert {len(b"".join((await take_one(receiver)).body)) for _ in range(2)} == {5, 20 * MEBIBYTE}
    await sending
