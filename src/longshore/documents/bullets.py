"""Bullets: pairs of a word and a value, sentences with figures, and what only people read.

A bullet with others below it heads them, as a heading does.
"""

import re
from collections.abc import Callable

from longshore.documents.blocks import Block, Bullet, Bullets, Paragraph
from longshore.documents.context import Context
from longshore.documents.criteria import criterion, target
from longshore.documents.facts import Fact, Finding, Findings, Remark, ignored, unknown
from longshore.documents.nodes import Entry, Fields, pair
from longshore.documents.sections import read

_PAIR = re.compile(r"(?P<key>[^:()]{1,60}(?:\([^()]*\)[^:()]{0,20})?):\s+(?P<value>\S.*)")

Reader = Callable[[tuple[Block, ...], Context], Findings]


def read_bullets(bullets: Bullets, about: Context, below: Reader) -> Findings:
    """Yield what a list says; `below` reads the blocks under a bullet."""
    entries = {item.line: _pair(item.text, item.line) for item in bullets.items if not _figures(item, about)}
    pairs = tuple(entry for entry in entries.values() if entry is not None)
    if pairs and not about.is_prose:
        yield from read(Fields(pairs, pairs[0].line), about)
    for item in bullets.items:
        is_pair = entries.get(item.line) is not None and not about.is_prose
        found = [] if is_pair else _figures(item, about)
        inner = list(below(item.blocks, about.under(item.text)))
        yield from found
        yield from inner
        if not is_pair and not found and not any(isinstance(each, Fact) for each in inner):
            yield unread(item.line, about)


def read_paragraph(paragraph: Paragraph, about: Context) -> Findings:
    """Yield what a paragraph says that is a pair, such as `**Environment**: Production`; else it is prose."""
    if paragraph.text.startswith("|"):
        yield unknown(paragraph.line, "a table whose header and rows do not fit together")
        return
    entry = _pair(paragraph.text, paragraph.line)
    if entry is not None and not about.is_prose:
        found = list(read(Fields((entry,), paragraph.line), about))
        yield from found if any(isinstance(each, Fact) for each in found) else ()


def sentence(text: str, line: int, about: Context) -> list[Finding]:
    """Return what the figures in a sentence say."""
    return list(criterion(text, line) if about.is_about_scaling else target(text, line))


def unread(line: int, about: Context) -> Remark:
    """Return a remark on what says nothing for the plan: in a section for people, it need not."""
    if about.is_prose:
        return ignored(line, "it is for those who verify and operate the system")
    return unknown(line, "nothing in it is a key of the plan")


def _figures(item: Bullet, about: Context) -> list[Finding]:
    return sentence(item.text, item.line, about)


def _pair(text: str, line: int) -> Entry | None:
    match = _PAIR.fullmatch(text)
    return pair(match["key"].strip(), match["value"].strip(), line) if match else None
