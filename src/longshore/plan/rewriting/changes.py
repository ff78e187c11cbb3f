"""From edits by path to changes by node: which value is replaced, which mapping and list gets what.

An edit inside a value that aliases share changes the one place where it is written. An edit that ends at
an alias changes that place alone; and where the value with the anchor is replaced or goes, the aliases
that are left get the old value written out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from longshore.plan import nodes
from longshore.plan.edits import Marked, Put
from longshore.plan.nodes import Alias, Node, followed
from longshore.plan.rewriting.writing import New
from longshore.plan.source import Source, Tree, TreePath, child


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value, or an alias for a key, is written: in which mapping or list, and behind what."""

    node: Node
    tree: Tree
    parent: nodes.Mapping | nodes.List | None = None
    before: Node | None = None  # the key of a value, the item before an item

    @property
    def is_in_flow(self) -> bool:
        """Whether brackets or braces are around it."""
        return self.parent is not None and self.parent.flow


class Changes:
    """What edits come to, by the identity of nodes.

    `replaced` has the new values, `extended` what is added: entries to a mapping, items to a list.
    """

    def __init__(self, source: Source, edits: Sequence[Marked]) -> None:
        self.replaced: dict[int, New] = {}
        self.extended: dict[int, New] = {}
        self._source = source
        self._put_paths: set[TreePath] = set()
        # By container and step; the container is held, so that its id stays its own.
        self._put: dict[tuple[int, str | int], object] = {}
        self._appended_by: dict[tuple[int, str], TreePath] = {}
        for marked in edits:
            if not (isinstance(marked.edit, Put) and marked.edit.path in self._put_paths):
                self._make(marked)
        self._write_out_aliases()

    def places(self) -> Iterator[Place]:
        """Return every place that is left, in the order of the text; of a replaced one not what is in it."""
        yield from self._places(Place(self._source.root, self._source.data))

    def _places(self, place: Place) -> Iterator[Place]:
        yield place
        if id(place.node) not in self.replaced:
            for inner in _inner(place):
                yield from self._places(inner)

    def _make(self, marked: Marked) -> None:
        path, edit = marked.edit.path, marked.edit
        node, tree = self._source.root, self._source.data
        container: object = self
        for depth, step in enumerate(path):
            if around := self._new_around(node, tree, step, marked):
                new, first = around
                self._make_inside(new, (first, *path[depth + 1 :]), marked)
                return
            container, node, tree = followed(node), self._source.node(path[: depth + 1]), child(tree, step)
        if isinstance(edit, Put):
            if self._is_first(container, path):
                self.replaced[id(node)] = made(edit.value, marked)
        elif id(node) in self.replaced or tree is None:
            self._make_inside(self.replaced.setdefault(id(node), New(marked, None)), (), marked)
        else:
            self._append(followed(node), marked)

    def _new_around(
        self, node: Node, tree: Tree, step: str | int, marked: Marked
    ) -> tuple[New, str | int] | None:
        """Return the new value that a step leads into, and the step in it; None if it leads to a node."""
        value = followed(node)
        if id(node) in self.replaced or tree is None:
            return self.replaced.setdefault(id(node), New(marked, None)), step
        if isinstance(tree, Mapping) and isinstance(step, str) and step not in tree:
            return self.extended.setdefault(id(value), New(marked, {})), step
        if isinstance(tree, tuple) and isinstance(step, int) and step >= len(tree):
            return self.extended.setdefault(id(value), New(marked, [])), step - len(tree)
        return None

    def _make_inside(self, new: New, path: TreePath, marked: Marked) -> None:
        for depth, step in enumerate(path):
            if new.value is None and isinstance(step, str):
                new.value = {}
            is_end = depth == len(path) - 1 and isinstance(marked.edit, Put)
            if is_end and not self._is_first(new.value, marked.edit.path):
                return
            inner = made(marked.edit.value, marked) if is_end else New(marked, None)
            match new.value, step:
                case dict() as mapping, str():
                    new = mapping[step] = inner if is_end else mapping.get(step, inner)
                case list() as items, int() if 0 <= step < len(items):
                    new = items[step] = inner if is_end else items[step]
                case _:
                    raise LookupError(step)
        if not isinstance(marked.edit, Put):
            new.value = [] if new.value is None else new.value
            _append(new, marked)

    def _append(self, node: Node, marked: Marked) -> None:
        path, edit = marked.edit.path, marked.edit
        none_yet: list[New] | str = [] if isinstance(node, nodes.List) else ""
        # The same edit by way of another alias is the same edit.
        if self._appended_by.setdefault((id(node), repr(edit.value)), path) == path:
            _append(self.extended.setdefault(id(node), New(marked, none_yet)), marked)

    def _is_first(self, container: object, path: TreePath) -> bool:
        place = (id(container), path[-1] if path else "")
        is_first = place not in self._put
        self._put[place] = container
        self._put_paths.add(path)
        return is_first

    def _write_out_aliases(self) -> None:
        gone = dict(self._gone(self._source.root, None))
        for place in list(self.places()):
            if not isinstance(place.node, Alias) or id(place.node.target) not in gone:
                continue
            by = gone[id(place.node.target)]
            own = self.replaced.setdefault(id(place.node), made(place.tree, by.mark))
            if by is self.replaced.get(id(place.node.target)) and repr(own) == repr(by):
                del self.replaced[id(place.node)]  # it names what has the same value still

    def _gone(self, node: Node, by: New | None) -> Iterator[tuple[int, New]]:
        """Return the nodes that are replaced, or are in one that is, and what by."""
        by = by or self.replaced.get(id(node))
        if by:
            yield id(node), by
        for inner in _nodes_in(node):
            yield from self._gone(inner, by)


def made(tree: Tree, mark: Marked) -> New:
    """Return a tree as a new value, made by one edit."""
    match tree:
        case Mapping():
            return New(mark, {key: made(value, mark) for key, value in tree.items()})
        case tuple():
            return New(mark, [made(item, mark) for item in tree])
    return New(mark, tree)


def _inner(place: Place) -> Iterator[Place]:
    match place.node, place.tree:
        case nodes.Mapping() as mapping, Mapping() as tree:
            for (key, value), (name, inner) in zip(mapping.entries, tree.items(), strict=True):
                if isinstance(key, Alias):
                    yield Place(key, name, mapping)
                yield Place(value, inner, mapping, key)
        case nodes.List() as written, tuple() as items:
            for before, node, inner in zip((None, *written.items), written.items, items, strict=False):
                yield Place(node, inner, written, before)


def _nodes_in(node: Node) -> tuple[Node, ...]:
    match node:
        case nodes.Mapping():
            return tuple(inner for entry in node.entries for inner in entry)
        case nodes.List():
            return node.items
    return ()


def _append(new: New, marked: Marked) -> None:
    match new.value:
        case list() as items:
            items.append(made(marked.edit.value, marked))
        case _:
            raise LookupError("only a list can be added to")
