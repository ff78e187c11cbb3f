"""Edits of the text: everything that is not edited stays as it was written."""

import re
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from longshore.plan.editing import edited
from longshore.plan.edits import Append, Edit, Marked, Put, edited_tree
from longshore.plan.rewriting.layout import Layout
from longshore.plan.source import Source, Tree, TreePath
from longshore.plan.text import SourceText

from .rendering import Hand, rendered


def source_of(text: str) -> Source:
    return Source(SourceText("plan.yaml", text))


def after(text: str, *edits: Edit) -> str:
    """Return a text after edits with the marks LS1, LS2 and so on."""
    return edited(source_of(text), [Marked(edit, f"LS{n}", "why") for n, edit in enumerate(edits, 1)])


LOCK = Put(("lock",), "PT5M")


@pytest.mark.parametrize(
    ("before", "edit", "expected"),
    [
        ("lock: PT30M\n", LOCK, "lock: PT5M # LS1: why\n"),
        ("lock: 'PT30M'\n", LOCK, "lock: 'PT5M' # LS1: why\n"),
        ('lock: "PT30M" # long\n', LOCK, 'lock: "PT5M" # long; LS1: why\n'),
        ("a: 1  # one\nlock: PT30M\n", LOCK, "a: 1  # one\nlock: PT5M  # LS1: why\n"),
        ("lock: &l PT30M\n", LOCK, "lock: &l PT5M # LS1: why\n"),
        ("lock: !!str PT30M\n", LOCK, "lock: PT5M # LS1: why\n"),
        ("lock: PT30M", LOCK, "lock: PT5M # LS1: why"),
        ("lock: PT30M\r\na: 1\r\n", LOCK, "lock: PT5M # LS1: why\r\na: 1\r\n"),
        ("lock:\na: 1\n", LOCK, "lock: PT5M # LS1: why\na: 1\n"),
        ("lock: # none\n", LOCK, "lock: PT5M # none; LS1: why\n"),
        ("lock: | # text\n  PT30M\n\na: 1\n", LOCK, "lock: PT5M # text; LS1: why\n\na: 1\n"),
        ("lock:\n  PT30M\n", LOCK, "lock:\n  PT5M # LS1: why\n"),
        ("{lock: PT30M, a: 1}\n", LOCK, "{lock: PT5M, a: 1} # LS1: why\n"),
        ('{"lock":"PT30M"}', LOCK, '{"lock": "PT5M"} # LS1: why'),
        ('{lock: 1, a: "b\n  c"}\n', LOCK, '{lock: PT5M, a: "b\n  c"} # LS1: why\n'),
        ("{lock, a}\n", LOCK, "{lock: PT5M, a} # LS1: why\n"),
    ],
)
def test_a_value_is_replaced_in_its_line(before: str, edit: Edit, expected: str) -> None:
    assert after(before, edit) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (
            "rules: # all\n  - a: 1\n    b: 2 # two\n\n  # three\n  - c\nnext: 1\n",
            "rules: [] # all; LS1: why\n# two; LS1\n# three; LS1\nnext: 1\n",
        ),
        ("rules:\n- a\n- b\n", "rules: [] # LS1: why\n"),
        ("rules: &r\n  - a\nnext: 1\n", "rules: &r [] # LS1: why\nnext: 1\n"),
        ("rules: [a, # one\n  b] # two\n", "rules: [] # one; LS1: why\n  # two; LS1\n"),
        ("{rules: [a, # one\n  b], c: 1}\n", "{rules: [] # one; LS1: why\n  , c: 1} # LS1\n"),
    ],
)
def test_a_list_in_many_lines_gives_way_to_one_and_its_comments_stay(before: str, expected: str) -> None:
    assert after(before, Put(("rules",), ())) == expected


TWO = "queues:\n  - name: a\n    # about a\n\n  # about b\n  - name: b\n\n# about topics\ntopics: []\n"


