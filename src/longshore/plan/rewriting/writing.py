"""New values as YAML text: in one line, or in lines of their own.

Text is written plainly where no reader of YAML 1.1 or 1.2 could take it for something else, and in double
quotes otherwise; never over more than one line.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from longshore.plan.edits import Marked
from longshore.plan.scalars import Scalar

_PLAIN = re.compile(r"(?:[^\W\d]|/)(?:[\w ./+@=-]*[\w/])?")
_WORDS_WITH_A_MEANING = {"y", "yes", "n", "no", "on", "off", "true", "false", "null"}


@dataclass(slots=True)
class New:
    """A value to be written, and the edit that made it; later edits may go on inside it."""

    mark: Marked = field(repr=False)
    value: "dict[str, New] | list[New] | Scalar"


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is laid out.

    `step` and `dash` say how many columns a mapping and a list stand to the right of the key above them.
    """

    step: int
    dash: int
    is_json: bool


def line(new: New, style: Style, quote: str = "") -> str:
    """Return a value in one line; `quote` is what a text in its place was written in."""
    match new.value:
        case dict() as mapping:
            pairs = (f"{key(name, style)}: {line(inner, style)}" for name, inner in mapping.items())
            return "{" + ", ".join(pairs) + "}"
        case list() as items:
            return "[" + ", ".join(line(item, style) for item in items) + "]"
        case value:
            return scalar(value, '"' if style.is_json else quote)


def key(name: str, style: Style) -> str:
    """Return a key as it is written before its colon."""
    return _text(name, '"' if style.is_json else "")


def lines(new: New, column: int, style: Style) -> Iterator[tuple[str, Marked]]:
    """Return a mapping's or a list's lines, each with the edit that made it."""
    match new.value:
        case dict() as mapping:
            for name, inner in mapping.items():
                yield from entry(name, inner, column, style)
        case list() as items:
            for inner in items:
                yield from item(inner, column, style)


def entry(name: str, new: New, column: int, style: Style) -> Iterator[tuple[str, Marked]]:
    """Return the lines of a key and its value."""
    head = " " * column + key(name, style) + ":"
    if not is_tall(new):
        yield f"{head} {line(new, style)}", new.mark
        return
    yield head, new.mark
    yield from lines(new, column + (style.step if isinstance(new.value, dict) else style.dash), style)


def item(new: New, column: int, style: Style) -> Iterator[tuple[str, Marked]]:
    """Return the lines of an item of a list."""
    head = " " * column + "- "
    if not is_tall(new):
        yield head + line(new, style), new.mark
        return
    (first, mark), *others = lines(new, column + 2, style)
    yield head + first[column + 2 :], mark
    yield from others


def is_tall(new: New) -> bool:
    """Return whether a value takes lines of its own where it may have them."""
    return isinstance(new.value, dict | list) and bool(new.value)


def scalar(value: Scalar, quote: str = "") -> str:
    """Return a value that holds no others; `quote` is what a text is to be written in."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value, quote)
        case float() if not math.isfinite(value):
            return {math.inf: ".inf", -math.inf: "-.inf"}.get(value, ".nan")
    return str(value)


def _text(text: str, quote: str) -> str:
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    has_meaning = text.lower() in _WORDS_WITH_A_MEANING
    if not quote and _PLAIN.fullmatch(text) and text.isprintable() and not has_meaning:
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())
