"""Changes to a plan, as values: what to put where, and why.

An edit names its place by a path, as `Source` does. What stands there is replaced; mappings and lists that
are missing on the way are made. An empty value (`workers:` and nothing more) counts as missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from longshore.plan.source import Tree, TreePath


@dataclass(frozen=True, slots=True)
class Put:
    """Let a value stand at a path, in place of the one that stands there now."""

    path: TreePath
    value: Tree


@dataclass(frozen=True, slots=True)
class Append:
    """Add one item at the end of the list at a path."""

    path: TreePath
    value: Tree


Edit = Put | Append


@dataclass(frozen=True, slots=True)
class Marked:
    """An edit, and the comment for the lines that it changes: `# LS101: was PT30M`.

    `code` says which rule asked for the edit, `note` what a reader of the changed line wants to know.
    """

    edit: Edit
    code: str
    note: str


def edited_tree(tree: Tree, edits: Sequence[Edit]) -> Tree:
    """Return a tree with edits made, one after the other; of two Puts at one path the first counts.

    Raises LookupError for a path through text or numbers, or to an item that a list does not have.
    """
    put: set[TreePath] = set()
    for edit in edits:
        if edit.path in put and isinstance(edit, Put):
            continue
        tree = _edited(tree, edit.path, edit)
        if isinstance(edit, Put):
            put.add(edit.path)
    return tree


def _edited(tree: Tree, path: TreePath, edit: Edit) -> Tree:
    if not path:
        return _at_place(tree, edit)
    step, rest = path[0], path[1:]
    if isinstance(step, str) and (tree is None or isinstance(tree, Mapping)):
        mapping = tree or {}
        return {**mapping, step: _edited(mapping.get(step), rest, edit)}
    if isinstance(step, int) and isinstance(tree, tuple) and 0 <= step < len(tree):
        return (*tree[:step], _edited(tree[step], rest, edit), *tree[step + 1 :])
    raise LookupError(step)


def _at_place(tree: Tree, edit: Edit) -> Tree:
    if isinstance(edit, Put):
        return edit.value
    if tree is None:
        return (edit.value,)
    if isinstance(tree, tuple):
        return (*tree, edit.value)
    raise LookupError("only a list can be added to")
