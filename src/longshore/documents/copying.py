"""From keys and values of a document to facts: a walk over both the document's tree and the plan's shape."""

import re
from collections.abc import Iterator

from longshore.documents.facts import Fact, Finding, Findings, Item, Path, ignored, unknown
from longshore.documents.nodes import Entry, Fields, Items, Leaf, Node, pair
from longshore.documents.shape import Shape, shape_at
from longshore.documents.values import converted, is_nothing
from longshore.documents.words import is_key, is_prose_key, spelled

_BETWEEN_VALUES = re.compile(r"\s*[,、]\s*|\s+/\s+")


def copied(node: Node, path: Path) -> Findings:
    """Yield the facts of what stands at a path of the plan, and remarks on what has no place there."""
    shape = shape_at(path)
    node = _placeholder(node, shape)
    if shape.members is not None:
        node = listed(node, shape.members)
    match node:
        case Leaf() if shape.members is not None:
            yield from _values(_split(node), path, shape.members)
        case Leaf():
            yield from _value(node, path, shape)
        case Items() if shape.members is not None:
            yield from _members(node, path, shape.members)
        case Fields() if shape.fields:
            yield from _fields(node, path, shape)
        case Fields() if shape.named_values is not None:
            for entry in node.entries:
                yield from copied(entry.node, (*path, entry.key))
        case _:
            yield unknown(node.line, f"{described(path)} {_wanted(shape)}")


def member(path: Path, shape: Shape, fields: Fields, index: int) -> Path:
    """Return the path of a member of the list at a path: by name, or by where it is written."""
    named = (entry.node for entry in fields.entries if spelled(entry.key, shape.fields) == shape.name_key)
    name = next(named, None)
    if shape.name_key and isinstance(name, Leaf) and isinstance(name.value, str):
        return (*path, Item.named(name.value))
    return (*path, Item(f"{fields.line}.{index}", is_name=False))


def strange(entry: Entry, whose: str) -> Finding:
    """Return a remark on a key that the plan has not, with all that stands under it."""
    if is_prose_key(entry.key):
        return ignored(entry.line, f"'{entry.key}' describes; a plan has no key for it")
    return unknown(entry.line, f"{whose} has no key '{entry.key}'")


def described(path: Path) -> str:
    """Return a path as a person says it: `lock_duration of ai-analysis`."""
    owner, keys = "", list[str]()
    for step in path:
        if isinstance(step, Item) and step.is_name:
            owner, keys = step.key, []
        elif isinstance(step, str) and step != "properties":
            keys.append(step)
    return " of ".join(part for part in (" ".join(keys), owner) if part) or "the plan"


def _fields(node: Fields, path: Path, shape: Shape) -> Findings:
    for entry in node.entries:
        key = spelled(entry.key, shape.fields)
        if key is None:
            yield strange(entry, described(path))
        else:
            yield from copied(entry.node, (*path, key))


def _members(node: Items, path: Path, shape: Shape) -> Findings:
    if not shape.fields:
        yield from _values([each for each in node.nodes if isinstance(each, Leaf)], path, shape)
        yield from (
            unknown(each.line, f"{described(path)} is a list of single values")
            for each in node.nodes
            if not isinstance(each, Leaf)
        )
        return
    for index, each in enumerate(node.nodes):
        fields = _only_a_name(each, shape)
        if isinstance(fields, Fields):
            yield from copied(fields, member(path, shape, fields, index))
        else:
            yield unknown(each.line, f"{described(path)} is a list of mappings")


def _only_a_name(node: Node, shape: Shape) -> Node:
    if isinstance(node, Leaf) and shape.name_key:
        return Fields((Entry(shape.name_key, node, node.line),), node.line)
    return node


def listed(node: Node, shape: Shape) -> Node:
    """Return what stands for a list of named members as a list: one member, or a mapping from their names."""
    if not isinstance(node, Fields) or shape.name_key is None:
        return node
    if any(is_key(entry.key, key) for entry in node.entries for key in (shape.name_key, "name")):
        return Items((node,), node.line)
    return Items(tuple(_named(entry, shape.name_key) for entry in node.entries), node.line)


def _named(entry: Entry, name_key: str) -> Fields:
    name = pair(name_key, entry.key, entry.line)
    if isinstance(entry.node, Fields):
        return Fields((name, *entry.node.entries), entry.line)
    rest = () if entry.node == Leaf(None, entry.line) else (Entry("value", entry.node, entry.line),)
    return Fields((name, *rest), entry.line)


def _value(leaf: Leaf, path: Path, shape: Shape) -> Iterator[Finding]:
    if leaf.value is None or (isinstance(leaf.value, str) and is_nothing(leaf.value)):
        yield unknown(leaf.line, f"{described(path)} has no value")
    elif shape.fields and not shape.takes(str):
        yield unknown(leaf.line, f"{described(path)} {_wanted(shape)}")
    else:
        yield Fact(path, converted(leaf.value, shape, str(path[-1])), leaf.line)


def _values(leaves: list[Leaf], path: Path, shape: Shape) -> Iterator[Finding]:
    if shape.fields:
        yield from (unknown(leaf.line, f"{described(path)} is a list of mappings") for leaf in leaves)
    elif leaves:
        values = tuple(converted(leaf.value, shape, str(path[-1])) for leaf in leaves)
        yield Fact(path, values, leaves[0].line)


def _split(leaf: Leaf) -> list[Leaf]:
    if not isinstance(leaf.value, str):
        return [leaf]
    return [Leaf(text, leaf.line) for text in _BETWEEN_VALUES.split(leaf.value.strip()) if text]


def _placeholder(node: Node, shape: Shape) -> Node:
    """Return `{key}` as text where text is wanted: without quotes YAML takes it for a mapping."""
    if isinstance(node, Fields) and len(node.entries) == 1 and shape.takes(str) and not shape.fields:
        (entry,) = node.entries
        if entry.node == Leaf(None, entry.line):
            return Leaf(f"{{{entry.key}}}", node.line)
    return node


def _wanted(shape: Shape) -> str:
    if shape.members is not None:
        return "is a list"
    return "has keys of its own" if shape.fields or shape.named_values else "has a single value"
