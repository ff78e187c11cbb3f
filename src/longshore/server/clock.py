"""The broker's clock: wall time in milliseconds that never goes backwards."""

import time
from collections.abc import Callable

Clock = Callable[[], int]


def wall_clock() -> Clock:
    """Return a clock that follows the system's, and stands still while that is set back."""
    latest_ms = 0

    def now_ms() -> int:
        nonlocal latest_ms
        latest_ms = max(latest_ms, time.time_ns() // 1_000_000)
        return latest_ms

    return now_ms
