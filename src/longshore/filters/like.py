"""The patterns of LIKE.

[ASB sql-filter: pattern] `%` is any string of zero or more characters, `_` any single character; both compare
the whole string, and exactly (case matters). [ASB sql-filter: escape_char] The escape character, one
character, takes the special meaning from the `%`, `_` or escape character behind it; before anything else it
is an error, as in SQL-92 (8.5, "invalid escape sequence").

Theory. A pattern is cut at its `%` signs into pieces. A piece has a fixed length, so the leftmost place where
it fits is always the best, and nothing found ever has to be taken back. A regular expression says so with
atomic groups, `(?>.*?piece)`. Without them `%a%a%a%a%b` would try every way to place its pieces: a pattern is
written by whoever makes rules, a text by whoever sends, and the broker must not stand still for either.
Most patterns need no regular expression at all.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from longshore.filters.errors import FilterEvaluationError

Matcher = Callable[[str], bool]
_ANY_ONE = None
"""A `_` inside a piece; the other elements are literal characters."""
_Piece = list[str | None]


@lru_cache(maxsize=256)  # for patterns that come with the message
def matcher(pattern: str, escape: str | None = None) -> Matcher:
    """Return a function that tells whether a text matches the pattern."""
    first, *rest = _pieces(pattern, escape)
    if not any(_ANY_ONE in piece for piece in (first, *rest)):
        plain = _plain_matcher(_literal(first), [_literal(piece) for piece in rest])
        if plain is not None:
            return plain
    fullmatch = re.compile(_regex(first, rest), re.DOTALL).fullmatch
    return lambda text: fullmatch(text) is not None


def _pieces(pattern: str, escape: str | None) -> list[_Piece]:
    """Cut a pattern at its `%` signs."""
    if escape is not None and len(escape) != 1:
        raise FilterEvaluationError(f"an escape character is one character, not {len(escape)}")
    pieces: list[_Piece] = [[]]
    characters = iter(pattern)
    for character in characters:
        if character == escape:
            pieces[-1].append(_escaped(next(characters, ""), escape))
        elif character == "%":
            pieces.append([])
        else:
            pieces[-1].append(_ANY_ONE if character == "_" else character)
    return pieces


def _escaped(character: str, escape: str) -> str:
    if character not in {"%", "_", escape}:
        raise FilterEvaluationError(f"in a pattern, {escape!r} must stand before %, _ or itself")
    return character


def _literal(piece: _Piece) -> str:
    return "".join(character for character in piece if character is not None)


def _plain_matcher(first: str, rest: list[str]) -> Matcher | None:
    """Return a matcher for `x`, `x%`, `%x` and `%x%`, None for anything richer."""
    match first, rest:
        case _, []:
            return lambda text: text == first
        case _, [""]:
            return lambda text: text.startswith(first)
        case "", [last]:
            return lambda text: text.endswith(last)
        case "", [middle, ""]:
            return lambda text: middle in text
    return None


def _regex(first: _Piece, rest: list[_Piece]) -> str:
    if not rest:
        return _fixed(first)
    *middle, last = rest
    return _fixed(first) + "".join(f"(?>.*?{_fixed(piece)})" for piece in middle) + ".*" + _fixed(last)


def _fixed(piece: _Piece) -> str:
    return "".join("." if character is _ANY_ONE else re.escape(character) for character in piece)
