"""A YAML text as a tree of nodes, each with its place in the text.

A node spans the characters from `start` to `end`, with its anchor and tag and without white space or
comments behind it; a value that is not written spans none. Aliases stay nodes of their own, so that an
edit of the text can tell `*x` from the value it stands for.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from longshore.plan.problems import PlanError
from longshore.plan.text import SourceText

MAX_VALUES = 100_000  # aliases let a small file name more values than memory holds
MAX_DEPTH = 100  # a plan needs eight; readers of trees call themselves once a level

_SKIPPED = r"(?:[&!][^ \t\r\n,]*|[ \t\r\n]|#[^\r\n]*)*"
_DASH, _COLON, _BEFORE_KEY = (re.compile(_SKIPPED + sign) for sign in ("-", ":", "[?,{]"))


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a number, a word. `style` is a quote, `|` or `>` for a block, "" for plain text."""

    start: int
    end: int
    anchor: str | None
    tag: str | None
    style: str
    value: str


@dataclass(frozen=True, slots=True)
class List:
    """A list; `flow` where it is written in brackets."""

    start: int
    end: int
    anchor: str | None
    tag: str | None
    flow: bool
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping; `flow` where it is written in braces. Keys may be written twice, or be no text."""

    start: int
    end: int
    anchor: str | None
    tag: str | None
    flow: bool
    entries: "tuple[tuple[Node, Node], ...]"


@dataclass(frozen=True, slots=True)
class Alias:
    """A place where `*x` stands for the value with the anchor `&x`."""

    start: int
    end: int
    target: Scalar | List | Mapping


Value = Scalar | List | Mapping
Node = Value | Alias
Event = Any  # libyaml's and ruamel.yaml's have attributes in common, but no class


def followed(node: Node) -> Value:
    """Return the value that a node is or stands for."""
    return node.target if isinstance(node, Alias) else node


class Composer:
    """Builds the tree of one text out of parse events, which libyaml and ruamel.yaml name alike.

    It calls itself nowhere and counts what it makes, so that no file can exhaust stack or memory.
    """

    def __init__(self, text: SourceText) -> None:
        self._text = text
        self._anchors: dict[str, Any] = {}  # a node, or the event that began what is still open
        self._open: list[tuple[Any, list[Node]]] = []  # what began a collection, and what is in it so far
        self._root: Node | None = None
        self._count = 0

    def root(self, events: Iterable[Any]) -> Node | None:
        """Return the root of the text's one document, None if it has none; raises PlanError."""
        for event in events:
            match type(event).__name__:
                case "ScalarEvent":
                    self._add(self._named(event, self._scalar(event)))
                case "MappingStartEvent" | "SequenceStartEvent":
                    self._begin(event)
                case "MappingEndEvent" | "SequenceEndEvent":
                    began, nodes = self._open.pop()
                    self._add(self._named(began, _collection(began, nodes, event)))
                case "AliasEvent":
                    self._add(self._alias(event))
                case "DocumentStartEvent" if self._root:
                    began = f"from line {self._text.position(self._root.start).line}"
                    reason = f"expected a single document in the stream {began}: but found another document"
                    raise not_yaml(self._text, event.start_mark.index, reason)
        return self._root

    def _begin(self, event: Event) -> None:
        if len(self._open) == MAX_DEPTH:
            raise too_deep(self._text)
        if event.anchor:
            self._anchors[event.anchor] = event
        self._open.append((event, []))

    def _scalar(self, event: Event) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        if start == end and self._open:
            start = end = self._unwritten()
        return Scalar(start, end, event.anchor, _tag(event), event.style or "", event.value)

    def _unwritten(self) -> int:
        """Return the place of a value that is not written; the readers see it where the next thing stands."""
        began, nodes = self._open[-1]
        index = nodes[-1].end if nodes else began.start_mark.index
        is_list = type(began).__name__ == "SequenceStartEvent"
        indicator = _DASH if is_list else _COLON if len(nodes) % 2 else _BEFORE_KEY
        found = indicator.match(self._text.content, index)
        return found.end() if found else index

    def _named(self, began: Event, node: Value) -> Value:
        # A list may hold a value that takes the list's own anchor over.
        is_newest = isinstance(node, Scalar) or self._anchors.get(began.anchor) is began
        if began.anchor and is_newest:
            self._anchors[began.anchor] = node
        return node

    def _add(self, node: Node) -> None:
        self._count += 1
        if self._count > 2 * MAX_VALUES:  # a key is a node too
            raise too_many(self._text, node.start)
        if self._open:
            self._open[-1][1].append(node)
        else:
            self._root = node

    def _alias(self, event: Event) -> Alias:
        start, target = event.start_mark.index, self._anchors.get(event.anchor)
        if target is None:
            raise not_yaml(self._text, start, f"found undefined alias {event.anchor!r}")
        if not isinstance(target, Value):
            index, expected = target.start_mark.index, "no alias to its own anchor"
            raise PlanError(self._text.problem(index, "this value holds itself", expected))
        return Alias(start, event.end_mark.index, target)


def _collection(began: Event, nodes: list[Node], ended: Event) -> List | Mapping:
    start, end = began.start_mark.index, ended.end_mark.index
    if ended.start_mark.index == end:  # no bracket closes it: it ends with what it holds
        end = max((node.end for node in nodes), default=start)
    common = (start, end, began.anchor, _tag(began), bool(began.flow_style))
    if type(began).__name__ == "SequenceStartEvent":
        return List(*common, tuple(nodes))
    return Mapping(*common, tuple(zip(nodes[::2], nodes[1::2], strict=True)))


def _tag(event: Event) -> str | None:
    """Return the tag as it was written, in full; libyaml and ruamel.yaml keep it under other names."""
    tag = event.ctag if hasattr(event, "ctag") else event.tag
    return str(tag) if tag else None


def not_yaml(text: SourceText, index: int, reason: str) -> PlanError:
    """Return the error for a text that breaks YAML's own rules at an index."""
    return PlanError(text.problem(index, f"not YAML: {reason}", "one YAML document"))


def too_deep(text: SourceText) -> PlanError:
    """Return the error for a file with more than MAX_DEPTH levels."""
    return PlanError(text.problem(0, "the file is nested too deeply", "a tree a person can read"))


def too_many(text: SourceText, index: int) -> PlanError:
    """Return the error for a file with more than MAX_VALUES values, at the first that is too much."""
    return PlanError(text.problem(index, "too many values", f"at most {MAX_VALUES:,}"))
