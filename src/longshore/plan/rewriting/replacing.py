"""Patches that replace one value: it gives way, in its own line, to a value in one line.

Comments inside what is replaced stay, each in a line of its own; an anchor stays, a tag goes.
"""

import re
from collections.abc import Iterator

from longshore.plan import nodes
from longshore.plan.edits import Marked
from longshore.plan.rewriting import writing
from longshore.plan.rewriting.changes import Place
from longshore.plan.rewriting.layout import Layout
from longshore.plan.rewriting.patches import Part, Patch
from longshore.plan.rewriting.writing import New

_INDICATOR = re.compile(
    r"(?:[ \t\r\n]|#[^\r\n]*)*[:-]"
)  # what stands before a value, behind what is before it
_PROPERTIES = re.compile(r"[&!][^\r\n#]*[^ \t\r\n#]")
_SIMPLE_COLON = re.compile(r"[ \t]*:[ \t]*")


def replacement(layout: Layout, place: Place, new: New) -> list[Patch]:
    """Return the patches that let a new value stand at a place."""
    node = place.node
    is_written = isinstance(node, nodes.Alias) or node.tag or layout.inner_start(node) < node.end
    style = node.style if isinstance(node, nodes.Scalar) else ""
    text = writing.line(new, layout.style, style if style in {"'", '"'} else "")
    match node:
        case _ if not is_written:
            return [_filled(layout, place, new, text)]
        case nodes.Scalar(style="|" | ">"):
            return list(_block_replaced(layout, node, text, new.mark))
        case nodes.Mapping(flow=False) | nodes.List(flow=False):
            return list(_lines_replaced(layout, place, node, text, new.mark))
    start, head = _head(layout, node)
    return [_span_replaced(layout, start, node.end, head + text, new.mark)]


def _head(layout: Layout, node: nodes.Node) -> tuple[int, str]:
    """Return from where on a value is written anew, and what stands before it there."""
    if isinstance(node, nodes.Alias) or not node.tag:
        start = layout.inner_start(node)
        return start, " " if layout.text[start - 1 : start] == ":" else ""
    return node.start, f"&{node.anchor} " if node.anchor else ""


def _filled(layout: Layout, place: Place, new: New, text: str) -> Patch:
    """Return the patch for a value that is not written."""
    index, parent = place.node.end, place.parent
    if isinstance(parent, nodes.Mapping) and place.before:
        colon = layout.text[place.before.end : place.node.start]
        if not parent.flow and writing.is_tall(new) and _SIMPLE_COLON.fullmatch(colon):
            shift = layout.style.step if isinstance(new.value, dict) else layout.style.dash
            lines = writing.lines(new, layout.column(parent) + shift, layout.style)
            return new_lines(layout, index, lines)
        if not colon and parent.flow:
            return Patch(index, index, ((f": {text}", new.mark),))
        if not colon:  # `? key` and nothing more
            line = " " * layout.column(parent) + f": {text}"
            return new_lines(layout, index, [(line, new.mark)])
    lead = "" if layout.text[index - 1 : index].isspace() else " "
    return Patch(index, index, ((lead + text, new.mark),))


def new_lines(
    layout: Layout, index: int, lines: Iterator[tuple[str, Marked]] | list[tuple[str, Marked]]
) -> Patch:
    """Return the patch for lines behind the line of an index."""
    end = layout.line_end(index)
    parts = tuple((layout.newline + line, mark) for line, mark in lines)
    return Patch(end, end, parts, is_lines=True)


def _block_replaced(layout: Layout, node: nodes.Scalar, text: str, mark: Marked) -> Iterator[Patch]:
    """Return the patches for a scalar of the style `|` or `>`: its sign gives way, its lines go."""
    start, head = _head(layout, node)
    if layout.is_own_line(start):  # a sign may stand in a column where a value may not
        head += "  "
    sign = layout.inner_start(node)
    yield Patch(start, sign + len(layout.block_sign(node)), ((head + text, mark),))
    sign_line_end = layout.line_end(sign)
    yield Patch(sign_line_end, max(sign_line_end, layout.content_end(node)), ())


def _lines_replaced(
    layout: Layout, place: Place, node: nodes.Mapping | nodes.List, text: str, mark: Marked
) -> Iterator[Patch]:
    """Return the patches for a mapping or a list in lines of its own: the new value goes up to its key."""
    start, end = layout.inner_start(node), layout.line_end(layout.content_end(node))
    above = _indicator_end(layout, place)
    if above is None or layout.line_start(above) == layout.line_start(start):
        begin, head = _head(layout, node)
        yield _span_replaced(layout, begin, end, head + text, mark)
        return
    if found := _PROPERTIES.match(layout.text, node.start, start):
        anchor = f"&{node.anchor} " if node.anchor else ""
        yield Patch(node.start, found.end(), ((anchor + text, mark),))
    else:
        yield Patch(above, above, ((f" {text}", mark),))
    kept = _kept(layout, start, end, mark, layout.indentation(above))
    yield Patch(layout.break_before(start), end, tuple(kept))


def _indicator_end(layout: Layout, place: Place) -> int | None:
    """Return where the colon or dash before a value ends; None at the root."""
    if place.parent is None:
        return None
    index = place.before.end if place.before else layout.inner_start(place.parent)
    found = _INDICATOR.match(layout.text, index)
    return found.end() if found else index


def _span_replaced(layout: Layout, start: int, end: int, text: str, mark: Marked) -> Patch:
    """Return the patch for a value that begins in the line where the new one shall stand."""
    parts: list[Part] = [(text, mark), *_kept(layout, start, end, mark)]
    rest = layout.text[end : layout.line_end(end)].lstrip(" \t")
    if len(parts) > 1 and rest:
        parts.append((layout.newline + layout.indentation(end), mark))
        end = layout.line_end(end) - len(rest)
    return Patch(start, end, tuple(parts))


def _kept(
    layout: Layout, start: int, end: int, mark: Marked, indentation: str | None = None
) -> Iterator[Part]:
    """Return the comments between two indices: one in the first line stays there, others get lines.

    These are indented as they were, or as is said.
    """
    for begin, stop in layout.comments_in(start, end):
        comment = layout.text[begin:stop]
        if begin < layout.line_end(start) and not layout.is_own_line(start):
            yield f" {comment}", mark
        else:
            before = layout.indentation(begin) if indentation is None else indentation
            is_as_it_was = layout.is_own_line(begin) and before == layout.indentation(begin)
            yield layout.newline + before + comment, None if is_as_it_was else mark
