"""Sessions: one receiver at a time, strict order, a state, a lock of their own."""

import asyncio

import pytest
from azure.servicebus import NEXT_AVAILABLE_SESSION, ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSender, ServiceBusSession
from azure.servicebus.exceptions import (
    OperationTimeoutError,
    ServiceBusError,
    SessionCannotBeLockedError,
    SessionLockLostError,
)

from .broker import Broker
from .raw import Raw
from .sdk import WAIT_S, bodies, messages, nothing_comes, opened, take, take_one

with_sessions = pytest.mark.queue(enable_sessions=True)


async def sender_and_session(
    client: ServiceBusClient, queue: str, session_id: str
) -> tuple[ServiceBusSender, ServiceBusReceiver]:
    return await opened(
        client.get_queue_sender(queue), client.get_queue_receiver(queue, session_id=session_id)
    )


def next_session(client: ServiceBusClient, queue: str) -> ServiceBusReceiver:
    return client.get_queue_receiver(queue, session_id=NEXT_AVAILABLE_SESSION, max_wait_time=WAIT_S)


def session_of(receiver: ServiceBusReceiver) -> ServiceBusSession:
    session = receiver.session
    assert isinstance(session, ServiceBusSession)
    return session


@with_sessions
async def test_a_named_session_gives_its_own_messages_only(client: ServiceBusClient, queue: str) -> None:
    sender, receiver = await sender_and_session(client, queue, "busan")
    await sender.send_messages(messages("s1", session_id="seoul"))
    await sender.send_messages(messages("b1", "b2", session_id="busan"))

    assert bodies(await take(receiver, 2)) == ["b1", "b2"]
    assert await nothing_comes(receiver)


@with_sessions
async def test_the_next_available_session_is_the_one_that_waits_longest(
    client: ServiceBusClient, queue: str
) -> None:
    sender = client.get_queue_sender(queue)
    await sender.send_messages(messages("s1", session_id="seoul"))
    await sender.send_messages(messages("b1", session_id="busan"))

    receiver = await next_session(client, queue).__aenter__()
    assert session_of(receiver).session_id == "seoul"


@with_sessions
async def test_two_receivers_get_different_sessions(client: ServiceBusClient, queue: str) -> None:
    sender = client.get_queue_sender(queue)
    for session_id in ("seoul", "busan"):
        await sender.send_messages(messages("m", session_id=session_id))

    first, second = await opened(next_session(client, queue), next_session(client, queue))

    assert {session_of(first).session_id, session_of(second).session_id} == {"seoul", "busan"}


@with_sessions
async def test_waiting_for_the_next_available_session_ends_when_one_comes(
    client: ServiceBusClient, queue: str
) -> None:
    receiver = next_session(client, queue)
    waiting = asyncio.ensure_future(receiver.receive_messages(max_wait_time=WAIT_S))
    await asyncio.sleep(1)

    await client.get_queue_sender(queue).send_messages(messages("late", session_id="seoul"))

    assert bodies(await waiting) == ["late"]


@with_sessions
async def test_waiting_for_the_next_available_session_times_out(client: ServiceBusClient, queue: str) -> None:
    receiver = client.get_queue_receiver(queue, session_id=NEXT_AVAILABLE_SESSION, max_wait_time=1)

    with pytest.raises(OperationTimeoutError):
        await receiver.receive_messages()


@with_sessions
async def test_a_session_that_another_receiver_holds_cannot_be_locked(
    client: ServiceBusClient, queue: str
) -> None:
    await client.get_queue_receiver(queue, session_id="seoul").__aenter__()
    other = client.get_queue_receiver(queue, session_id="seoul")

    with pytest.raises(SessionCannotBeLockedError):
        await other.receive_messages()


@with_sessions
async def test_a_closed_session_can_be_accepted_again_at_once(client: ServiceBusClient, queue: str) -> None:
    first = await client.get_queue_receiver(queue, session_id="seoul").__aenter__()
    await first.close()

    second = await client.get_queue_receiver(queue, session_id="seoul").__aenter__()

    assert session_of(second).session_id == "seoul"


@with_sessions
async def test_a_lost_connection_frees_its_session_at_once(
    broker: Broker, client: ServiceBusClient, queue: str
) -> None:
    with Raw(broker).open() as raw:
        raw.attach_session(queue, "seoul")

    second = await client.get_queue_receiver(queue, session_id="seoul").__aenter__()

    assert session_of(second).session_id == "seoul"


@with_sessions
async def test_messages_of_a_closed_session_keep_their_order_and_count(
    client: ServiceBusClient, queue: str
) -> None:
    sender, receiver = await sender_and_session(client, queue, "seoul")
    await sender.send_messages(messages("one", "two", "three", session_id="seoul"))
    await take(receiver, 2)

    await receiver.close()

    again = await take(client.get_queue_receiver(queue, session_id="seoul"), 3)
    assert [(str(message), message.delivery_count) for message in again] == [
        ("one", 0),
        ("two", 0),
        ("three", 0),
    ]


@with_sessions
async def test_an_abandoned_message_comes_before_the_rest_of_its_session(
    client: ServiceBusClient, queue: str
) -> None:
    sender, receiver = await sender_and_session(client, queue, "seoul")
    await sender.send_messages(messages("one", "two", "three", session_id="seoul"))

    await receiver.abandon_message(await take_one(receiver))

    assert bodies(await take(receiver, 3)) == ["one", "two", "three"]


