"""Who may do what: keys, rights, shared access signatures, and names that do not exist."""

import asyncio
import time
from collections.abc import Callable

import pytest
from azure.core.credentials import AzureNamedKeyCredential, AzureSasCredential
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSender
from azure.servicebus.exceptions import ServiceBusAuthenticationError, ServiceBusAuthorizationError

from longshore.security.sas import sign

from .broker import Broker
from .conftest import Connected
from .sdk import WAIT_S, closing_all, messages, opened, take_one, until

ROOT = "RootManageSharedAccessKey"
AN_HOUR_S = 3_600


def address_of(broker: Broker, path: str = "") -> str:
    return f"sb://127.0.0.1:{broker.port}/{path}"


def token(broker: Broker, path: str = "", life_s: int = AN_HOUR_S, policy: str = ROOT) -> str:
    """Return a shared access signature as an application makes it by hand."""
    return sign(address_of(broker, path), int(time.time()) + life_s, policy, broker.key_of(policy))


def with_token(broker: Broker, signature: str) -> str:
    """Return a connection string with a token in place of a key."""
    return (
        f"Endpoint=sb://127.0.0.1:{broker.port};SharedAccessSignature={signature};UseDevelopmentEmulator=true"
    )


async def status_of_refusal(link: ServiceBusSender | ServiceBusReceiver) -> object:
    """Return the status with which a link's token was refused."""
    with pytest.raises(ServiceBusAuthenticationError) as caught:
        await link.__aenter__()
    return getattr(caught.value.inner_exception, "status_code", None)


@pytest.mark.parametrize(
    "opening",
    [
        lambda client: client.get_queue_sender("nowhere"),
        lambda client: client.get_queue_receiver("nowhere"),
        lambda client: client.get_topic_sender("nowhere"),
        lambda client: client.get_subscription_receiver("nowhere", "nobody"),
    ],
    ids=["queue-sender", "queue-receiver", "topic-sender", "subscription-receiver"],
)
@pytest.mark.refused_token
async def test_an_entity_that_does_not_exist_cannot_be_opened(
    client: ServiceBusClient, opening: Callable[[ServiceBusClient], ServiceBusSender | ServiceBusReceiver]
) -> None:
    assert await status_of_refusal(opening(client)) == 404


@pytest.mark.refused_token
async def test_a_token_holder_learns_of_an_unknown_entity_in_the_same_way(
    broker: Broker, connected: Connected
) -> None:
    client = connected(with_token(broker, token(broker)))
    assert await status_of_refusal(client.get_queue_sender("nowhere")) == 404


@pytest.mark.refused_token
async def test_a_wrong_key_is_refused(broker: Broker, queue: str, connected: Connected) -> None:
    right_key = broker.key_of(ROOT)
    wrong = broker.connection_string.replace(right_key, right_key.swapcase())

    client = connected(wrong)
    assert await status_of_refusal(client.get_queue_sender(queue)) == 401


@pytest.mark.refused_token
async def test_an_unknown_policy_is_refused(broker: Broker, queue: str, connected: Connected) -> None:
    client = connected(broker.connection_string.replace(ROOT, "Nobody"))
    assert await status_of_refusal(client.get_queue_sender(queue)) == 401


async def test_a_secondary_key_is_as_good_as_the_primary(
    broker: Broker, queue: str, connected: Connected
) -> None:
    secondary = broker.connection_string.replace(broker.key_of(ROOT), broker.key_of(ROOT, "secondary_key"))

    client = connected(secondary)
    await client.get_queue_sender(queue).send_messages(ServiceBusMessage("hello"))


async def test_a_token_for_the_namespace_opens_every_entity(
    broker: Broker, queue: str, connected: Connected
) -> None:
    client = connected(with_token(broker, token(broker)))
    sender, receiver = await opened(client.get_queue_sender(queue), client.get_queue_receiver(queue))
    await sender.send_messages(ServiceBusMessage("hello"))

    assert str(await take_one(receiver)) == "hello"


