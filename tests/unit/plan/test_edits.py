"""What edits make of a tree."""

import pytest

from longshore.plan.edits import Append, Edit, Put, edited_tree
from longshore.plan.source import Tree

TREE: dict[str, Tree] = {"a": 1, "b": ({"c": "x"}, 2), "e": None}


@pytest.mark.parametrize(
    ("edit", "tree"),
    [
        (Put(("a",), 2), {**TREE, "a": 2}),
        (Put(("n", "m"), 2), {**TREE, "n": {"m": 2}}),
        (Put(("b", 0, "d"), True), {**TREE, "b": ({"c": "x", "d": True}, 2)}),
        (Put(("e", "f"), 2), {**TREE, "e": {"f": 2}}),
        (Append(("b",), 3), {**TREE, "b": ({"c": "x"}, 2, 3)}),
        (Append(("e",), 3), {**TREE, "e": (3,)}),
        (Append(("n", "m"), 3), {**TREE, "n": {"m": (3,)}}),
        (Put((), "all"), "all"),
    ],
)
def test_an_edit_changes_one_place(edit: Edit, tree: Tree) -> None:
    assert edited_tree(TREE, [edit]) == tree


def test_of_two_puts_at_one_path_the_first_counts() -> None:
    assert edited_tree(TREE, [Put(("e",), 1), Put(("e",), 2)]) == {**TREE, "e": 1}


def test_later_edits_see_what_earlier_ones_made() -> None:
    edits: list[Edit] = [Append(("e",), {}), Put(("e", 0, "f"), 1)]

    assert edited_tree(TREE, edits) == {**TREE, "e": ({"f": 1},)}


@pytest.mark.parametrize(
    "edit", [Put(("a", "b"), 1), Put(("b", 2), 1), Put(("b", "c"), 1), Append(("a",), 1), Append(("b", 0), 1)]
)
def test_a_path_through_what_has_no_such_part_is_refused(edit: Edit) -> None:
    with pytest.raises(LookupError):
        edited_tree(TREE, [edit])
