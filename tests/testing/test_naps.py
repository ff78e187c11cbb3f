import asyncio
import time
from importlib import import_module
from typing import Any

import pytest

from longshore.testing import naps, short_naps

# As modules that may hold anything: what they import is none of their promises.
SENDER: Any = import_module("azure.servicebus._servicebus_sender")
SENDER_ASYNC: Any = import_module("azure.servicebus.aio._servicebus_sender_async")


def test_the_client_has_its_own_sleep_back_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SENDER, "time", time)
    monkeypatch.setattr(SENDER_ASYNC, "asyncio", asyncio)
    with short_naps():
        assert SENDER.time is not time
        assert SENDER_ASYNC.asyncio is not asyncio
    assert SENDER.time is time
    assert SENDER_ASYNC.asyncio is asyncio


def test_a_nap_is_a_fiftieth_of_what_was_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    SENDER.time.sleep(0.05)
    assert slept == [pytest.approx(0.001)]


def test_nothing_but_sleep_is_different() -> None:
    assert SENDER.time.monotonic is time.monotonic
    assert SENDER_ASYNC.asyncio.Lock is asyncio.Lock


def test_a_client_that_naps_elsewhere_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another release of the client may have moved these modules: then it sleeps as it likes."""
    monkeypatch.setattr(naps, "_PACKAGE", "azure.nowhere")
    before = SENDER.time
    with short_naps():
        assert SENDER.time is before
