"""Edits of a plan's text: what they change is marked in a comment, everything else stays as it is written.

The text is never written anew. Edits become patches at the places of nodes, and all patches are made in
one pass; comments, quotes, blank lines and the order of keys are not touched, for they are not known.
Then the new text is read once more, to find for each changed line the place where a comment can stand.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ruamel.yaml import YAML

from longshore.plan.edits import Marked
from longshore.plan.reading import root_of
from longshore.plan.rewriting.adding import Adder
from longshore.plan.rewriting.changes import Changes
from longshore.plan.rewriting.layout import Layout
from longshore.plan.rewriting.patches import Patch, patched
from longshore.plan.rewriting.replacing import replacement
from longshore.plan.source import Source
from longshore.plan.text import SourceText


def edited(source: Source, edits: Sequence[Marked]) -> str:
    """Return the text of a file with edits made, in the sense of `edited_tree`, and each changed line marked.

    Values that aliases share are changed once, for all of them: equal edits by way of two aliases are one
    edit, and of two that contradict each other the first counts. Raises LookupError for a path through text
    or numbers; the file must be without problems.
    """
    layout = Layout(source.text.content, source.root)
    text, touched = patched(layout.text, _patches(layout, Changes(source, edits)))
    return _commented(text, touched, layout.comment_gap()) if touched else text


def _patches(layout: Layout, changes: Changes) -> Iterator[list[Patch]]:
    adder = Adder(layout, changes)
    for place in changes.places():
        key = id(place.node)
        if key in changes.replaced:
            yield replacement(layout, place, changes.replaced[key])
        elif key in changes.extended:
            yield adder.extension(place.node, changes.extended[key])


def _commented(text: str, touched: list[tuple[int, Marked]], gap: str) -> str:
    content = SourceText("", text)
    layout = Layout(text, root_of(YAML(typ="safe", pure=True), content))
    noted: set[int] = set()
    pieces: list[str] = []
    done = 0
    ends = sorted(
        ((_comment_place(layout, index), mark) for index, mark in touched), key=lambda pair: pair[0]
    )
    for end, marks in groupby(ends, key=lambda pair: pair[0]):
        once = {id(mark): mark for _, mark in marks}
        comment = "; ".join(_notes(once.values(), noted))
        pieces += [text[done:end], _joint(layout, end, gap), comment]
        done = end
    return "".join([*pieces, text[done:]])


def _comment_place(layout: Layout, index: int) -> int:
    """Return the first end of a line, from an index on, that is not inside a scalar of several lines."""
    end = layout.line_end(index)
    while (stop := layout.solid_end(end)) is not None:
        end = layout.line_end(stop)
    return end


def _notes(marks: Iterable[Marked], noted: set[int]) -> Iterator[str]:
    """Return the words for each mark: its note where it is seen first, then its code alone."""
    for mark in marks:
        words = f"{mark.code}: {mark.note}" if mark.note and id(mark) not in noted else mark.code
        noted.add(id(mark))
        yield "".join(char if char.isprintable() else " " for char in words)


def _joint(layout: Layout, end: int, gap: str) -> str:
    """Return what goes between a line and our comment: a comment that is there already goes on."""
    for start, stop in layout.comments_in(layout.line_start(end), end):
        if stop == end:
            return "; " if layout.text[start:stop].strip("# ") else " "
    return f"{gap}# "
