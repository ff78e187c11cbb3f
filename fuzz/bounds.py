"""What an input may cost: time, and memory.

Time is the processor's, so that a machine that is busy with other things does not make a defect.
"""

import gc
import resource
import signal
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_UNIT_BYTES: Final = 1 if sys.platform == "darwin" else 1_024


class OverrunError(BaseException):
    """An input that takes too long, or too much memory. No reader's `except Exception` may swallow it."""


class Watch:
    """Ticks every so often, and raises OverrunError where an input has seen too many ticks.

    So inputs cost no system call each, and a hang is noticed after one time limit or two. What hangs inside
    a library's C code does so until it returns; Python hears the tick then.
    """

    def __init__(self) -> None:
        self._ticks_left = 0

    @contextmanager
    def ticking(self, limit_ms: int) -> Iterator[None]:
        """Watch what runs inside; only in the main thread."""
        before = signal.signal(signal.SIGPROF, self._tick)
        signal.setitimer(signal.ITIMER_PROF, limit_ms / 1_000, limit_ms / 1_000)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    def begin(self, patience: int = 1) -> None:
        """Begin with an input that may take so many times the limit; 0 for what is no input."""
        self._ticks_left = patience + 1 if patience else 0

    def _tick(self, _signal: int, _frame: FrameType | None) -> None:
        self._ticks_left -= 1
        if self._ticks_left == 0:
            raise OverrunError("it takes too long")


def weigh(run: Callable[[], None], limit_bytes: int) -> None:
    """Run something, and raise OverrunError where it allocates more than it may at any moment."""
    gc.collect(0)
    tracemalloc.start()
    try:
        run()
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    if peak_bytes > limit_bytes:
        raise OverrunError(f"it allocates {peak_bytes} bytes where {limit_bytes} are allowed")


def peak_memory_bytes() -> int:
    """Return the most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT_BYTES
