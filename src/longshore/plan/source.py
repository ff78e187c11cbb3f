"""A plan file as plain values, and where in the file each of them stands.

The YAML reader gives nodes with places. They become a tree of mappings, tuples and scalars for the
models to validate, and two tables by path: the node of every value, and the node of its key. A path is a
tuple of keys and list indices, such as `("queues", 0, "queue_name")`.

Only YAML's own types are read; dates stay text, and keys are always text. Of a key written twice the
first value counts.
"""

from collections.abc import Callable, Iterator, Mapping

from ruamel.yaml import YAML

from longshore.plan import nodes, reading
from longshore.plan.nodes import MAX_DEPTH, MAX_VALUES, Node
from longshore.plan.problems import Position, Problem
from longshore.plan.scalars import YAML_TYPE, Scalar, ScalarReader, joined
from longshore.plan.spelling import spelled_at
from longshore.plan.text import SourceText, first_line

TreePath = tuple[str | int, ...]
Tree = Mapping[str, "Tree"] | tuple["Tree", ...] | Scalar


def _as_written(_path: TreePath, key: str) -> str:
    return key


def child(tree: Tree, step: str | int) -> Tree:
    """Return what stands under a key or an index; raises LookupError where nothing does."""
    if isinstance(tree, Mapping) and isinstance(step, str):
        return tree[step]
    if isinstance(tree, tuple) and isinstance(step, int):
        return tree[step]
    raise LookupError(step)


def texts(tree: Tree, path: TreePath = ()) -> Iterator[tuple[TreePath, str]]:
    """Yield every text in a tree, keys aside, and its path, in the order of the tree."""
    if isinstance(tree, str):
        yield path, tree
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from texts(value, (*path, key))
    elif isinstance(tree, tuple):
        for index, value in enumerate(tree):
            yield from texts(value, (*path, index))


class Source:
    """One plan file, read: `data` holds its values, `problems` what the reading alone found wrong.

    `spelled` says how a key of the mapping at a path is to be read, for formats where case does not count.
    """

    def __init__(self, text: SourceText, spelled: Callable[[TreePath, str], str] = _as_written) -> None:
        self.text = text
        self._spelled = spelled
        self._values: dict[TreePath, Node] = {}
        self._keys: dict[TreePath, Node] = {}
        self.problems: list[Problem] = []
        yaml = YAML(typ="safe", pure=True)
        self.root = reading.root_of(yaml, text)
        self._scalars = ScalarReader(yaml)
        self.data: Tree = self._value(self.root, ())

    def node(self, path: TreePath) -> Node:
        """Return what is written at a path, be it an alias; raises LookupError where nothing is."""
        return self._values[path]

    def position(self, path: TreePath) -> Position:
        """Return where the value at a path stands, or the nearest written value around it."""
        return self.text.position(self._nearest(path).start)

    def key_position(self, path: TreePath) -> Position:
        """Return where the key at the end of a path stands."""
        return self.text.position(self._keys[path].start)

    def line(self, number: int) -> str:
        """Return a line as written, counted from 1."""
        return self.text.line(number)

    def width(self, path: TreePath, *, at_key: bool = False) -> int:
        """Return how many characters the value at a path, or its key, takes on the line where it begins."""
        node = self._keys[path] if at_key else self._nearest(path)
        written = self.text.content[node.start : node.end]
        return max(1, len(first_line(written).rstrip()))

    def problem(self, path: TreePath, message: str, expected: str) -> Problem:
        """Return a problem with the value at a path, or with the nearest written value around it."""
        return self._node_problem(self._nearest(path), message, expected)

    def key_problem(self, path: TreePath, message: str, expected: str) -> Problem:
        """Return a problem with the key at the end of a path."""
        return self._node_problem(self._keys[path], message, expected)

    def text_problem(self, path: TreePath, offset: int, message: str, expected: str) -> Problem:
        """Return a problem with one character, counted from 0, of the text at a path."""
        node = nodes.followed(self._values[path])
        value, style = (joined(node.value), node.style) if isinstance(node, nodes.Scalar) else ("", "")
        spelling = self.text.content[node.start : node.end]
        return self.text.problem(node.start + spelled_at(spelling, style, value, offset), message, expected)

    def _nearest(self, path: TreePath) -> Node:
        while path not in self._values:
            path = path[:-1]
        node = nodes.followed(self._values[path])
        is_written = node.start < node.end
        return node if is_written else self._keys.get(path, node)

    def _node_problem(self, node: Node, message: str, expected: str) -> Problem:
        return self.text.problem(node.start, message, expected)

    def _value(self, written: Node, path: TreePath) -> Tree:
        node = nodes.followed(written)
        if len(path) > MAX_DEPTH:  # by way of aliases
            raise nodes.too_deep(self.text)
        if len(self._values) == MAX_VALUES:
            raise nodes.too_many(self.text, node.start)
        self._values[path] = written
        if node.tag and node.tag != "!" and not node.tag.startswith(YAML_TYPE):
            message = f"the tag {node.tag} has no meaning here"
            self.problems.append(self._node_problem(node, message, "no tag"))
        match node:
            case nodes.Scalar():
                return self._scalar(node)
            case nodes.Mapping():
                return self._mapping(node, path)
            case nodes.List():
                return tuple(self._value(item, (*path, index)) for index, item in enumerate(node.items))

    def _mapping(self, node: nodes.Mapping, path: TreePath) -> Mapping[str, Tree]:
        mapping: dict[str, Tree] = {}
        for written, value_node in node.entries:
            key_node = nodes.followed(written)
            if not isinstance(key_node, nodes.Scalar):
                self.problems.append(self._node_problem(key_node, "this key is not text", "a word as key"))
                continue
            key = self._spelled(path, joined(key_node.value))
            if key in mapping:
                first = self.text.position(self._keys[*path, key].start).line
                message = f"the key '{key}' is written twice, first in line {first}"
                self.problems.append(self._node_problem(key_node, message, "each key once"))
            else:
                self._keys[*path, key] = key_node
                mapping[key] = self._value(value_node, (*path, key))
        return mapping

    def _scalar(self, node: nodes.Scalar) -> Scalar:
        try:
            return self._scalars.value(node)
        except (ValueError, KeyError, IndexError):
            text = joined(node.value)
            self.problems.append(self._node_problem(node, f"{text!r} does not fit its tag", "a plain value"))
            return text
