"""A plan file's text: from bytes, and from a character's index to a line and a column."""

import re
from bisect import bisect_right

from longshore.plan.problems import PlanError, Position, Problem

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class SourceText:
    """The text of one file; `content` is what indices count in."""

    def __init__(self, file: str, content: str) -> None:
        self.file = file
        self.content = content
        self._line_starts = [0, *(line_break.end() for line_break in _LINE_BREAK.finditer(content))]

    def position(self, index: int) -> Position:
        """Return the place of the character at an index."""
        line = bisect_right(self._line_starts, index)
        return Position(self.file, line, index - self._line_starts[line - 1] + 1)

    def problem(self, index: int, message: str, expected: str) -> Problem:
        """Return a problem with the character at an index."""
        place = self.position(index)
        line = _LINE_BREAK.split(self.content)[place.line - 1]
        return Problem(self.file, place.line, place.column, line, message, expected)


def decode(file: str, data: bytes) -> SourceText:
    """Return the text of a file's bytes; raises PlanError where they are not UTF-8."""
    try:
        return SourceText(file, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        text = SourceText(file, data.decode("utf-8", errors="replace"))
        index = len(data[: error.start].decode("utf-8"))
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        raise PlanError(text.problem(index, message, "a file saved as UTF-8")) from error
