"""The loop: take an input that is known, change it, run it, and keep it if it goes where none has been.

The same seed makes the same inputs, whatever else the machine does: what is traced, weighed and kept depends
on the seed and the code alone.
"""

import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Final

from fuzz.bounds import Watch, peak_memory_bytes, weigh
from fuzz.coverage import LONGSHORE, Coverage
from fuzz.mutation import Mutator
from fuzz.target import Target

_WEIGHED_MIN: Final = 64
_WEIGHED_MAX: Final = 1_000
"""One input in so many is weighed, of a long run so many in all: each costs 2 KB that CPython never frees."""

_SETTLED: Final = 10
"""After a tenth of the inputs the process has what it needs; from there on it must not grow."""

_GROWTH_MAX_BYTES: Final = 32 * 1024 * 1024
_DEFECTS_MAX: Final = 20
_TRACED_TIMES: Final = 20
"""How much slower a reader may be while it is traced or weighed."""


@dataclass(frozen=True, slots=True)
class Defect:
    """A promise that was broken: the input, what happened, and where in the run."""

    data: bytes
    problem: str
    number: int


@dataclass(slots=True)
class Report:
    """What a run came to."""

    inputs: int = 0
    seconds: float = 0.0
    known_before: int = 0
    known: list[bytes] = field(default_factory=list)
    steps: int = 0
    slowest_ms: float = 0.0
    slowest: bytes = b""
    memory_before_bytes: int = 0
    memory_after_bytes: int = 0
    defects: dict[str, Defect] = field(default_factory=dict)
    """By the place where it broke: one input each."""


class Fuzzer:
    """One run over one target.

    `folder` is where the lines that count are; `memory_bytes` returns the most that the process has held.
    """

    def __init__(
        self,
        target: Target,
        seed: int,
        known: Iterable[bytes],
        folder: str = LONGSHORE,
        memory_bytes: Callable[[], int] = peak_memory_bytes,
    ) -> None:
        self._target = target
        self._memory_bytes = memory_bytes
        self._rng = Random(seed)
        self._mutator = Mutator(target, self._rng)
        self._coverage = Coverage(folder)
        self._watch = Watch()
        self._weighed = _WEIGHED_MIN
        self._report = Report(known=list(known) or [b""])

    def run(self, inputs: int) -> Report:
        """Run the known inputs, then so many others; who interrupts gets the report of what was run."""
        report = self._report
        began = time.monotonic()
        self._weighed = max(_WEIGHED_MIN, inputs // _WEIGHED_MAX)
        with suppress(KeyboardInterrupt), self._watch.ticking(self._target.cpu_ms_max):
            for data in report.known:
                self._traced(data)
            report.known_before = len(report.known)
            for number in range(inputs):
                if number == inputs // _SETTLED:
                    report.memory_before_bytes = self._memory_bytes()
                self._one(self._next())
                if len(report.defects) == _DEFECTS_MAX:
                    break
        report.seconds = time.monotonic() - began
        report.steps = self._coverage.steps
        report.memory_after_bytes = self._memory_bytes()
        self._look_at_growth()
        return report

    def _next(self) -> bytes:
        """Return a new input; the later a known one was found, the likelier it is changed."""
        known = self._report.known
        parent = known[int(len(known) * max(self._rng.random(), self._rng.random()))]
        return self._mutator.mutate(parent, self._rng.choice(known))

    def _one(self, data: bytes) -> None:
        self._report.inputs += 1
        if self._rng.randrange(self._weighed) == 0:
            base_bytes, bytes_per_byte = self._target.memory_max
            limit_bytes = base_bytes + bytes_per_byte * len(data)
            self._guarded(data, lambda: weigh(lambda: self._target.run(data), limit_bytes), _TRACED_TIMES)
        elif self._rng.randrange(self._target.traced) == 0:
            if self._traced(data):
                self._report.known.append(data)
        else:
            self._timed(data)

    def _traced(self, data: bytes) -> bool:
        """Run an input, and say whether it went where none has been."""
        before = len(self._coverage.features)
        self._guarded(data, lambda: self._cover(data), _TRACED_TIMES)
        return len(self._coverage.features) > before

    def _cover(self, data: bytes) -> None:
        self._coverage.add(lambda: self._target.run(data))

    def _timed(self, data: bytes) -> None:
        began = time.thread_time()
        self._guarded(data, lambda: self._target.run(data), 1)
        took_ms = (time.thread_time() - began) * 1_000
        if took_ms > self._report.slowest_ms:
            self._report.slowest_ms, self._report.slowest = took_ms, data

    def _guarded(self, data: bytes, run: Callable[[], None], patience: int) -> None:
        """Run an input within its time, and note what it breaks."""
        self._watch.begin(patience)
        try:
            run()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  # whatever it is, it was not promised
            self._watch.begin(0)
            place = f"{type(error).__name__} {_place(error)}"
            problem = "".join(traceback.format_exception(error, limit=-12))
            self._report.defects.setdefault(place, Defect(data, problem, self._report.inputs))
        self._watch.begin(0)

    def _look_at_growth(self) -> None:
        report = self._report
        grown_bytes = report.memory_after_bytes - report.memory_before_bytes
        if grown_bytes > _GROWTH_MAX_BYTES:
            problem = f"the process grew by {grown_bytes} bytes in {report.inputs} inputs"
            report.defects["growth"] = Defect(b"", problem, report.inputs)


def _place(error: BaseException) -> str:
    """Return where an error was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
