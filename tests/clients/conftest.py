"""One broker for all tests of a worker. Every test that asks for a queue or topic has one of its own.

    @pytest.mark.queue(lock_duration="PT2S")
    async def test_...(queue: str, client: ServiceBusClient) -> None:

The marks of all collected tests make up the plan that the broker is started with. All tests share an event
loop, because the SDK takes up to a second to close a link: while it does, the next test runs.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import azure.servicebus
import pytest
import pytest_asyncio
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSender

from longshore.wire.frames import AMQP_HEADER, SASL_HEADER, encode_frame
from longshore.wire.performatives import Open

from .broker import Broker, Plan, plan_of, queue_of, running
from .raw import Raw
from .sdk import WAY, connect, opened


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split(".")[:2])


HERE = Path(__file__).parent
SDK_RELEASE = _release(azure.servicebus.__version__)
POLICIES: list[Plan] = [{"name": "sender", "rights": ["Send"]}, {"name": "listener", "rights": ["Listen"]}]

Connected = Callable[[str], ServiceBusClient]

Ends = tuple[ServiceBusSender, ServiceBusReceiver]
"""The two ends of a queue."""


HALF_OPEN = 200
BEGINNINGS = (
    b"",
    SASL_HEADER,
    SASL_HEADER[:3],
    AMQP_HEADER,
    AMQP_HEADER + encode_frame(0, Open("idle")),
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"P",
    b"GET /$servicebus/websocket HTTP/1.1\r\nHost: ",
)
"""How far each of them gets."""


class HalfOpen(NamedTuple):
    """Connections, and when they were made."""

    since: datetime
    connections: list[Raw]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "late: looks at what happened while the others ran")
    config.addinivalue_line("markers", "refused_token: the SDK says so over plain TCP only")
    config.addinivalue_line("markers", "queue(**properties): what the test's own queue is like")
    config.addinivalue_line(
        "markers", "topic(subscriptions, **properties): what the test's own topic is like, by the plan's keys"
    )
    if SDK_RELEASE < (7, 15) or WAY in {"ws", "wss"}:  # sockets stay open where a connection came to nothing
        config.addinivalue_line("filterwarnings", "ignore::pytest.PytestUnraisableExceptionWarning")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.clients)
            if pytest_asyncio.is_async_test(item):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
    possible = [item for item in items if _takes_the_way(item) and _can_be_done(item)]
    config.hook.pytest_deselected(items=list(set(items).difference(possible)))
    items[:] = possible
    items.sort(key=lambda item: item.get_closest_marker("late") is not None)


def _can_be_done(item: pytest.Item) -> bool:
    """Say whether the SDK's version is one that can do what the test is about."""
    return all(_release(mark.args[0]) <= SDK_RELEASE for mark in item.iter_markers("since"))


def _takes_the_way(item: pytest.Item) -> bool:
    """Say whether a test is one of the SDK's, and not about what it makes of a refusal: TCP takes any.

    [source: azure-servicebus `_base_handler.py`] Where a custom endpoint is given, a refused token is only a
    connection error to it.
    """
    if WAY == "tcp":
        return True
    item.add_marker(pytest.mark.filterwarnings("ignore:ssl=None is deprecated:DeprecationWarning"))
    by_sdk = {"connected", "sync_client"} & set(getattr(item, "fixturenames", ()))
    return bool(by_sdk) and item.get_closest_marker("refused_token") is None


def _entity_name(item: pytest.Item) -> str:
    module = item.path.stem.removeprefix("test_")
    return f"{module}/{re.sub('[^A-Za-z0-9]+', '-', item.name.removeprefix('test_')).strip('-')}"


def _properties(item: pytest.Item, mark: str) -> dict[str, Any]:
    found = item.get_closest_marker(mark)
    return {} if found is None else dict(found.kwargs)


def _queue(item: pytest.Item) -> Plan:
    return queue_of(_entity_name(item), **_properties(item, "queue"))


def _topic(item: pytest.Item) -> Plan:
    properties = _properties(item, "topic")
    subscriptions = properties.pop("subscriptions")
    return {
        "topic_name": _entity_name(item),
        "properties": properties,
        "subscriptions": [{"name": name, "properties": value} for name, value in subscriptions.items()],
    }


def _asking_for(name: str, session: pytest.Session) -> list[pytest.Item]:
    return [item for item in session.items if name in getattr(item, "fixturenames", ())]


@pytest.fixture(scope="session")
def lone_broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    queues = [_queue(item) for item in _asking_for("queue", request.session)]
    topics = [_topic(item) for item in _asking_for("topic", request.session)]
    plan = plan_of(*queues, topics=topics, policies=POLICIES)
    with running(tmp_path_factory.mktemp("broker"), plan) as broker:
        yield broker


@pytest.fixture(scope="session")
def half_open(lone_broker: Broker) -> Iterator[HalfOpen]:
    """Connections that say too little: the broker has them beside all the others while they last."""
    connections = [Raw(lone_broker) for _ in range(HALF_OPEN // len(BEGINNINGS)) for _ in BEGINNINGS]
    for raw, beginning in zip(connections, cycle(BEGINNINGS), strict=False):
        raw.send(beginning)
    yield HalfOpen(datetime.now(UTC), connections)
    for raw in connections:
        raw.socket.close()


@pytest.fixture(scope="session")
def broker(lone_broker: Broker, half_open: HalfOpen) -> Broker:
    assert half_open.connections
    return lone_broker


@pytest.fixture
def queue(request: pytest.FixtureRequest) -> str:
    return _entity_name(request.node)


@pytest.fixture
def topic(request: pytest.FixtureRequest) -> str:
    return _entity_name(request.node)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def closing() -> AsyncIterator[set[asyncio.Task[None]]]:
    """Clients on their way out; waited for when the last test has ended."""
    tasks: set[asyncio.Task[None]] = set()
    yield tasks
    await asyncio.gather(*tasks)
    await asyncio.sleep(0.1)  # a closed transport lets go of its socket at a later turn of the loop


@pytest_asyncio.fixture(loop_scope="session")
async def connected(closing: set[asyncio.Task[None]]) -> AsyncIterator[Connected]:
    """Connect by a connection string; the clients are closed, with whatever was opened with them."""
    clients: list[ServiceBusClient] = []

    def connect_and_remember(connection_string: str) -> ServiceBusClient:
        clients.append(connect(connection_string))
        return clients[-1]

    yield connect_and_remember
    closing.update(asyncio.create_task(client.close()) for client in clients)


@pytest.fixture
def client(broker: Broker, connected: Connected) -> ServiceBusClient:
    """A client with all rights."""
    return connected(broker.connection_string)


@pytest_asyncio.fixture(loop_scope="session")
async def ends(client: ServiceBusClient, queue: str) -> Ends:
    """A sender to the test's queue, and a receiver from it."""
    return await opened(client.get_queue_sender(queue), client.get_queue_receiver(queue))


@pytest.fixture
def make_broker(tmp_path: Path) -> Iterator[Callable[[Plan | Path | None], Broker]]:
    """Make brokers, not started, for tests that end them, kill them or give them another plan."""
    brokers: list[Broker] = []

    def make(plan: Plan | Path | None = None) -> Broker:
        brokers.append(Broker(tmp_path / str(len(brokers)), plan))
        return brokers[-1]

    yield make
    for broker in brokers:
        broker.end()
        broker.log()
