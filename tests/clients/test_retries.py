"""How long a message rests before it comes again, where a plan asks for that. Azure redelivers at once."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from azure.servicebus.aio import ServiceBusClient

from .broker import Broker, plan_of, queue_of, running
from .conftest import Connected, Ends
from .sdk import hears_settlements, messages, nothing_comes, take_one

REST_S = 1.0
PLAN = {
    **plan_of(queue_of("patient"), queue_of("plain"), queue_of("own")),
    "longshore": {"retry": {"patient": {"initial_delay": "PT1S", "max_delay": "PT10S", "jitter": 0}}},
}


@pytest.fixture(scope="module")
def patient_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with running(tmp_path_factory.mktemp("retries"), PLAN) as broker:
        yield broker


@pytest.fixture
def patient(patient_broker: Broker, connected: Connected) -> ServiceBusClient:
    return connected(patient_broker.connection_string)


@asynccontextmanager
async def ends_of(client: ServiceBusClient, queue: str) -> AsyncIterator[Ends]:
    """Close both ends while their broker is still there."""
    async with client.get_queue_sender(queue) as sender, client.get_queue_receiver(queue) as receiver:
        yield sender, receiver


async def test_an_abandoned_message_rests_where_the_plan_says_so(patient: ServiceBusClient) -> None:
    async with ends_of(patient, "patient") as (sender, receiver):
        await sender.send_messages(messages("try again"))
        await receiver.abandon_message(await take_one(receiver))
        abandoned = time.monotonic()

        assert await nothing_comes(receiver)
        assert (await take_one(receiver)).delivery_count == 1
        assert time.monotonic() - abandoned > REST_S * 0.9


async def test_an_abandoned_message_comes_at_once_where_the_plan_says_nothing(
    patient: ServiceBusClient,
) -> None:
    async with ends_of(patient, "plain") as (sender, receiver):
        await sender.send_messages(messages("try again"))
        message = await take_one(receiver)
        abandoned = time.monotonic()
        await receiver.abandon_message(message)

        assert (await take_one(receiver)).delivery_count == 1
        assert time.monotonic() - abandoned < REST_S * 0.9


@hears_settlements
async def test_a_receiver_may_say_how_long_a_message_rests(patient: ServiceBusClient) -> None:
    async with ends_of(patient, "own") as (sender, receiver):
        await sender.send_messages(messages("try again"))
        message = await take_one(receiver)
        await receiver._handler.settle_messages_async(
            message._delivery_id,
            message._delivery_tag,
            "modified",
            delivery_failed=True,
            message_annotations={"longshore:delay-ms": int(REST_S * 1_000)},
            await_outcome=True,
        )

        assert await nothing_comes(receiver)
        assert (await take_one(receiver)).delivery_count == 1