async def test_a_token_for_an_entity_opens_that_entity(
    broker: Broker, queue: str, connected: Connected
) -> None:
    client = connected(with_token(broker, token(broker, queue)))
    sender, receiver = await opened(client.get_queue_sender(queue), client.get_queue_receiver(queue))
    await sender.send_messages(ServiceBusMessage("hello"))

    assert str(await take_one(receiver)) == "hello"


@pytest.mark.parametrize("other", ["quite-another", "the-beginning-of-the-same-name"])
@pytest.mark.refused_token
async def test_a_token_for_an_entity_opens_no_other(
    broker: Broker, queue: str, other: str, connected: Connected
) -> None:
    path = queue[:-1] if other.startswith("the-beginning") else other
    client = connected(with_token(broker, token(broker, path)))
    assert await status_of_refusal(client.get_queue_sender(queue)) == 401


@pytest.mark.refused_token
async def test_an_expired_token_is_refused(broker: Broker, queue: str, connected: Connected) -> None:
    client = connected(with_token(broker, token(broker, life_s=-1)))
    assert await status_of_refusal(client.get_queue_sender(queue)) == 401


@pytest.mark.refused_token
async def test_a_link_ends_with_its_token(broker: Broker, queue: str, connected: Connected) -> None:
    client = connected(with_token(broker, token(broker, life_s=2)))
    receiver = client.get_queue_receiver(queue)
    await receiver.__aenter__()

    await until(lambda: broker.said("link ended", entity=queue))

    with pytest.raises((ServiceBusAuthorizationError, ServiceBusAuthenticationError)):
        await receiver.receive_messages(max_wait_time=WAIT_S)


async def test_the_sdks_own_credentials_are_understood(broker: Broker, queue: str) -> None:
    namespace = f"127.0.0.1:{broker.port}"
    for credential in (
        AzureNamedKeyCredential(ROOT, broker.key_of(ROOT)),
        AzureSasCredential(token(broker)),
    ):
        client = closing_all(ServiceBusClient(namespace, credential, use_tls=False, retry_total=0))
        async with client:
            await client.get_queue_sender(queue).send_messages(ServiceBusMessage("hello"))


async def test_the_right_to_send_is_enough_to_send(broker: Broker, queue: str, connected: Connected) -> None:
    client = connected(broker.connection_string_of("sender"))
    await client.get_queue_sender(queue).send_messages(ServiceBusMessage("hello"))


async def test_the_right_to_send_is_not_enough_to_receive(
    broker: Broker, queue: str, connected: Connected
) -> None:
    client = connected(broker.connection_string_of("sender"))
    with pytest.raises(ServiceBusAuthorizationError, match="'Listen' claim"):
        await client.get_queue_receiver(queue).receive_messages()


async def test_the_right_to_listen_is_not_enough_to_send(
    broker: Broker, queue: str, connected: Connected
) -> None:
    client = connected(broker.connection_string_of("listener"))
    with pytest.raises(ServiceBusAuthorizationError, match="'Send' claim"):
        await client.get_queue_sender(queue).send_messages(ServiceBusMessage("no"))


@pytest.mark.queue(lock_duration="PT30S")
async def test_the_right_to_listen_is_enough_to_receive_renew_and_settle(
    client: ServiceBusClient, broker: Broker, queue: str, connected: Connected
) -> None:
    await client.get_queue_sender(queue).send_messages(messages("work"))

    listener = connected(broker.connection_string_of("listener"))
    receiver = listener.get_queue_receiver(queue)
    message = await take_one(receiver)
    await receiver.renew_message_lock(message)
    await receiver.complete_message(message)


async def test_a_refusal_does_not_disturb_other_clients(
    client: ServiceBusClient, broker: Broker, queue: str, connected: Connected
) -> None:
    sender, receiver = await opened(client.get_queue_sender(queue), client.get_queue_receiver(queue))
    listener = connected(broker.connection_string_of("listener"))
    with pytest.raises(ServiceBusAuthorizationError):
        await listener.get_queue_sender(queue).send_messages(ServiceBusMessage("no"))

    await asyncio.gather(sender.send_messages(ServiceBusMessage("yes")), take_one(receiver))
