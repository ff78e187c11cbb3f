"""An event loop in a thread of its own, so that it runs whatever the tests do with theirs."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

PATIENCE_S: Final = 30.0
"""How long a broker may take to do what a test asks of it."""

T = TypeVar("T")


class LoopThread:
    """Runs from the moment it is made until `stop`."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the loop, from another thread; returns what it returns, raises what it raises."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def stop(self) -> None:
        """End the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()
