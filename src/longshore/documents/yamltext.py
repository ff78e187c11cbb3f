"""YAML and JSON in a document: every document of a fence as keys and values with their lines."""

import re
from collections.abc import Iterator, Mapping

from longshore.documents.facts import Remark, unknown
from longshore.documents.nodes import Entry, Fields, Items, Leaf, Node
from longshore.plan import PlanError
from longshore.plan.source import Source, Tree, TreePath
from longshore.plan.text import SourceText

_BETWEEN_DOCUMENTS = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:#.*)?$")
_IN_LINE = re.compile(r"\bline (\d+)\b")
_SAYS_SOMETHING = re.compile(r"^\s*[^\s#]")


def read_yaml(text: str, first_line: int) -> Iterator[Node | Remark]:
    """Yield what a text holds, and what of it is no YAML; `first_line` is where it stands."""
    chunk: list[str] = []
    for offset, line in enumerate([*text.split("\n"), "---"]):
        if not _BETWEEN_DOCUMENTS.match(line):
            chunk.append(line)
            continue
        if any(_SAYS_SOMETHING.match(each) for each in chunk):
            yield from _document("\n".join(chunk), first_line + offset - len(chunk))
        chunk = []


def _document(text: str, first_line: int) -> Iterator[Node | Remark]:
    try:
        source = Source(SourceText("", text))
    except PlanError as error:
        for problem in error.problems:
            where = f"in line {first_line + problem.line - 1}"
            yield unknown(first_line, f"{_moved(problem.message, first_line)}, {where}")
        return
    for problem in source.problems:
        yield unknown(first_line + problem.line - 1, _moved(problem.message, first_line))
    yield _node(source, source.data, (), first_line)


def _moved(message: str, first_line: int) -> str:
    """Return a message about lines of a fence as one about lines of the document."""
    return _IN_LINE.sub(lambda at: f"line {first_line + int(at[1]) - 1}", message)


def _node(source: Source, tree: Tree, path: TreePath, first_line: int) -> Node:
    line = first_line + source.position(path).line - 1
    match tree:
        case Mapping():
            return Fields(
                tuple(
                    Entry(
                        key,
                        _node(source, value, (*path, key), first_line),
                        first_line + source.key_position((*path, key)).line - 1,
                    )
                    for key, value in tree.items()
                ),
                line,
            )
        case tuple():
            inner = (_node(source, each, (*path, index), first_line) for index, each in enumerate(tree))
            return Items(tuple(inner), line)
        case _:
            return Leaf(tree, line)
