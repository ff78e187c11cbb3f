"""Shorter naps for the official Python client, which sleeps through most of a test.

[source: azure-servicebus 7.15] While a link opens, the client looks for the next of nine frames every 50 ms;
when it closes, it waits for a thread that looks up once a second. No broker can make that faster.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

SHARE: Final = 0.02
"""What is left of a nap: a millisecond of 50."""

_PACKAGE: Final = "azure.servicebus"
_BLOCKING: Final = (
    "_base_handler",
    "_servicebus_receiver",
    "_servicebus_sender",
    "_session_browser",
    "_pyamqp._connection",
    "_pyamqp.client",
    "_pyamqp.session",
)
_ASYNC: Final = (
    "aio._base_handler_async",
    "aio._servicebus_receiver_async",
    "aio._servicebus_sender_async",
    "aio._session_browser_async",
    "_pyamqp.aio._client_async",
    "_pyamqp.aio._connection_async",
    "_pyamqp.aio._session_async",
)


class _Napping(ModuleType):
    """A module with another `sleep`."""

    def __init__(self, original: ModuleType, sleep: Callable[..., Any]) -> None:
        super().__init__(original.__name__)
        self.__dict__.update(vars(original))
        self.sleep = sleep


def _nap(seconds: float) -> None:
    time.sleep(seconds * SHARE)


async def _nap_async(seconds: float, result: object = None) -> object:
    return await asyncio.sleep(seconds * SHARE, result)


@contextmanager
def short_naps() -> Iterator[None]:
    """Let azure-servicebus, as far as it is imported, sleep for a fiftieth of what it wants to.

    That goes for its looking for frames, for closing, and for its pauses between retries.
    """
    changed = [
        *_replace(_BLOCKING, "time", _Napping(time, _nap)),
        *_replace(_ASYNC, "asyncio", _Napping(asyncio, _nap_async)),
    ]
    try:
        yield
    finally:
        for module, name, original in changed:
            setattr(module, name, original)


def _replace(
    modules: tuple[str, ...], name: str, new: ModuleType
) -> Iterator[tuple[ModuleType, str, object]]:
    for path in modules:
        module = sys.modules.get(f"{_PACKAGE}.{path}")
        original = getattr(module, name, None)
        if module is not None and original is not None:
            setattr(module, name, new)
            yield module, name, original
