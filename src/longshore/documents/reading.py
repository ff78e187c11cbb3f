"""A plan document in Markdown, read from its first line to its last, and made a plan.

Scripts come last, for they repeat what the document says elsewhere: where both speak, the document stands.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from longshore.documents.assembly import assembled
from longshore.documents.blocks import Block, Bullets, Code, Heading, Html, Paragraph, Table, blocks_of
from longshore.documents.bullets import read_bullets, read_paragraph, sentence, unread
from longshore.documents.context import Context
from longshore.documents.facts import Fact, Finding, Findings, Remark, Standing, unknown
from longshore.documents.fences import is_script, read_code
from longshore.documents.rendering import Line, rendered
from longshore.documents.script import read_commands
from longshore.documents.sections import read
from longshore.documents.tables import readings
from longshore.plan import Plan, PlanError, Problem, parse_plan
from longshore.plan.text import SourceText, decode

_SUFFIXES: Final = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_MARKUP = re.compile(rb"^(?:#{2,6} |```|~~~)", re.MULTILINE)
_IN_LINE = re.compile(r"(?<= in line )\d+$")
_WORD = re.compile(r"[\w./-]+")
_PLAN = re.compile(rb"\A\s*\{|^plan:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A line of the document that is not, or not wholly, in the plan: what it says and why it is left."""

    file: str
    line: int
    text: str
    reason: str
    standing: Standing

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.standing.value}: {self.text} ({self.reason})"


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan made from a document: its file's text, what that means, and what of the document it lacks."""

    text: str
    plan: Plan
    leftovers: tuple[Leftover, ...]


def is_document(file: str, data: bytes) -> bool:
    """Say whether a file is a document in Markdown: by its name, or if that says nothing by its text."""
    suffix = PurePath(file).suffix.casefold()
    if suffix in _SUFFIXES:
        return True
    return not suffix and _MARKUP.search(data) is not None and _PLAN.search(data) is None


def read_document(data: bytes, file: str) -> Imported:
    """Return the plan that a document describes; raises PlanError, with the document's lines.

    `file` is the document's name in positions and comments.
    """
    source = decode(file, data)
    tree, remarks = assembled(_findings(blocks_of(source.content)))
    lines = rendered(tree, PurePath(file).name)
    text = "".join(f"{line.text}\n" for line in lines)
    written = _Lines(source)
    try:
        plan = parse_plan(text.encode(), file)
    except PlanError as error:
        raise PlanError(*written.problems(error, lines)) from error
    return Imported(text, plan, tuple(written.leftover(remark) for remark in sorted(remarks, key=_line)))


class _Lines:
    """The document's lines, for whom it is told what was made of them."""

    def __init__(self, source: SourceText) -> None:
        self._file = source.file
        self._lines = re.split(r"\r\n|\r|\n", source.content)

    def leftover(self, remark: Remark) -> Leftover:
        """Return a remark with the line it is on."""
        text = self._lines[remark.line - 1].strip()
        return Leftover(self._file, remark.line, text, remark.reason, remark.standing)

    def problems(self, error: PlanError, lines: list[Line]) -> list[Problem]:
        """Return what the plan refuses at the document's lines, in their order."""
        found = [self._problem(problem, lines) for problem in error.problems]
        return sorted(found, key=lambda problem: (problem.line, problem.column))

    def _problem(self, problem: Problem, lines: list[Line]) -> Problem:
        origin = lines[problem.line - 1].origin
        text = self._lines[origin - 1]
        message = _IN_LINE.sub(lambda at: str(lines[int(at[0]) - 1].origin), problem.message)
        column = _column(text, problem.source_line[problem.column - 1 :])
        return Problem(self._file, origin, column, text, message, problem.expected)


def _column(text: str, refused: str) -> int:
    """Return where a line says what the plan refuses; where its text begins if it says so in other words."""
    whole = refused.strip("\"'[] ")
    found = (text.find(part) for part in (whole, *whole.split()[:1]) if part)
    start = next((index for index in found if index >= 0), len(text) - len(text.lstrip()))
    return start + 1


def _line(remark: Remark) -> int:
    return remark.line


def _findings(blocks: tuple[Block, ...]) -> Findings:
    scripts: list[Code] = []
    yield from _Reader(scripts).read(blocks, Context())
    for code in scripts:
        yield from read_commands(code)


class _Reader:
    """Reads blocks in their order; scripts are put aside."""

    def __init__(self, scripts: list[Code]) -> None:
        self._scripts = scripts
        self._topics: dict[str, str] = {}

    def read(self, blocks: tuple[Block, ...], about: Context) -> Findings:
        """Yield what blocks say below some headings."""
        headings: list[Heading] = []
        title = _title(blocks)
        for block in blocks:
            if isinstance(block, Heading):
                headings = [each for each in headings if each.level < block.level]
                headings += [block] if block is not title else []
                continue
            above = about.headings + tuple(each.text for each in headings)
            for each in self._block(block, Context(above, self._topic(above))):
                self._remember(each)
                yield each

    def _block(self, block: Block, about: Context) -> Findings:
        match block:
            case Code() if is_script(block):
                self._scripts.append(block)
            case Code():
                yield from read_code(block, about)
            case Table():
                yield from _table(block, about)
            case Bullets():
                yield from read_bullets(block, about, self.read)
            case Paragraph():
                yield from read_paragraph(block, about)
            case Html():
                yield unknown(block.line, "HTML is not read")

    def _remember(self, finding: Finding) -> None:
        if isinstance(finding, Fact) and finding.path[0] == "topics" and finding.path[-1] == "topic_name":
            name = str(finding.value)
            self._topics.pop(name.casefold(), None)
            self._topics[name.casefold()] = name

    def _topic(self, headings: tuple[str, ...]) -> str | None:
        """Return the topic that the headings name, or else the one described last."""
        words = (word.casefold() for text in reversed(headings) for word in _WORD.findall(text))
        named = (self._topics[word] for word in words if word in self._topics)
        return next(named, None) or next(reversed(self._topics.values()), None)


def _title(blocks: tuple[Block, ...]) -> Heading | None:
    """Return the heading that is the document's title: the only one of the first level."""
    first = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
    return first[0] if len(first) == 1 else None


def _table(table: Table, about: Context) -> Findings:
    if about.is_prose:
        for row in table.rows:
            yield from sentence(" ".join(row.cells), row.line, about) or [unread(row.line, about)]
        return
    for fields in readings(table):
        found = list(read(fields, about))
        yield from found
        if not any(isinstance(each, Fact) for each in found):
            yield unread(fields.line, about)
