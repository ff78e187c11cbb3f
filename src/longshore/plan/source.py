"""A plan file as plain values, and where in the file each of them stands.

The YAML reader gives nodes with marks. They become a tree of mappings, tuples and scalars for the
models to validate, and two tables by path: the node of every value, and the node of its key. A path is a
tuple of keys and list indices, such as `("queues", 0, "queue_name")`.

Only YAML's own types are read; dates stay text, and keys are always text. Of a key written twice the
first value counts.
"""

from collections.abc import Callable, Mapping

from ruamel.yaml import YAML, MappingNode, Node, ScalarNode
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from longshore.plan.problems import PlanError, Position, Problem
from longshore.plan.spelling import spelled_at
from longshore.plan.text import SourceText, first_line

TreePath = tuple[str | int, ...]
Scalar = str | int | float | bool | None
Tree = Mapping[str, "Tree"] | tuple["Tree", ...] | Scalar

_MAX_VALUES = 100_000  # aliases let a small file name more values than memory holds
_YAML_TYPE = "tag:yaml.org,2002:"


def _as_written(_path: TreePath, key: str) -> str:
    return key


def child(tree: Tree, step: str | int) -> Tree:
    """Return what stands under a key or an index; raises LookupError where nothing does."""
    if isinstance(tree, Mapping) and isinstance(step, str):
        return tree[step]
    if isinstance(tree, tuple) and isinstance(step, int):
        return tree[step]
    raise LookupError(step)


class Source:
    """One plan file, read: `data` holds its values, `problems` what the reading alone found wrong.

    `spelled` says how a key of the mapping at a path is to be read, for formats where case does not count.
    """

    def __init__(self, text: SourceText, spelled: Callable[[TreePath, str], str] = _as_written) -> None:
        self._text = text
        self._spelled = spelled
        self._values: dict[TreePath, Node] = {}
        self._keys: dict[TreePath, Node] = {}
        self._open: set[int] = set()
        self._yaml = YAML(typ="safe", pure=True)
        self._yaml.composer.warn_double_anchors = False  # YAML allows an anchor to be set anew
        self.problems: list[Problem] = []
        try:
            self.data: Tree = self._value(_compose(self._yaml, text), ())
        except RecursionError as error:
            problem = text.problem(0, "the file is nested too deeply", "a tree a person can read")
            raise PlanError(problem) from error

    def position(self, path: TreePath) -> Position:
        """Return where the value at a path stands, or the nearest written value around it."""
        return self._text.position(self._nearest(path).start_mark.index)

    def key_position(self, path: TreePath) -> Position:
        """Return where the key at the end of a path stands."""
        return self._text.position(self._keys[path].start_mark.index)

    def line(self, number: int) -> str:
        """Return a line as written, counted from 1."""
        return self._text.line(number)

    def width(self, path: TreePath, *, at_key: bool = False) -> int:
        """Return how many characters the value at a path, or its key, takes on the line where it begins."""
        node = self._keys[path] if at_key else self._nearest(path)
        written = self._text.content[node.start_mark.index : node.end_mark.index]
        return max(1, len(first_line(written).rstrip()))

    def problem(self, path: TreePath, message: str, expected: str) -> Problem:
        """Return a problem with the value at a path, or with the nearest written value around it."""
        return self._node_problem(self._nearest(path), message, expected)

    def key_problem(self, path: TreePath, message: str, expected: str) -> Problem:
        """Return a problem with the key at the end of a path."""
        return self._node_problem(self._keys[path], message, expected)

    def text_problem(self, path: TreePath, offset: int, message: str, expected: str) -> Problem:
        """Return a problem with one character, counted from 0, of the text at a path."""
        node = self._values[path]
        style = node.style if isinstance(node, ScalarNode) else None
        start, end = node.start_mark.index, node.end_mark.index
        index = start + spelled_at(self._text.content[start:end], style, _text(node), offset)
        return self._text.problem(index, message, expected)

    def _nearest(self, path: TreePath) -> Node:
        while path not in self._values:
            path = path[:-1]
        node = self._values[path]
        # YAML finds a value that is not there at the next thing that is, often lines below its key.
        is_written = node.start_mark.index < node.end_mark.index
        return node if is_written else self._keys.get(path, node)

    def _node_problem(self, node: Node, message: str, expected: str) -> Problem:
        return self._text.problem(node.start_mark.index, message, expected)

    def _value(self, node: Node, path: TreePath) -> Tree:
        if id(node) in self._open:
            expected = "no alias to its own anchor"
            raise PlanError(self._node_problem(node, "this value holds itself", expected))
        if len(self._values) == _MAX_VALUES:
            raise PlanError(self._node_problem(node, "too many values", f"at most {_MAX_VALUES:,}"))
        self._values[path] = node
        tag = node.tag or ""
        if not tag.startswith(_YAML_TYPE):
            self.problems.append(self._node_problem(node, f"the tag {tag} has no meaning here", "no tag"))
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        self._open.add(id(node))
        value = self._mapping(node, path) if isinstance(node, MappingNode) else self._list(node, path)
        self._open.remove(id(node))
        return value

    def _mapping(self, node: MappingNode, path: TreePath) -> Mapping[str, Tree]:
        mapping: dict[str, Tree] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node.value, str):
                self.problems.append(self._node_problem(key_node, "this key is not text", "a word as key"))
                continue
            key = self._spelled(path, _text(key_node))
            if key in mapping:
                first = self._text.position(self._keys[*path, key].start_mark.index).line
                message = f"the key '{key}' is written twice, first in line {first}"
                self.problems.append(self._node_problem(key_node, message, "each key once"))
            else:
                self._keys[*path, key] = key_node
                mapping[key] = self._value(value_node, (*path, key))
        return mapping

    def _list(self, node: Node, path: TreePath) -> tuple[Tree, ...]:
        return tuple(self._value(item, (*path, index)) for index, item in enumerate(node.value))

    def _scalar(self, node: ScalarNode) -> Scalar:
        text = _text(node)
        try:
            match (node.tag or "").removeprefix(_YAML_TYPE):
                case "null":
                    return None
                case "bool":
                    return bool(self._yaml.constructor.construct_yaml_bool(node))
                case "int":
                    return int(self._yaml.constructor.construct_yaml_int(node))
                case "float":
                    return float(self._yaml.constructor.construct_yaml_float(node))
        except (ValueError, KeyError, IndexError):
            self.problems.append(self._node_problem(node, f"{text!r} does not fit its tag", "a plain value"))
        return text


def _text(node: Node) -> str:
    """Return a scalar's text; JSON spells what lies beyond U+FFFF as two halves, which YAML leaves apart."""
    halves: bytes = node.value.encode("utf-16-le", "surrogatepass")
    return halves.decode("utf-16-le", "surrogatepass")


def _compose(yaml: YAML, text: SourceText) -> Node:
    expected = "one YAML document"
    try:
        node: Node | None = yaml.compose(text.content)
    except MarkedYAMLError as error:
        index = error.problem_mark.index if error.problem_mark else 0
        began = f" from line {error.context_mark.line + 1}" if error.context_mark else ""
        reason = f"{error.context}{began}: {error.problem}" if error.context else error.problem
        raise PlanError(text.problem(index, f"not YAML: {reason}", expected)) from error
    except ReaderError as error:
        reason = f"not YAML: the character U+{error.character:04X} is not allowed"
        raise PlanError(text.problem(error.position, reason, expected)) from error
    if node is None:
        raise PlanError(text.problem(0, "the file is empty", "a plan, which starts with `plan: 1`"))
    return node
