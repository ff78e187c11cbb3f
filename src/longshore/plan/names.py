"""Names as they are written: given twice, or leading nowhere.

They come from the written tree, not from the models, so that a check speaks even if other values are wrong.
Names compare without case, as Service Bus compares them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from longshore.plan.problems import Position, Problem
from longshore.plan.source import Source, Tree, TreePath, child
from longshore.plan.suggest import suggestion


class Name(NamedTuple):
    """A name, and where it is written: as the value at a path, or as the key at its end."""

    path: TreePath
    text: str
    is_key: bool = False

    def is_also(self, text: str) -> bool:
        """Say whether a text is the same name."""
        return self.text.casefold() == text.casefold()


def subscription_path(topic: str, name: str) -> str:
    """Return what one receives from."""
    return f"{topic}/Subscriptions/{name}"


def at(tree: Tree, path: TreePath) -> Tree:
    """Return the value at a path, None where there is none."""
    try:
        return reduce(child, path, tree)
    except LookupError:
        return None


def items(tree: Tree, path: TreePath) -> Iterator[TreePath]:
    """Yield the paths of what a list holds."""
    found = at(tree, path)
    if isinstance(found, tuple):
        yield from ((*path, index) for index in range(len(found)))


def name_at(tree: Tree, path: TreePath) -> Name | None:
    """Return the text at a path as a name, None where there is none."""
    text = at(tree, path)
    return Name(path, text) if isinstance(text, str) else None


def names_in(tree: Tree, path: TreePath, key: str) -> Iterator[Name]:
    """Yield what the mappings in a list have under a key."""
    for item in items(tree, path):
        name = name_at(tree, (*item, key))
        if name is not None:
            yield name


def texts_in(tree: Tree, path: TreePath) -> Iterator[Name]:
    """Yield the texts of a mapping."""
    mapping = at(tree, path)
    if isinstance(mapping, Mapping):
        yield from (Name((*path, key), text) for key, text in mapping.items() if isinstance(text, str))


def keys_in(tree: Tree, path: TreePath) -> Iterator[Name]:
    """Yield the keys of a mapping."""
    mapping = at(tree, path)
    if isinstance(mapping, Mapping):
        yield from (Name((*path, key), key, is_key=True) for key in mapping)


def position_of(source: Source, name: Name) -> Position:
    """Return where a name stands."""
    return source.key_position(name.path) if name.is_key else source.position(name.path)


def problem_with(source: Source, name: Name, message: str, expected: str) -> Problem:
    """Return a problem at the place of a name."""
    report = source.key_problem if name.is_key else source.problem
    return report(name.path, message, expected)


def duplicates(source: Source, names: Iterable[Name], kind: str) -> Iterator[Problem]:
    """Yield a problem for every name that stands before it already."""
    first: dict[str, Name] = {}
    for name in names:
        known = first.setdefault(name.text.casefold(), name)
        if known is not name:
            line = position_of(source, known).line
            yield problem_with(
                source,
                name,
                f"'{name.text}' is already the name of the {kind} in line {line}",
                "a name of its own; case makes no difference",
            )


def strangers(source: Source, uses: Iterable[Name], known: Sequence[Name], kind: str) -> Iterator[Problem]:
    """Yield a problem for every use of a name that nothing has."""
    names = {other.text.casefold() for other in known}
    for name in uses:
        if name.text.casefold() not in names:
            expected = suggestion(name.text, [other.text for other in known]) or f"a {kind} of that name"
            yield problem_with(source, name, f"there is no {kind} '{name.text}'", expected)
