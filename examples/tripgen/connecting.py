"""Reaching the broker: the connection string, and how long to try again."""

import asyncio
import os
import time

from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import ServiceBusError

CONNECTION_STRING = "SERVICEBUS_CONNECTION_STRING"
"""The environment variable that tells where the broker is."""

PATIENCE_S = 20.0
PAUSE_S = 0.2


class BrokerGone(Exception):  # noqa: N818 - the name says what happened, as the log will
    """The broker did not come back in time."""


def connect() -> ServiceBusClient:
    """Return a client that tries everything once: who repeats, and what that means, is decided here."""
    return ServiceBusClient.from_connection_string(os.environ[CONNECTION_STRING], retry_total=0)


class Patience:
    """Bounds how long something is tried again without success."""

    def __init__(self) -> None:
        self._ends_s = time.monotonic() + PATIENCE_S

    def renew(self) -> None:
        """It worked: be patient anew."""
        self._ends_s = time.monotonic() + PATIENCE_S

    async def pause(self, problem: ServiceBusError) -> None:
        """Wait a moment after a failure, or give up."""
        if time.monotonic() > self._ends_s:
            raise BrokerGone(f"nothing worked for {PATIENCE_S:g} s; the last problem: {problem}") from problem
        await asyncio.sleep(PAUSE_S)