@pytest.mark.parametrize(
    ("before", "edit", "expected"),
    [
        (TWO, Put(("queues", 0, "m"), 1), TWO.replace("name: a\n", "name: a\n    m: 1 # LS1: why\n")),
        (TWO, Append(("queues",), "c"), TWO.replace("name: b\n", "name: b\n  - c # LS1: why\n")),
        (TWO, Append(("topics",), "c"), TWO.replace("[]", "[c] # LS1: why")),
        (TWO, Put(("w", "q", "t"), 1), f"{TWO}\nw: # LS1: why\n  q: # LS1\n    t: 1 # LS1\n"),
        ("a: 1\n\n# end\n", Put(("b",), 2), "a: 1\n\n# end\n\nb: 2 # LS1: why\n"),
        ("a: 1\n\n", Put(("b",), 2), "a: 1\n\nb: 2 # LS1: why\n"),
        ("a: 1\n... # end\n", Put(("b",), 2), "a: 1\n\nb: 2 # LS1: why\n... # end\n"),
        ("a: |+\n  x\n\n", Put(("b",), 2), "a: |+\n  x\n\nb: 2 # LS1: why\n"),
        ("a: |\n  x", Put(("b",), 2), "a: |- # LS1: why\n  x\n\nb: 2 # LS1"),
        ("a: {b: 1}\n", Put(("a", "c"), 2), "a: {b: 1, c: 2} # LS1: why\n"),
        ('{"b": 1}\n', Put(("c",), "x"), '{"b": 1, "c": "x"} # LS1: why\n'),
        ("a: [b: 1]\n", Put(("a", 0, "c"), 2), "a: [{b: 1, c: 2}] # LS1: why\n"),
        ("a: # none\nb:\n- x\n", Append(("a",), 2), "a: # none\n- 2 # LS1: why\nb:\n- x\n"),
        ("a: null\n", Put(("a", "b"), 2), "a: {b: 2} # LS1: why\n"),
        ("? a\n", Put(("a",), 2), "? a\n: 2 # LS1: why\n"),
    ],
)
def test_what_is_new_stands_behind_what_is_there(before: str, edit: Edit, expected: str) -> None:
    assert after(before, edit) == expected


def test_a_new_list_of_mappings_is_written_as_the_file_writes_its_own() -> None:
    assert after("a:\n    b:\n    - 1\n", Put(("c",), ({"d": "x", "e": ("y: z",)},))) == (
        'a:\n    b:\n    - 1\n\nc: # LS1: why\n- d: x # LS1\n  e: # LS1\n  - "y: z" # LS1\n'
    )


def test_edits_in_one_new_section_make_one_section() -> None:
    assert after("a: 1\n", Put(("w", "q", "t"), 1), Put(("w", "r", "t"), 2)).endswith(
        "\nw: # LS1: why\n  q: # LS1\n    t: 1 # LS1\n  r: # LS2: why\n    t: 2 # LS2\n"
    )


def test_several_edits_of_one_line_share_its_comment() -> None:
    edits = [Put(("a", "b"), 2), Put(("a", "c"), 3)]

    assert after("a: {b: 1}\n", *edits) == "a: {b: 2, c: 3} # LS1: why; LS2: why\n"


@pytest.mark.parametrize(
    "text", ["yes", "1", "1.5", "", "null", "a: b", "# x", "- x", "2026-01-01", "x\ny", "\u2028"]
)
def test_text_that_could_be_misread_is_quoted(text: str) -> None:
    after_it = after("a: x\n", Put(("a",), text))

    assert after_it.startswith('a: "')
    assert source_of(after_it).data == {"a": text}


SHARED = "a: &x\n  k: 1\nb: *x\n"


def test_an_edit_inside_a_shared_value_is_made_once() -> None:
    edits = [Put(("a", "k"), 2), Put(("b", "k"), 2)]

    assert after(SHARED, *edits) == "a: &x\n  k: 2 # LS1: why\nb: *x\n"


def test_of_edits_that_contradict_each_other_through_aliases_the_first_counts() -> None:
    assert "k: 3" in after(SHARED, Put(("b", "k"), 3), Put(("a", "k"), 2))


