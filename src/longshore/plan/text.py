"""A plan file's text: from bytes, and from a character's index to a line and a column."""

import re
from bisect import bisect_right

from longshore.plan.problems import PlanError, Position, Problem

MAX_BYTES = 2 * 1024 * 1024  # six thousand entities; the slower of the YAML readers takes seconds for it

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class SourceText:
    """The text of one file; `content` is what indices count in."""

    def __init__(self, file: str, content: str) -> None:
        self.file = file
        self.content = content
        self._lines = _LINE_BREAK.split(content)
        self._starts = [0, *(found.end() for found in _LINE_BREAK.finditer(content))]

    @property
    def line_count(self) -> int:
        """How many lines there are; one that is not ended counts, be it empty."""
        return len(self._lines)

    def position(self, index: int) -> Position:
        """Return the place of the character at an index."""
        line = bisect_right(self._starts, index)
        return Position(self.file, line, min(index - self._starts[line - 1], len(self._lines[line - 1])) + 1)

    def line(self, number: int) -> str:
        """Return a line without its end, counted from 1."""
        return self._lines[number - 1]

    def problem(self, index: int, message: str, expected: str) -> Problem:
        """Return a problem with the character at an index."""
        place = self.position(index)
        return Problem(self.file, place.line, place.column, self._lines[place.line - 1], message, expected)


def first_line(text: str) -> str:
    """Return what stands before the first line break."""
    return _LINE_BREAK.split(text, maxsplit=1)[0]


def decode(file: str, data: bytes) -> SourceText:
    """Return the text of a file's bytes; raises PlanError where they are too many or not UTF-8."""
    if len(data) > MAX_BYTES:
        expected = f"at most {MAX_BYTES // 1024 // 1024} MiB"
        raise PlanError(Problem(file, 1, 1, "", "the file is too large", expected))
    try:
        return SourceText(file, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        text = SourceText(file, data.decode("utf-8", errors="replace"))
        index = len(data[: error.start].decode("utf-8"))
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        raise PlanError(text.problem(index, message, "a file saved as UTF-8")) from error
