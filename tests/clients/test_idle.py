"""Entities that go when nobody has used them for a while."""

from collections.abc import Callable

import pytest
from azure.servicebus.exceptions import ServiceBusAuthenticationError

from .broker import Broker, plan_of, queue_of
from .conftest import Connected
from .sdk import messages, take, until

Make = Callable[..., Broker]


@pytest.mark.refused_token
async def test_an_entity_goes_when_it_was_not_used_for_as_long_as_it_allows(
    make_broker: Make, connected: Connected
) -> None:
    topic = {
        "topic_name": "news",
        "subscriptions": [{"name": "idle", "properties": {"auto_delete_on_idle": "PT1S"}}],
    }
    plan = plan_of(queue_of("idle", auto_delete_on_idle="PT1S"), queue_of("kept"), topics=[topic])
    broker = make_broker(plan).start()
    client = connected(broker.connection_string)

    await until(lambda: broker.said("entity deleted", entity="idle"))

    with pytest.raises(ServiceBusAuthenticationError) as caught:
        await client.get_queue_sender("idle").send_messages(messages("too late"))
    assert getattr(caught.value.inner_exception, "status_code", None) == 404
    async with client.get_queue_sender("kept") as sender, client.get_queue_receiver("kept") as receiver:
        await sender.send_messages(messages("still here"))
        assert len(await take(receiver, 1)) == 1
