"""What is wrong with a plan file, each problem at its line and column.

A problem is a value: readers and checks collect them all, and one PlanError carries them to the caller.
Lines and columns count from 1, columns in characters.
"""

import unicodedata
from dataclasses import dataclass

_MAX_SHOWN_CHARACTERS = 1_500  # a filter or an action fits


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a plan file."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and what was expected instead.

    `source_line` is the offending line as written, empty where the file holds none.
    """

    file: str
    line: int
    column: int
    source_line: str
    message: str
    expected: str

    def __str__(self) -> str:
        """Render for a terminal: place and message, the line with a caret, what was expected."""
        rendered = [f"{self.file}:{self.line}:{self.column}: {self.message}"]
        if self.source_line.strip():
            gutter = f"{self.line:>5} | "
            before, behind = excerpt(self.source_line, self.column - 1)
            caret = " " * (len(gutter) - 2) + "| " + blank(before) + "^"
            rendered += [gutter + before + behind, caret]
        rendered.append(f"      expected: {self.expected}")
        return "\n".join(rendered)


class PlanError(Exception):
    """A plan file that cannot be used; `problems` has all that is wrong, in the order of the file."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        """Render every problem, one block each."""
        return "\n\n".join(str(problem) for problem in self.problems)


def excerpt(line: str, index: int) -> tuple[str, str]:
    """Return what to show of a line before and from an index: all, unless it is too long to be read."""
    start = 0 if len(line) <= _MAX_SHOWN_CHARACTERS else max(0, index - _MAX_SHOWN_CHARACTERS // 2)
    end = start + _MAX_SHOWN_CHARACTERS
    before = ("..." if start else "") + line[start:index]
    behind = line[index:end] + ("..." if end < len(line) else "")
    return _printable(before), _printable(behind)


def _printable(text: str) -> str:
    """Return a text without what could steer a terminal."""
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in text)


def blank(text: str) -> str:
    """Return white space as wide as the text on a terminal: tabs stay, Korean letters take two cells."""
    return "".join(
        "\t" if char == "\t" else "  " if unicodedata.east_asian_width(char) in "WF" else " " for char in text
    )
