"""From the tree of facts to the text of a plan file, each of whose lines knows the document's line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from longshore.documents.assembly import Branch
from longshore.documents.facts import Fact, Item, Value
from longshore.documents.shape import ROOT, Shape
from longshore.documents.words import rank
from longshore.plan.rewriting.writing import scalar

_ENTITIES: Final = frozenset({"queues", "topics"})  # whose every member has a comment of its own
_ENTITY_NAMES: Final = frozenset({"queue_name", "topic_name"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plan file, and the line of the document that says it."""

    text: str
    origin: int


def rendered(tree: Branch, file: str) -> list[Line]:
    """Return the lines of a plan file; comments name the document's lines."""
    lines = [Line(f"# From {_one_line(file)}; the comments name its lines.", 1), Line("plan: 1", 1)]
    for key, below in _ordered(tree, ROOT):
        inside = list(_entry(str(key), below, ROOT.at(key), ""))
        if isinstance(below, Branch):
            lines.append(Line("", 1))
        if isinstance(below, Branch) and key not in _ENTITIES:
            lines.append(Line(f"# {_named(below.lines())}", inside[0].origin))
        lines += inside
    return lines


def _entry(key: str, below: Branch | Fact, shape: Shape, indent: str) -> Iterator[Line]:
    if isinstance(below, Fact):
        yield Line(f"{indent}{scalar(key)}: {_value(below.value)}", below.line)
        return
    yield Line(f"{indent}{scalar(key)}:", min(below.lines()))
    yield from _inner(below, shape, indent + "  ")


def _inner(branch: Branch, shape: Shape, indent: str) -> Iterator[Line]:
    for index, (step, below) in enumerate(_ordered(branch, shape)):
        if not isinstance(step, Item):
            yield from _entry(step, below, shape.at(step), indent)
            continue
        if index and shape.at(step).name_key in _ENTITY_NAMES:
            yield Line("", 1)
        if isinstance(below, Branch):
            yield from _member(below, shape.at(step), indent)


def _member(member: Branch, shape: Shape, indent: str) -> Iterator[Line]:
    first, *rest = _inner(member, shape, indent + "  ")
    if shape.name_key in _ENTITY_NAMES:
        yield Line(f"{indent}# {_named(member.lines())}", first.origin)
    yield Line(f"{indent}- {first.text.removeprefix(indent + '  ')}", first.origin)
    yield from rest


def _ordered(branch: Branch, shape: Shape) -> list[tuple[str | Item, Branch | Fact]]:
    """Return what is below a branch in the order of the plan's keys; what has no such order as it came."""
    order = tuple(shape.fields)
    is_settings = "default_message_time_to_live" in order

    def place(entry: tuple[str | Item, Branch | Fact]) -> tuple[int, int]:
        key = entry[0]
        if not isinstance(key, str) or key not in order:
            return (0, 0)
        return (rank(key) if is_settings else 0, order.index(key))

    return sorted(branch.below.items(), key=place)


def _named(lines: Iterable[int]) -> str:
    """Return `line 5`, `lines 5-8, 12`."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line - runs[-1][-1] <= 2:  # an empty line does not part a section
            runs[-1][1:] = [line]
        else:
            runs.append([line])
    text = ", ".join("-".join(map(str, run)) for run in runs)
    return f"{'line' if text.isdigit() else 'lines'} {text}"


def _value(value: Value) -> str:
    return f"[{', '.join(map(_value, value))}]" if isinstance(value, tuple) else scalar(value)


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)
