"""The kit's own tests use it as its users do; the client's naps are cut short for all of them."""

from collections.abc import Iterator

import pytest
from azure.servicebus import ServiceBusClient

from longshore.testing import Broker, short_naps


@pytest.fixture(autouse=True)
def _short_naps() -> Iterator[None]:
    with short_naps():
        yield


@pytest.fixture
def client(servicebus: Broker) -> Iterator[ServiceBusClient]:
    """The official client, which reports an error at once instead of trying again."""
    with ServiceBusClient.from_connection_string(servicebus.connection_string, retry_total=0) as client:
        yield client
