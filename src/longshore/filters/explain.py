"""Turns what the parser says about a wrong filter or action into what a person needs to know.

The parser knows which tokens could have come next, by their names in grammar.lark. Here those names become
words: groups first ("a value"), then what is left, one by one.
"""

from collections.abc import Callable

from lark import UnexpectedInput, UnexpectedToken

from longshore.filters.errors import FilterSyntaxError

_NAME = frozenset({"NAME", "QUOTED_NAME", "BRACKETED_NAME"})
_PROPERTY = _NAME | {"_SYSTEM", "_USER"}
_CONSTANT = frozenset({"INTEGER", "DECIMAL", "APPROXIMATE", "STRING", "_TRUE", "_FALSE", "_NULL"})
_VALUE = _PROPERTY | _CONSTANT | {"_NEWID", "_PROPERTY", "SIGN", "LPAR"}
_COMPARISON = frozenset({"COMPARATOR", "LIKE", "_IN"})

_GROUPS = (
    (_VALUE, "a value (a property, a constant or a function)"),
    (_PROPERTY, "a property name"),
    (_NAME, "a property name"),
    (_COMPARISON | {"_IS"}, "a comparison (=, <>, <, <=, >, >=, LIKE, IN or IS NULL)"),
    (_COMPARISON, "a comparison (=, <>, <, <=, >, >=, LIKE or IN)"),
    (frozenset({"SIGN", "FACTOR"}), "an arithmetic operator"),
)
"""Tokens that together mean something, larger groups first, and the words for it."""

_WORDS = {
    "COMMA": "','",
    "EQUAL": "'='",
    "LPAR": "'('",
    "RPAR": "')'",
    "SEMICOLON": "';'",
}

_STRAY_CHARACTERS = {
    "'": "a string is not closed",
    '"': "a quoted name is empty or not closed",
    "[": "a bracketed name is empty or not closed",
    "@": "parameters (@name) are not supported",
}

_CONTEXT_CHARACTERS = 24


def explain(
    failure: UnexpectedInput, text: str, whole: str, acceptable_after: Callable[[str], set[str]]
) -> FilterSyntaxError:
    """Say what was wrong in `text`, where, and what was expected; `whole` is what the text was meant to be.

    Which tokens could have come next must be asked for the text before the wrong token: an LALR parser that
    meets a wrong token may finish a part too early, and then forgets that AND could have followed it.
    """
    offset = _offset(failure, text)
    before = text[:offset].strip()
    where = f"after {_shortened(before)!r}" if before else "at the start"
    expected = _in_words(acceptable_after(text[:offset]), whole)
    return syntax_error(f"{_found(failure, text, offset, whole)} {where}", text, offset, expected)


def syntax_error(problem: str, text: str, offset: int, expected: tuple[str, ...] = ()) -> FilterSyntaxError:
    """Return the error for a problem at `offset` in `text`."""
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return FilterSyntaxError(problem, line, column, expected)


def _offset(failure: UnexpectedInput, text: str) -> int:
    if _is_end(failure) or failure.pos_in_stream is None:
        return len(text.rstrip())
    return failure.pos_in_stream


def _is_end(failure: UnexpectedInput) -> bool:
    return isinstance(failure, UnexpectedToken) and failure.token.type == "$END"


def _found(failure: UnexpectedInput, text: str, offset: int, whole: str) -> str:
    if _is_end(failure):
        return f"the {whole} ends"
    found = str(failure.token) if isinstance(failure, UnexpectedToken) else text[offset]
    return _STRAY_CHARACTERS.get(found, f"{_shortened(found)!r} does not fit")


def _in_words(tokens: set[str], whole: str) -> tuple[str, ...]:
    words = []
    for group, word in _GROUPS:
        if group <= tokens:
            tokens = tokens - group
            words.append(word)
    names = {**_WORDS, "$END": f"the end of the {whole}"}
    return (*words, *sorted(names.get(token, token.strip("_")) for token in tokens))


def _shortened(text: str) -> str:
    return text if len(text) <= _CONTEXT_CHARACTERS else "..." + text[-_CONTEXT_CHARACTERS:]
