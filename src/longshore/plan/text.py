"""A plan file's text: from bytes, and from a character's index to a line and a column."""

import re

from longshore.plan.problems import PlanError, Position, Problem

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class SourceText:
    """The text of one file; `content` is what indices count in."""

    def __init__(self, file: str, content: str) -> None:
        self.file = file
        self.content = content

    def position(self, index: int) -> Position:
        """Return the place of the character at an index."""
        before = _LINE_BREAK.split(self.content[:index])
        return Position(self.file, len(before), len(before[-1]) + 1)

    def line(self, number: int) -> str:
        """Return a line without its end, counted from 1."""
        return _LINE_BREAK.split(self.content)[number - 1]

    def problem(self, index: int, message: str, expected: str) -> Problem:
        """Return a problem with the character at an index."""
        place = self.position(index)
        line = _LINE_BREAK.split(self.content)[place.line - 1]
        return Problem(self.file, place.line, place.column, line, message, expected)


def first_line(text: str) -> str:
    """Return what stands before the first line break."""
    return _LINE_BREAK.split(text, maxsplit=1)[0]


def decode(file: str, data: bytes) -> SourceText:
    """Return the text of a file's bytes; raises PlanError where they are not UTF-8."""
    try:
        return SourceText(file, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        text = SourceText(file, data.decode("utf-8", errors="replace"))
        index = len(data[: error.start].decode("utf-8"))
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        raise PlanError(text.problem(index, message, "a file saved as UTF-8")) from error