def test_an_edit_of_an_alias_leaves_its_anchor_alone() -> None:
    assert after("a: &x 1\nb: *x\n", Put(("b",), 2)) == "a: &x 1\nb: 2 # LS1: why\n"


def test_an_edit_of_an_anchor_leaves_its_aliases_alone() -> None:
    assert after("a: &x 1\nb: *x\n", Put(("a",), 2)) == "a: &x 2 # LS1: why\nb: 1 # LS1\n"


def test_equal_edits_of_an_anchor_and_its_alias_are_one() -> None:
    edits = [Put(("b",), 2), Put(("a",), 2)]

    assert after("a: &x 1\nb: *x\n", *edits) == "a: &x 2 # LS2: why\nb: *x\n"


def test_a_note_cannot_break_its_line() -> None:
    marked = Marked(Put(("a",), 2), "LS1", "was 'x\ny'\x07")

    assert edited(source_of("a: 1\n"), [marked]) == "a: 2 # LS1: was 'x y' \n"


def test_no_edits_change_nothing() -> None:
    assert after("a:   1   \n\n\n") == "a:   1   \n\n\n"


def test_a_path_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(LookupError):
        after("a: 1\n", Put(("a", "b"), 1))


words = st.sampled_from(["x", "PT5M", "two words", "yes", "1", "", "a: b", "#", 'say "it"', "it's", "주"])
plain = st.none() | st.booleans() | st.integers(-9, 9999) | st.sampled_from([0.5, 1e-7]) | words
keys = st.sampled_from(["a", "b", "c", "lock"])
trees: st.SearchStrategy[Tree] = st.recursive(
    plain,
    lambda inner: st.dictionaries(keys, inner, max_size=3) | st.lists(inner, max_size=3).map(tuple),
    max_leaves=12,
)
files = st.dictionaries(keys, trees, min_size=1, max_size=4)


def paths(tree: Tree, path: TreePath = ()) -> list[TreePath]:
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, tuple) else ()
    return [path, *(inner for step, value in pairs for inner in paths(value, (*path, step)))]


@st.composite
def edits_of(draw: st.DrawFn, tree: Tree) -> list[Marked]:
    edits: list[Edit] = []
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(paths(tree)))
        path += draw(st.sampled_from([(), ("new",), ("new", "deep"), ("lock",)]))
        value = draw(trees)
        edits.append(Append(path, value) if draw(st.booleans()) else Put(path, value))
    return [Marked(edit, f"LS{n}", "why") for n, edit in enumerate(edits)]


def comments(text: str) -> list[str]:
    layout = Layout(text, source_of(text).root)
    return [text[start:end] for start, end in layout.comments]


def ends_in_a_scalar(layout: Layout, index: int) -> bool:
    return any(start < index < end for start, end in layout.solid)


@settings(deadline=None, max_examples=150)
@given(st.data(), files, st.integers(0, 2**32))
def test_a_text_is_edited_as_its_tree_is_and_shows_where(data: st.DataObject, tree: Tree, seed: int) -> None:
    random = Random(seed)
    hand = Hand(random, random.choice([2, 4]), random.choice([0, 2]), random.choice([" ", "  "]))
    before = source_of(rendered(tree, hand))
    assert repr(before.data) == repr(tree)
    marked = data.draw(edits_of(tree))
    try:
        expected = edited_tree(tree, [mark.edit for mark in marked])
    except LookupError:
        assume(False)

    text = edited(before, marked)

    assert repr(source_of(text).data) == repr(expected)
    assert all(comment in " ".join(comments(text)) for comment in comments(before.text.content))
    layout, old_lines = Layout(text, source_of(text).root), set(before.text.content.splitlines())
    for line in re.finditer(r"[^\r\n]+", text):
        is_marked = re.search(r"# .*LS\d(: why)?$", line.group())
        assert line.group() in old_lines or is_marked or ends_in_a_scalar(layout, line.end())
