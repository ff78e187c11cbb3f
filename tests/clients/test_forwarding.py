"""Entities that pass on what they get, and entities that are closed."""

from collections.abc import Iterator

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import ServiceBusError

from .broker import Broker, plan_of, queue_of, running
from .conftest import Connected
from .sdk import messages, nothing_comes, take, take_one

HOPS = [queue_of(f"hop-{number}", forward_to=f"hop-{number + 1}") for number in range(5)]

PLAN = plan_of(
    *HOPS,
    queue_of("hop-5"),
    queue_of("inbox", forward_to="orders"),
    queue_of("orders", max_delivery_count=1, forward_dead_lettered_messages_to="hospital"),
    queue_of("hospital"),
    queue_of("to-topic", forward_to="events"),
    queue_of("to-nowhere", forward_to="closed"),
    queue_of("closed", status="SendDisabled"),
    queue_of("deaf", status="ReceiveDisabled"),
    queue_of("dark", status="Disabled"),
    topics=[
        {
            "topic_name": "events",
            "subscriptions": [
                {"name": "trips", "properties": {"default_rule": {"filter": "sys.Label = 'trip'"}}},
                {"name": "collected", "properties": {"forward_to": "collection"}},
            ],
        },
        {
            "topic_name": "news",
            "subscriptions": [{"name": "sent-on", "properties": {"forward_to": "collection"}}],
        },
    ],
)
PLAN = {**PLAN, "queues": [*PLAN["queues"], queue_of("collection")]}


@pytest.fixture(scope="module", params=[pytest.param(None, marks=pytest.mark.xdist_group("forwarding"))])
def port_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with running(tmp_path_factory.mktemp("forwarding"), PLAN) as broker:
        yield broker


@pytest.fixture
def harbour(port_authority: Broker, connected: Connected) -> ServiceBusClient:
    return connected(port_authority.connection_string)


async def send(client: ServiceBusClient, queue: str, *texts: str) -> None:
    await client.get_queue_sender(queue).send_messages(messages(*texts))


async def dead_letter(client: ServiceBusClient, queue: str) -> ServiceBusReceivedMessage:
    return await take_one(client.get_queue_receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER))


async def test_what_is_sent_to_one_queue_arrives_in_another(harbour: ServiceBusClient) -> None:
    await send(harbour, "inbox", "one", "two")

    received = await take(harbour.get_queue_receiver("orders"), 2)

    assert [str(message) for message in received] == ["one", "two"]
    assert [message.enqueued_sequence_number for message in received] == [1, 2]


async def test_dead_letters_are_passed_on_with_their_reason(harbour: ServiceBusClient) -> None:
    await send(harbour, "orders", "broken")
    receiver = harbour.get_queue_receiver("orders")
    while str(message := await take_one(receiver)) != "broken":
        await receiver.complete_message(message)
    await receiver.abandon_message(message)

    patient = await take_one(harbour.get_queue_receiver("hospital"))

    assert str(patient) == "broken"
    assert patient.dead_letter_reason == "MaxDeliveryCountExceeded"
    assert patient.dead_letter_source == "orders"
    assert patient.delivery_count == 0


async def test_four_hops_are_allowed_and_the_fifth_is_one_too_many(harbour: ServiceBusClient) -> None:
    await send(harbour, "hop-1", "four hops")
    await send(harbour, "hop-0", "five hops")

    assert str(await take_one(harbour.get_queue_receiver("hop-5"))) == "four hops"
    dead = await dead_letter(harbour, "hop-4")
    assert (str(dead), dead.dead_letter_reason) == ("five hops", "MaxTransferHopCountExceeded")


async def test_a_queue_can_pass_on_to_a_topic(harbour: ServiceBusClient) -> None:
    sender = harbour.get_queue_sender("to-topic")
    await sender.send_messages([ServiceBusMessage("trip", subject="trip"), ServiceBusMessage("stay")])

    trips = harbour.get_subscription_receiver("events", "trips")
    assert str(await take_one(trips)) == "trip"
    assert await nothing_comes(trips)


async def test_a_subscription_can_pass_on_to_a_queue(harbour: ServiceBusClient) -> None:
    await harbour.get_topic_sender("news").send_messages(ServiceBusMessage("headline", subject="headline"))
    receiver = harbour.get_queue_receiver("collection")

    while (message := await take_one(receiver)).subject != "headline":
        await receiver.complete_message(message)

    assert str(message) == "headline"


async def test_what_its_destination_refuses_is_a_dead_letter_where_it_is(harbour: ServiceBusClient) -> None:
    await send(harbour, "to-nowhere", "lost")

    dead = await dead_letter(harbour, "to-nowhere")

    assert (str(dead), dead.dead_letter_reason) == ("lost", "com.microsoft:entity-disabled")


async def test_one_cannot_receive_where_messages_only_pass(harbour: ServiceBusClient) -> None:
    with pytest.raises(ServiceBusError, match="forwarded to 'orders'"):
        await harbour.get_queue_receiver("inbox").receive_messages()


async def test_nothing_can_be_sent_where_sending_is_disabled(harbour: ServiceBusClient) -> None:
    for queue in ("closed", "dark"):
        with pytest.raises(ServiceBusError, match="nothing can be sent"):
            await send(harbour, queue, "hello")


async def test_nothing_can_be_received_where_receiving_is_disabled(harbour: ServiceBusClient) -> None:
    await send(harbour, "deaf", "unheard")

    for queue in ("deaf", "dark"):
        with pytest.raises(ServiceBusError, match="nothing can be received"):
            await harbour.get_queue_receiver(queue).receive_messages()
