"""`longshore up Config.json`: the Microsoft emulator's configuration file, and its well-known key."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.exceptions import ServiceBusAuthenticationError

from .broker import Broker, Plan
from .conftest import Connected
from .sdk import bodies, messages, nothing_comes, opened, take, take_one

Make = Callable[..., Broker]

HARBOUR: Final = Path(__file__).parents[1] / "data" / "Config.json"

QUAY: Plan = {
    "UserConfig": {
        "Namespaces": [
            {
                "name": "quay",
                "queues": [{"name": "crates"}, {"name": "pallets", "properties": {"requiresSession": True}}],
                "topics": [
                    {
                        "name": "ships",
                        "subscriptions": [
                            {"name": "all"},
                            {
                                "name": "ferries",
                                "rules": [
                                    {
                                        "name": "kind",
                                        "properties": {
                                            "filterType": "Correlation",
                                            "correlationFilter": {"label": "ferry"},
                                        },
                                    }
                                ],
                            },
                        ],
                    }
                ],
            }
        ]
    }
}


@pytest.fixture(scope="module", params=[pytest.param(None, marks=pytest.mark.xdist_group("quay"))])
def quay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    broker = Broker(tmp_path_factory.mktemp("quay"))
    broker.follow(QUAY, "--emulator-key")
    try:
        yield broker.start()
    finally:
        broker.end()
    broker.log()


def well_known(broker: Broker) -> str:
    """Return the emulator's connection string, at the broker's port."""
    return (
        f"Endpoint=sb://localhost:{broker.port};SharedAccessKeyName=RootManageSharedAccessKey;"
        "SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;"
    )


def test_the_namespace_is_that_of_the_file(quay: Broker) -> None:
    assert quay.ready()["namespaces"][0]["name"] == "quay"


def test_all_entities_are_there(make_broker: Make) -> None:
    broker = make_broker(HARBOUR).start()

    assert (
        "  added: cranes, salvage, arrivals, arrivals/Subscriptions/everything, "
        "arrivals/Subscriptions/tankers, arrivals/Subscriptions/fishing-boats\n"
    ) in broker.announced()


async def test_a_message_goes_through_a_queue(quay: Broker, connected: Connected) -> None:
    client = connected(quay.connection_string)
    sender, receiver = await opened(client.get_queue_sender("crates"), client.get_queue_receiver("crates"))

    await sender.send_messages(ServiceBusMessage("bananas"))

    assert str(await take_one(receiver)) == "bananas"


async def test_a_message_goes_through_a_session(quay: Broker, connected: Connected) -> None:
    client = connected(quay.connection_string)
    sender, receiver = await opened(
        client.get_queue_sender("pallets"), client.get_queue_receiver("pallets", session_id="row-1")
    )

    await sender.send_messages(ServiceBusMessage("bricks", session_id="row-1"))

    assert str(await take_one(receiver)) == "bricks"


async def test_rules_let_through_what_they_say_and_without_rules_everything_comes(
    quay: Broker, connected: Connected
) -> None:
    client = connected(quay.connection_string)
    everything, ferries = await opened(
        client.get_subscription_receiver("ships", "all"), client.get_subscription_receiver("ships", "ferries")
    )

    async with client.get_topic_sender("ships") as sender:
        await sender.send_messages([*messages("tug"), *messages("ferry", subject="ferry")])

    assert bodies(await take(everything, 2)) == ["tug", "ferry"]
    assert bodies(await take(ferries, 1)) == ["ferry"]
    assert await nothing_comes(ferries)


async def test_the_emulators_connection_string_works_when_asked_for(
    quay: Broker, connected: Connected
) -> None:
    client = connected(well_known(quay))
    sender, receiver = await opened(client.get_queue_sender("crates"), client.get_queue_receiver("crates"))

    await sender.send_messages(ServiceBusMessage("coffee"))

    assert str(await take_one(receiver)) == "coffee"


def test_the_emulators_key_is_not_on_file(quay: Broker) -> None:
    assert "SAS_KEY_VALUE" not in (quay.data / "keys.json").read_text()
    assert "SAS_KEY_VALUE" not in json.dumps(quay.ready())


@pytest.mark.refused_token
async def test_the_emulators_connection_string_does_not_work_otherwise(
    make_broker: Make, connected: Connected
) -> None:
    broker = make_broker(QUAY).start()

    with pytest.raises(ServiceBusAuthenticationError):
        await connected(well_known(broker)).get_queue_sender("crates").__aenter__()