@with_sessions
async def test_interleaved_sessions_each_keep_their_order(client: ServiceBusClient, queue: str) -> None:
    sender = client.get_queue_sender(queue)
    for number in range(10):
        for session_id in ("seoul", "busan"):
            await sender.send_messages(messages(f"{session_id} {number}", session_id=session_id))

    first, second = await opened(
        client.get_queue_receiver(queue, session_id="seoul"),
        client.get_queue_receiver(queue, session_id="busan"),
    )

    assert bodies(await take(first, 10)) == [f"seoul {number}" for number in range(10)]
    assert bodies(await take(second, 10)) == [f"busan {number}" for number in range(10)]


@with_sessions
async def test_a_session_keeps_a_state(client: ServiceBusClient, queue: str) -> None:
    async with client.get_queue_receiver(queue, session_id="seoul") as receiver:
        await session_of(receiver).set_state(b"day 2 of 3")

    receiver = await client.get_queue_receiver(queue, session_id="seoul").__aenter__()
    assert await session_of(receiver).get_state() == b"day 2 of 3"


@with_sessions
async def test_a_new_session_has_no_state(client: ServiceBusClient, queue: str) -> None:
    receiver = await client.get_queue_receiver(queue, session_id="seoul").__aenter__()

    assert await session_of(receiver).get_state() is None


@with_sessions
async def test_a_sessions_state_can_be_cleared(client: ServiceBusClient, queue: str) -> None:
    receiver = await client.get_queue_receiver(queue, session_id="seoul").__aenter__()
    await session_of(receiver).set_state("day 2 of 3")

    await session_of(receiver).set_state(None)

    assert await session_of(receiver).get_state() is None


@pytest.mark.queue(enable_sessions=True, lock_duration="PT2S")
async def test_a_renewed_session_lock_lasts_its_whole_duration_again(
    client: ServiceBusClient, queue: str
) -> None:
    sender, receiver = await sender_and_session(client, queue, "seoul")
    await sender.send_messages(messages("slow work", session_id="seoul"))
    message = await take_one(receiver)
    await asyncio.sleep(1)

    await session_of(receiver).renew_lock()

    await asyncio.sleep(1.5)
    await receiver.complete_message(message)


@pytest.mark.queue(enable_sessions=True, lock_duration="PT1S")
async def test_a_session_lock_that_ran_out_is_lost(client: ServiceBusClient, queue: str) -> None:
    sender, receiver = await sender_and_session(client, queue, "seoul")
    await sender.send_messages(messages("slow work", session_id="seoul"))
    message = await take_one(receiver)
    await asyncio.sleep(1.5)

    with pytest.raises(SessionLockLostError):
        await receiver.complete_message(message)


@pytest.mark.queue(enable_sessions=True, lock_duration="PT1S")
async def test_the_broker_itself_ends_the_link_of_a_lost_session(
    client: ServiceBusClient, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = client.get_queue_receiver(queue, session_id="seoul")
    await receiver.__aenter__()
    monkeypatch.setattr(ServiceBusSession, "_lock_expired", property(lambda _session: False))
    await asyncio.sleep(1.5)

    with pytest.raises(SessionLockLostError, match="The lock of this session has ended"):
        await receiver.receive_messages(max_wait_time=WAIT_S)


@pytest.mark.queue(enable_sessions=True, lock_duration="PT1S")
async def test_messages_of_a_lost_session_come_again_and_counted(
    client: ServiceBusClient, queue: str
) -> None:
    sender, receiver = await sender_and_session(client, queue, "seoul")
    await sender.send_messages(messages("slow work", session_id="seoul"))
    await take_one(receiver)
    await asyncio.sleep(1.3)

    again = await take_one(client.get_queue_receiver(queue, session_id="seoul"))

    assert (str(again), again.delivery_count) == ("slow work", 1)


@with_sessions
async def test_a_message_of_a_session_can_be_dead_lettered(client: ServiceBusClient, queue: str) -> None:
    sender, receiver = await sender_and_session(client, queue, "seoul")
    await sender.send_messages(messages("broken", session_id="seoul"))
    await receiver.dead_letter_message(await take_one(receiver), reason="BadInput")

    dead = await take_one(client.get_queue_receiver(f"{queue}/$DeadLetterQueue"))

    assert (dead.dead_letter_reason, dead.session_id) == ("BadInput", "seoul")


@with_sessions
async def test_a_message_without_session_id_is_refused(client: ServiceBusClient, queue: str) -> None:
    with pytest.raises(ServiceBusError, match="set a session id on every message"):
        await client.get_queue_sender(queue).send_messages(ServiceBusMessage("whose?"))


@with_sessions
async def test_a_receiver_without_session_is_refused_on_a_queue_with_sessions(
    client: ServiceBusClient, queue: str
) -> None:
    with pytest.raises(ServiceBusError, match="requires sessions"):
        await client.get_queue_receiver(queue).receive_messages()


async def test_a_session_receiver_is_refused_on_a_queue_without_sessions(
    client: ServiceBusClient, queue: str
) -> None:
    with pytest.raises(ServiceBusError, match="has no sessions to accept"):
        await client.get_queue_receiver(queue, session_id="seoul").receive_messages()


async def test_a_queue_without_sessions_delivers_messages_that_name_one(
    client: ServiceBusClient, queue: str
) -> None:
    sender, receiver = await opened(client.get_queue_sender(queue), client.get_queue_receiver(queue))
    await sender.send_messages(messages("hello", session_id="seoul"))

    assert (await take_one(receiver)).session_id == "seoul"
