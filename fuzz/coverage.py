"""Which of our lines an input runs through, one after the other, and how often: what makes it interesting.

As in AFL, a feature is a step from one line to the next, within a function or across calls, together with
how often it was taken, in powers of two: an input that nests deeper than all before it is worth keeping.
Lines of libraries are not looked at.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

import longshore

LONGSHORE: Final = str(Path(longshore.__file__).parent)
_LINES_MAX: Final = 1 << 20
_OFTEN: Final = 6
"""Taken 32 times or more is all the same: loops over long inputs teach nothing."""

Feature = tuple[int, int]
"""(step, how often in powers of two)"""


class Coverage:
    """The features of everything that was traced, in the files below a folder."""

    def __init__(self, folder: str = LONGSHORE) -> None:
        self._folder = folder
        self.features: set[Feature] = set()
        self._lines: dict[tuple[CodeType, int], int] = {}
        self._ours: dict[CodeType, bool] = {}

    @property
    def steps(self) -> int:
        """How many different steps were taken."""
        return len({step for step, _ in self.features})

    def add(self, run: Callable[[], None]) -> set[Feature]:
        """Run something, and return its features that are new."""
        new = self.of(run) - self.features
        self.features |= new
        return new

    def of(self, run: Callable[[], None]) -> set[Feature]:
        """Run something, and return its features."""
        taken: dict[int, int] = {}
        before = sys.gettrace()
        sys.settrace(self._tracer(taken))
        try:
            run()
        finally:
            sys.settrace(before)
        return {(step, min(times.bit_length(), _OFTEN)) for step, times in taken.items()}

    def _tracer(self, taken: dict[int, int]) -> Callable[[FrameType, str, Any], Any]:
        lines, ours = self._lines, self._ours
        previous = 0

        def on_line(frame: FrameType, event: str, _argument: object) -> Any:  # noqa: ANN401  # itself
            nonlocal previous
            if event == "line":
                line = lines.setdefault((frame.f_code, frame.f_lineno), len(lines))
                step = previous * _LINES_MAX + line
                taken[step] = taken.get(step, 0) + 1
                previous = line
            return on_line

        def on_call(frame: FrameType, _event: str, _argument: object) -> Any:  # noqa: ANN401  # as above
            code = frame.f_code
            known = ours.get(code)
            if known is None:
                known = ours[code] = code.co_filename.startswith(self._folder)
            return on_line if known else None

        return on_call
