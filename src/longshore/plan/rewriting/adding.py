"""Patches that add: keys to a mapping, items to a list.

They get lines of their own behind the last line of what they are added to, or, in braces and brackets, the
place behind the last entry. New sections of the plan itself stand at the end, each behind a blank line.
"""

import re
from collections.abc import Iterator

from longshore.plan import nodes
from longshore.plan.edits import Marked
from longshore.plan.rewriting import writing
from longshore.plan.rewriting.changes import Changes
from longshore.plan.rewriting.layout import Layout, last
from longshore.plan.rewriting.patches import Part, Patch
from longshore.plan.rewriting.replacing import new_lines
from longshore.plan.rewriting.writing import New

_DOCUMENT_END = re.compile(r"^\.\.\.(?!\S)", re.MULTILINE)
_BLANK_LAST_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)\Z")

Line = tuple[str, Marked]


class Adder:
    """Adds to the mappings and lists of one text."""

    def __init__(self, layout: Layout, changes: Changes) -> None:
        self._layout = layout
        self._changes = changes
        self._is_closed = False

    def extension(self, node: nodes.Node, new: New) -> list[Patch]:
        """Return the patches that add to a mapping the entries of another, or to a list its items."""
        match new.value:
            case dict() as entries:
                return self._entries(node, entries)
            case list() as items:
                return self._items(node, items)
        return []

    def _entries(self, node: nodes.Node, entries: dict[str, New]) -> list[Patch]:
        style = self._layout.style
        if isinstance(node, nodes.Mapping) and node.flow:
            pairs = [
                (f"{writing.key(key, style)}: {writing.line(new, style)}", new.mark)
                for key, new in entries.items()
            ]
            return list(self._between(node, pairs))
        column = self._layout.column(node)
        blocks = [list(writing.entry(key, new, column, style)) for key, new in entries.items()]
        if node is self._layout.root:
            return [*self._close_last_line(blocks[0][0][1]), self._sections(blocks)]
        return self._below(node, [line for block in blocks for line in block])

    def _items(self, node: nodes.Node, items: list[New]) -> list[Patch]:
        style = self._layout.style
        if isinstance(node, nodes.List) and node.flow:
            return list(self._between(node, [(writing.line(new, style), new.mark) for new in items]))
        column = self._layout.column(node)
        return self._below(node, [line for new in items for line in writing.item(new, column, style)])

    def _between(self, node: nodes.Mapping | nodes.List, entries: list[Line]) -> Iterator[Patch]:
        """Return the patches for entries in braces or brackets; the pair in `[a: 1]` gets braces first."""
        final, start = last(node), self._layout.inner_start(node)
        index = final.end if final else start + 1
        commas = [", "] * len(entries) if final else ["", *[", "] * (len(entries) - 1)]
        parts: list[Part] = [
            (comma + text, mark) for comma, (text, mark) in zip(commas, entries, strict=True)
        ]
        if isinstance(node, nodes.Mapping) and self._layout.text[start] != "{":
            yield Patch(start, start, (("{", None),))
            parts.append(("}", None))
        yield Patch(index, index, tuple(parts))

    def _below(self, node: nodes.Node, lines: list[Line]) -> list[Patch]:
        index = self._layout.content_end(node)
        is_last = self._layout.line_end(index) == len(self._layout.text)
        closing = list(self._close_last_line(lines[0][1])) if is_last else []
        return [*closing, new_lines(self._layout, index, lines)]

    def _sections(self, sections: list[list[Line]]) -> Patch:
        text, newline = self._layout.text, self._layout.newline
        found = _DOCUMENT_END.search(text, self._layout.content_end(self._layout.root))
        index = found.start() if found else len(text)
        final = self._last_block()
        lines: list[Part] = []
        for section in sections:
            is_blank = not lines and _BLANK_LAST_LINE.search(text[:index])
            would_be_content = not lines and final and "+" in self._layout.block_sign(final)
            lines += [] if is_blank or would_be_content else [("", None)]
            lines += section
        if text[index - 1] in "\r\n":
            parts = [part for line in lines for part in (line, (newline, None))]
        else:
            parts = [part for line in lines for part in ((newline, None), line)]
        return Patch(index, index, tuple(parts), is_lines=True)

    def _last_block(self) -> nodes.Scalar | None:
        """Return the scalar of the style `|` or `>` that the text ends with, if it stays."""
        node: nodes.Node | None = self._layout.root
        while node and id(node) not in self._changes.replaced:
            if isinstance(node, nodes.Scalar):
                return node if node.style in {"|", ">"} else None
            node = None if isinstance(node, nodes.Alias) or node.flow else last(node)
        return None

    def _close_last_line(self, mark: Marked) -> Iterator[Patch]:
        """Return the patch for a block whose last line has no break, and would get one into its value."""
        final = self._last_block()
        if self._is_closed or final is None or final.end < len(self._layout.text):
            return
        if self._layout.text[-1] not in "\r\n":
            self._is_closed = True
            start, sign = self._layout.inner_start(final), self._layout.block_sign(final)
            closed = sign.replace("+", "").replace("-", "") + "-"
            yield Patch(start, start + len(sign), ((closed, mark),))
