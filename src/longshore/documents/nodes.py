"""Keys and values with their lines, whatever wrote them: YAML, a table, bullets.

Fields:  Entry(key, node), ...      Items:  node, ...      Leaf:  a value
"""

from dataclasses import dataclass

from longshore.plan.scalars import Scalar


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value."""

    value: Scalar
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    nodes: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value; `line` is the key's."""

    key: str
    node: "Node"
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    """Keys and values."""

    entries: tuple[Entry, ...]
    line: int


Node = Leaf | Items | Fields


def pair(key: str, text: str, line: int) -> Entry:
    """Return a key and a text that share a line."""
    return Entry(key, Leaf(text, line), line)
