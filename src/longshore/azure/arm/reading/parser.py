"""The text of an expression, read into the values of `expressions`.

The grammar of ARM template expressions: a call, a text in single quotes (two stand for one) or a whole
number; behind it any number of members and items: `f('a', 1).b[0]`. White space between is free.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from longshore.azure.arm.expressions import Call, Item, Member, Term

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+)|(?P<name>[A-Za-z_][\w.-]*?(?=\s*\()|[A-Za-z_]\w*)"
    r"|(?P<sign>[()\[\],.]))"
)
_NESTING_MAX: Final = 100


class ExpressionError(ValueError):
    """A text in brackets that is no expression; the message says what stands where."""


def is_expression(text: str) -> bool:
    """Say whether a text of a template is an expression, and not a plain text."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def plain(text: str) -> str:
    """Return what a plain text of a template says: of two brackets at its start one is there for escape."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


@lru_cache(maxsize=1_024)
def parsed(text: str) -> Term:
    """Return the expression in a text in brackets; raises ExpressionError."""
    reader = _Reader(text[1:-1])
    term = reader.term(0)
    if not reader.is_at_end():
        raise reader.error("the end")
    return term


@dataclass(slots=True)
class _Reader:
    """Reads one expression from its start to its end."""

    text: str
    at: int = 0

    def error(self, expected: str) -> ExpressionError:
        return ExpressionError(f"{expected} expected at character {self.at + 2} of [{self.text}]")

    def is_at_end(self) -> bool:
        return not self.text[self.at :].strip()

    def ahead(self) -> str:
        """Return the sign that comes next, nothing where none does."""
        match = _TOKEN.match(self.text, self.at)
        return (match["sign"] or "") if match else ""

    def take(self, group: str, expected: str) -> str:
        match = _TOKEN.match(self.text, self.at)
        if match is None or match[group] is None:
            raise self.error(expected)
        self.at = match.end()
        return match[group]

    def sign(self, sign: str) -> None:
        if self.ahead() != sign:
            raise self.error(sign)
        self.take("sign", sign)

    def term(self, depth: int) -> Term:
        if depth > _NESTING_MAX:
            raise self.error("an expression that is not nested so deeply")
        term = self._start(depth)
        while (sign := self.ahead()) in {".", "["}:
            self.take("sign", sign)
            if sign == ".":
                term = Member(term, self.take("name", "a name"))
            else:
                term = Item(term, self.term(depth + 1))
                self.sign("]")
        return term

    def _start(self, depth: int) -> Term:
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            raise self.error("a function, a text or a number")
        if match["text"] is not None:
            return self.take("text", "a text")[1:-1].replace("''", "'")
        if match["number"] is not None:
            return int(self.take("number", "a number"))
        name = self.take("name", "a function, a text or a number")
        self.sign("(")
        return Call(name, tuple(self._arguments(depth)))

    def _arguments(self, depth: int) -> list[Term]:
        arguments: list[Term] = []
        while self.ahead() != ")":
            if arguments:
                self.sign(",")
            arguments.append(self.term(depth + 1))
        self.sign(")")
        return arguments
