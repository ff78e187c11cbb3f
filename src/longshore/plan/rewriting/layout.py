"""How the text of a plan is laid out: its comments, its lines, its habits.

Comments are in no node. They are what begins with `#` between the scalars, where nothing else can.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from longshore.plan.nodes import Alias, List, Mapping, Node, Scalar
from longshore.plan.rewriting.writing import Style

_COMMENT = re.compile(r"[&*!][^ \t\r\n]*|(#[^\r\n]*)")  # after &, * and ! a # is part of a name
_PROPERTIES = re.compile(r"(?:[&!][^ \t\r\n,\[\]{}]*(?:[ \t\r\n]|#[^\r\n]*)*)*")
_BLOCK_SIGN = re.compile(r"[|>][-+0-9]*")
_BREAK = re.compile(r"\r\n|\r|\n")
_LAST_BREAK = re.compile(r"(?:\r\n|\r|\n)\Z")
_LINE_END = re.compile(r"[\r\n]|\Z")


class Layout:
    """The layout of one text, whose root node is given."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.root = root
        self.solid = list(self._solid(root))
        self.comments = list(self._comments())
        newline = _BREAK.search(text)
        self.newline = newline.group() if newline else "\n"
        self.style = self._style()

    def inner_start(self, node: Node) -> int:
        """Return where a node begins behind its anchor and its tag."""
        if isinstance(node, Alias) or not (node.anchor or node.tag):
            return node.start
        found = _PROPERTIES.match(self.text, node.start)
        return min(found.end(), max(node.end, node.start)) if found else node.start

    def content_end(self, node: Node) -> int:
        """Return where the last line of a node's own content ends; blank lines behind a block are none."""
        match node:
            case Scalar(style="|" | ">"):
                spelling = self.text[node.start : node.end]
                if "+" in self.block_sign(node):
                    return node.start + len(_LAST_BREAK.sub("", spelling))
                return node.start + len(spelling.rstrip("\r\n"))
            case List(flow=False) | Mapping(flow=False):
                return self.content_end(last(node) or node)
        return node.end

    def block_sign(self, node: Scalar) -> str:
        """Return the sign that begins a block: `|`, `>-`, `|2+`."""
        found = _BLOCK_SIGN.match(self.text, self.inner_start(node))
        return found.group() if found else ""

    def line_start(self, index: int) -> int:
        """Return where the line of an index begins."""
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def break_before(self, index: int) -> int:
        """Return where the line before the one of an index ends."""
        start = self.line_start(index)
        return len(_LAST_BREAK.sub("", self.text[:start]))

    def line_end(self, index: int) -> int:
        """Return where the line of an index ends, before its line break."""
        found = _LINE_END.search(self.text, index)
        return found.start() if found else len(self.text)

    def column(self, node: Node) -> int:
        """Return the column, from 0, where a node begins behind its anchor."""
        start = self.inner_start(node)
        return start - self.line_start(start)

    def comments_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the comments between two indices begin and end."""
        return self.comments[bisect_left(self.comments, (start, 0)) : bisect_left(self.comments, (end, 0))]

    def indentation(self, index: int) -> str:
        """Return the white space that the line of an index begins with, at most up to there."""
        line = self.text[self.line_start(index) : index]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def is_own_line(self, index: int) -> bool:
        """Return whether nothing but white space stands before an index in its line."""
        return not self.text[self.line_start(index) : index].strip(" \t")

    def comment_gap(self) -> str:
        """Return the white space that the file mostly has before a comment behind a value."""
        gaps = Counter(
            self.text[len(self.text[:start].rstrip(" ")) : start]
            for start, _ in self.comments
            if not self.is_own_line(start)
        )
        return next((gap for gap, _ in gaps.most_common() if gap), " ")

    def _style(self) -> Style:
        """Return how the file lays out what is new."""
        steps: Counter[int] = Counter({2: 0})
        dashes: Counter[int] = Counter({2: 0})
        for mapping, value in self._blocks(self.root):
            shift = self.column(value) - self.column(mapping)
            (dashes if isinstance(value, List) else steps)[shift] += 1
        root = self.root
        is_json = isinstance(root, Mapping) and root.flow and _is_json_key(root)
        return Style(steps.most_common(1)[0][0], dashes.most_common(1)[0][0], is_json)

    def _blocks(self, node: Node) -> Iterator[tuple[Node, Node]]:
        for value in children(node):
            is_block = isinstance(value, Mapping | List) and not value.flow
            if isinstance(node, Mapping) and is_block:
                yield node, value
            yield from self._blocks(value)

    def solid_end(self, index: int) -> int | None:
        """Return where the scalar ends that an index is inside of; None where it is in none."""
        place = bisect_left(self.solid, (index, 0)) - 1
        if place < 0:
            return None
        start, end = self.solid[place]
        return end if start < index < end else None

    def _solid(self, node: Node) -> Iterator[tuple[int, int]]:
        """Return the parts of the text that are scalars' and aliases' own, in order."""
        match node:
            case Mapping():
                for key, value in node.entries:
                    yield from self._solid(key)
                    yield from self._solid(value)
            case List():
                for item in node.items:
                    yield from self._solid(item)
            case Scalar(style="|" | ">"):
                start = self.inner_start(node)
                yield start, start + len(self.block_sign(node))
                yield self.line_end(start), node.end
            case _:
                yield self.inner_start(node), node.end

    def _comments(self) -> Iterator[tuple[int, int]]:
        index = 0
        for start, end in [*self.solid, (len(self.text), len(self.text))]:
            for found in _COMMENT.finditer(self.text, index, start):
                if found.group(1):
                    yield found.span()
            index = end


def children(node: Node) -> tuple[Node, ...]:
    """Return the values in a node."""
    match node:
        case Mapping():
            return tuple(value for _, value in node.entries)
        case List():
            return node.items
    return ()


def last(node: List | Mapping) -> Node | None:
    """Return the last value in a node."""
    values = children(node)
    return values[-1] if values else None


def _is_json_key(mapping: Mapping) -> bool:
    key = mapping.entries[0][0] if mapping.entries else None
    return isinstance(key, Scalar) and key.style == '"'
