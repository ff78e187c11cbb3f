"""Words to choose from, and the one that was probably meant."""

from collections.abc import Sequence
from difflib import get_close_matches


def either(words: Sequence[str]) -> str:
    """Return `a`, `a or b`, `a, b or c`; nothing for no words."""
    *most, last = words or ("",)
    return f"{', '.join(most)} or {last}" if most else last


def nearest(word: str, known: Sequence[str]) -> str:
    """Return the known word nearest to a misspelled one, or nothing if none is near."""
    return "".join(get_close_matches(word, known, n=1))


def suggestion(word: str, known: Sequence[str]) -> str:
    """Return the known word nearest to a misspelled one, or all known words if none is near."""
    return nearest(word, known) or either(known)
