"""A broker for tests, in the process of the tests: `Broker`, and the pytest fixture `servicebus`.

    with Broker(queues=["orders"]) as servicebus:
        client = ServiceBusClient.from_connection_string(servicebus.connection_string)

The names below are looked up when they are used: pytest imports this package, through its plugin, wherever
Longshore is installed, and should not wait for a broker that no test asks for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from longshore.testing.broker import Broker
    from longshore.testing.faults import Faults
    from longshore.testing.messages import StoredMessage
    from longshore.testing.naps import short_naps

_HOMES: Final = {"Broker": "broker", "Faults": "faults", "StoredMessage": "messages", "short_naps": "naps"}

__all__ = ["Broker", "Faults", "StoredMessage", "short_naps"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
