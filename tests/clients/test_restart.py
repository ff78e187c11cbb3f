"""What a broker's folder keeps: everything that was acknowledged, whether it was stopped or killed."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusSession

from .broker import Broker, Plan, plan_of, queue_of
from .sdk import bodies, connect, messages, nothing_comes, take, take_one

PLAN = plan_of(
    queue_of("orders"),
    queue_of("failures"),
    queue_of("retries"),
    queue_of("once", enable_duplicate_detection=True),
    queue_of("chats", enable_sessions=True),
    topics=[{"topic_name": "events", "subscriptions": [{"name": "all"}]}],
)


WHAT_THE_SDK_LEAVES_OPEN = (
    "ignore::ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)
"""It forgets a socket whose other end was killed; the garbage collector finds it."""


class Lives(NamedTuple):
    """Brokers that were filled, ended and started again, and their clients on the way out."""

    brokers: dict[str, Broker]
    closing: set[asyncio.Task[None]]


async def fill_orders(client: ServiceBusClient) -> None:
    """Three orders: one completed, one locked when the broker ends, one untouched."""
    async with client.get_queue_sender("orders") as sender, client.get_queue_receiver("orders") as receiver:
        await sender.send_messages(messages("one", "two", "three"))
        await receiver.complete_message(await take_one(receiver))
        await take_one(receiver)


async def fill_failures(client: ServiceBusClient) -> None:
    async with (
        client.get_queue_sender("failures") as sender,
        client.get_queue_receiver("failures") as receiver,
    ):
        await sender.send_messages(ServiceBusMessage("broken", application_properties={"kind": "trip"}))
        await receiver.dead_letter_message(await take_one(receiver), reason="BadInput")


async def fill_retries(client: ServiceBusClient) -> None:
    async with client.get_queue_sender("retries") as sender, client.get_queue_receiver("retries") as receiver:
        await sender.send_messages(messages("again"))
        await receiver.abandon_message(await take_one(receiver))


async def fill_chats(client: ServiceBusClient) -> None:
    async with client.get_queue_sender("chats") as sender:
        await sender.send_messages(messages("hi", "ho", session_id="seoul"))
    async with client.get_queue_receiver("chats", session_id="seoul") as receiver:
        assert isinstance(receiver.session, ServiceBusSession)
        await receiver.session.set_state(b"greeted")


async def fill_the_rest(client: ServiceBusClient) -> None:
    async with client.get_queue_sender("once") as once, client.get_topic_sender("events") as events:
        await once.send_messages(messages("once", message_id="order-1"))
        await events.send_messages(messages("event"))


FILLING = (fill_orders, fill_failures, fill_retries, fill_chats, fill_the_rest)


async def second_life(folder: Path, end: Callable[[Broker], object]) -> Broker:
    broker = await asyncio.to_thread(Broker(folder, PLAN).start)
    async with connect(broker.connection_string) as client:
        await asyncio.gather(*(fill(client) for fill in FILLING))
    await asyncio.to_thread(end, broker)
    return await asyncio.to_thread(broker.start)


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="session",
    params=[pytest.param(None, marks=pytest.mark.xdist_group("restart"))],
)
async def lives(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lives]:
    stopped, killed = await asyncio.gather(
        second_life(tmp_path_factory.mktemp("stopped"), Broker.stop),
        second_life(tmp_path_factory.mktemp("killed"), Broker.kill),
    )
    closing: set[asyncio.Task[None]] = set()
    yield Lives({"stopped": stopped, "killed": killed}, closing)
    await asyncio.gather(*closing)
    for broker in (stopped, killed):
        broker.end()
        broker.log()


@pytest_asyncio.fixture(loop_scope="session", params=["stopped", "killed"])
async def restarted(request: pytest.FixtureRequest, lives: Lives) -> AsyncIterator[ServiceBusClient]:
    """A client of a broker in its second life."""
    client = connect(lives.brokers[request.param].connection_string)
    yield client
    lives.closing.add(asyncio.create_task(client.close()))


async def test_messages_are_there_and_completed_ones_are_not(restarted: ServiceBusClient) -> None:
    receiver = restarted.get_queue_receiver("orders")

    rest = await take(receiver, 2)

    assert bodies(rest) == ["two", "three"]
    assert [message.delivery_count for message in rest] == [0, 0]
    assert await nothing_comes(receiver)


async def test_sequence_numbers_go_on(restarted: ServiceBusClient) -> None:
    await restarted.get_queue_sender("failures").send_messages(messages("next"))

    message = await take_one(restarted.get_queue_receiver("failures"))

    assert message.sequence_number == 2


async def test_dead_letters_keep_their_reasons(restarted: ServiceBusClient) -> None:
    dead = await take_one(restarted.get_queue_receiver("failures/$DeadLetterQueue"))

    assert (str(dead), dead.dead_letter_reason, dead.dead_letter_source) == ("broken", "BadInput", "failures")
    assert dead.sequence_number == 1


async def test_delivery_counts_go_on(restarted: ServiceBusClient) -> None:
    message = await take_one(restarted.get_queue_receiver("retries"))

    assert message.delivery_count == 1


async def test_duplicates_are_still_known(restarted: ServiceBusClient) -> None:
    await restarted.get_queue_sender("once").send_messages(messages("twice", message_id="order-1"))

    receiver = restarted.get_queue_receiver("once")
    assert bodies(await take(receiver, 1)) == ["once"]
    assert await nothing_comes(receiver)


async def test_sessions_keep_state_and_order(restarted: ServiceBusClient) -> None:
    receiver = restarted.get_queue_receiver("chats", session_id="seoul")

    assert bodies(await take(receiver, 2)) == ["hi", "ho"]
    assert isinstance(receiver.session, ServiceBusSession)
    assert await receiver.session.get_state() == b"greeted"


async def test_subscriptions_keep_their_copies(restarted: ServiceBusClient) -> None:
    receiver = restarted.get_subscription_receiver("events", "all")

    assert bodies(await take(receiver, 1)) == ["event"]


@pytest.mark.filterwarnings(*WHAT_THE_SDK_LEAVES_OPEN)
async def test_a_client_that_was_connected_goes_on_by_itself(make_broker: Callable[[Plan], Broker]) -> None:
    broker = make_broker(PLAN).start()
    async with connect(broker.connection_string, retry_total=5, retry_backoff_factor=0.1) as client:
        sender = client.get_queue_sender("orders")
        await sender.send_messages(messages("before"))
        broker.kill()
        broker.start()

        await sender.send_messages(messages("after"))

        assert bodies(await take(client.get_queue_receiver("orders"), 2)) == ["before", "after"]
    gc.collect()
