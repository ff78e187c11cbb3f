"""Markdown as blocks with their lines: headings, fences, tables, bullets [CommonMark 0.31, GFM 4.10].

Emphasis, links and code marks are taken off, wide punctuation becomes narrow; lines count from 1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_COMMENT = re.compile(r"\s*<!--.*-->\s*", re.DOTALL)
_NARROW = {wide: wide - 0xFEE0 for wide in (0xFF05, 0xFF08, 0xFF09, 0xFF0C, 0xFF1A)}
"""The wide forms of `%(),:`, as Korean and Japanese keyboards write them."""

_TASK = re.compile(r"\[[ xX]\]\s+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, of level 1 to 6."""

    text: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class Code:
    """Fenced or indented code; its text begins at `first_line`, behind the fence at `line`."""

    text: str
    language: str
    line: int
    first_line: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the header is a row."""

    header: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Bullet:
    """An item of a list: its first paragraph, and the blocks below it."""

    text: str
    blocks: tuple["Block", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, numbered or not."""

    items: tuple[Bullet, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Html:
    """HTML that stands by itself."""

    line: int


Block = Heading | Code | Table | Bullets | Paragraph | Html


def blocks_of(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a document."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    return tuple(_blocks(SyntaxTreeNode(tokens)))


def _blocks(parent: SyntaxTreeNode) -> Iterator[Block]:
    for node in parent.children:
        match node.type:
            case "heading":
                yield Heading(_text(node), int(node.tag[1:]), _line(node))
            case "fence":
                language = (node.info.split() or [""])[0].casefold()
                yield Code(node.content, language, _line(node), _line(node) + 1)
            case "code_block":
                yield Code(node.content, "", _line(node), _line(node))
            case "table":
                yield _table(node)
            case "bullet_list" | "ordered_list":
                yield Bullets(tuple(_bullet(item) for item in node.children))
            case "paragraph":
                yield Paragraph(_text(node), _line(node))
            case "html_block" if not _COMMENT.fullmatch(node.content):
                yield Html(_line(node))
            case "blockquote":
                yield from _blocks(node)


def _table(node: SyntaxTreeNode) -> Table:
    header, *rows = (
        Row(tuple(_text(cell) for cell in row.children), _line(row))
        for part in node.children
        for row in part.children
    )
    return Table(header, tuple(rows))


def _bullet(item: SyntaxTreeNode) -> Bullet:
    blocks = tuple(_blocks(item))
    if blocks and isinstance(blocks[0], Paragraph):
        text = _TASK.sub("", blocks[0].text, count=1).replace("\n", " ")
        return Bullet(text, blocks[1:], blocks[0].line)
    return Bullet("", blocks, _line(item))


def _line(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 1


def _text(node: SyntaxTreeNode) -> str:
    """Return the text in a node, as a reader sees it."""
    if node.type in {"softbreak", "hardbreak"}:
        return "\n"
    if node.type == "html_inline":
        return " "
    if node.type == "code_inline":
        return node.content
    if node.type == "text":
        return node.content.translate(_NARROW)
    return "".join(_text(child) for child in node.children)
