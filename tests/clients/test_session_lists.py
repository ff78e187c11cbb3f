"""Which sessions there are: those with messages or a state, or those whose state was set since a time."""

import asyncio
from collections.abc import AsyncIterable
from datetime import UTC, datetime

import pytest
from azure.servicebus.aio import ServiceBusClient, ServiceBusSession

from .sdk import lists_sessions, messages

pytestmark = lists_sessions

PAGE = 100
"""What the SDK asks for at once."""

with_sessions = pytest.mark.queue(enable_sessions=True)


async def listed(sessions: AsyncIterable[str]) -> list[str]:
    return sorted([session_id async for session_id in sessions])


async def keep_state(client: ServiceBusClient, queue: str, session_id: str, state: bytes | None) -> None:
    async with client.get_queue_receiver(queue, session_id=session_id) as receiver:
        assert isinstance(receiver.session, ServiceBusSession)
        await receiver.session.set_state(state)


@with_sessions
async def test_sessions_with_messages_or_a_state_are_listed(client: ServiceBusClient, queue: str) -> None:
    await client.get_queue_sender(queue).send_messages(messages("m", session_id="with-message"))
    await keep_state(client, queue, "with-state", b"day 2")
    await keep_state(client, queue, "with-nothing", b"day 3")
    await keep_state(client, queue, "with-nothing", None)

    assert await listed(client.list_queue_sessions(queue)) == ["with-message", "with-state"]


@with_sessions
async def test_sessions_are_listed_by_when_their_state_was_set(client: ServiceBusClient, queue: str) -> None:
    await client.get_queue_sender(queue).send_messages(messages("m", session_id="with-message"))
    await keep_state(client, queue, "early", b"day 1")
    await asyncio.sleep(0.1)
    between = datetime.now(UTC)
    await asyncio.sleep(0.1)
    await keep_state(client, queue, "late", b"day 2")

    assert await listed(client.list_queue_sessions(queue, state_updated_after=between)) == ["late"]


@with_sessions
async def test_a_queue_where_nothing_happened_has_no_sessions(client: ServiceBusClient, queue: str) -> None:
    assert await listed(client.list_queue_sessions(queue)) == []


@with_sessions
async def test_many_sessions_come_page_by_page(client: ServiceBusClient, queue: str) -> None:
    names = [f"session-{number:03}" for number in range(PAGE + 20)]
    sender = client.get_queue_sender(queue)
    for name in names:
        await sender.send_messages(messages("m", session_id=name))

    assert await listed(client.list_queue_sessions(queue)) == names


@pytest.mark.topic(subscriptions={"by-city": {"enable_sessions": True}})
async def test_sessions_of_a_subscription_are_listed(client: ServiceBusClient, topic: str) -> None:
    await client.get_topic_sender(topic).send_messages(messages("m", session_id="seoul"))

    assert await listed(client.list_subscription_sessions(topic, "by-city")) == ["seoul"]
