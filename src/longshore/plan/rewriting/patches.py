"""Patches of a text, and the text they make."""

from collections.abc import Iterable
from dataclasses import dataclass

from longshore.plan.edits import Marked

Part = tuple[str, Marked | None]


@dataclass(frozen=True, slots=True)
class Patch:
    """What stands between two indices instead of what stands there; where a part has a mark, its line has.

    `is_lines` if it is of new lines: these come behind all that is new in the line before them.
    """

    start: int
    end: int
    parts: tuple[Part, ...]
    is_lines: bool = False


def patched(text: str, groups: Iterable[list[Patch]]) -> tuple[str, list[tuple[int, Marked]]]:
    """Return a text with patches made, and of every marked line an index in it and the mark.

    Groups are of one node each and come from the outermost to the innermost, in the order of the text.
    """
    pieces: list[str] = []
    touched: list[tuple[int, Marked]] = []
    done = length = 0
    for patch in _in_order(groups):
        for piece, mark in ((text[done : patch.start], None), *patch.parts):
            pieces.append(piece)
            length += len(piece)
            if mark:
                touched.append((length, mark))
        done = max(done, patch.end)
    return "".join([*pieces, text[done:]]), touched


def _in_order(groups: Iterable[list[Patch]]) -> list[Patch]:
    # Of what ends at one index the innermost ends first.
    patches = [patch for group in reversed(list(groups)) for patch in group]
    return sorted(patches, key=lambda patch: (patch.start, patch.is_lines))
