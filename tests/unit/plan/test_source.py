"""YAML as plain values with positions."""

import pytest

from longshore.plan.source import Source, Tree, TreePath
from longshore.plan.text import SourceText


def source_of(text: str) -> Source:
    return Source(SourceText("plan.yaml", text))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1),
        ("0x1F", 31),
        ("007", 7),
        ("1_000", 1000),
        ("1.5", 1.5),
        ("true", True),
        ("True", True),
        ("yes", "yes"),
        ("~", None),
        ("null", None),
        ("", None),
        ("PT5M", "PT5M"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("'1'", "1"),
        ("[1, two]", (1, "two")),
        ("{x: 1}", {"x": 1}),
        ("!!str 1", "1"),
    ],
)
def test_values_are_those_of_yaml_1_2_and_dates_stay_text(written: str, value: Tree) -> None:
    assert source_of(f"a: {written}").data == {"a": value}


def test_keys_are_text_whatever_they_look_like() -> None:
    assert source_of("1: a\ntrue: b\n~: c\n").data == {"1": "a", "true": "b", "~": "c"}


def test_of_a_key_written_twice_the_first_value_counts() -> None:
    source = source_of("a: 1\na: 2\n")

    assert source.data == {"a": 1}
    assert len(source.problems) == 1


TEXT = """\
a: 1
b:
  - c: x
    d: 'y'
  - {e: z}
f:
"""


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("a",), 1, 4),
        (("b",), 3, 3),
        (("b", 0), 3, 5),
        (("b", 0, "c"), 3, 8),
        (("b", 0, "d"), 4, 8),
        (("b", 1), 5, 5),
        (("b", 1, "e"), 5, 9),
    ],
)
def test_every_value_has_its_position(path: TreePath, line: int, column: int) -> None:
    position = source_of(TEXT).position(path)

    assert (position.file, position.line, position.column) == ("plan.yaml", line, column)


def test_an_empty_value_stands_at_its_key() -> None:
    position = source_of(TEXT).position(("f",))

    assert (position.line, position.column) == (6, 1)


def test_what_is_not_written_stands_where_its_section_does() -> None:
    position = source_of(TEXT).position(("b", 1, "nothing", 0))

    assert (position.line, position.column) == (5, 5)


def test_an_aliased_value_stands_where_it_is_written() -> None:
    source = source_of("a: &x 5\nb: *x\n")

    assert source.data == {"a": 5, "b": 5}
    assert source.position(("b",)) == source.position(("a",))


def test_an_anchor_may_be_set_anew() -> None:
    assert source_of("a: &x 5\nb: &x 6\nc: *x\n").data == {"a": 5, "b": 6, "c": 6}


def test_a_key_may_be_read_in_another_spelling_and_stands_where_it_did() -> None:
    source = Source(SourceText("plan.yaml", "a: 1\nB: 2\n"), lambda _, key: key.lower())

    assert source.data == {"a": 1, "b": 2}
    assert source.position(("b",)).line == 2


def test_keys_that_are_read_alike_are_one_key_written_twice() -> None:
    source = Source(SourceText("plan.yaml", "a: 1\nA: 2\n"), lambda _, key: key.lower())

    assert [problem.message for problem in source.problems] == [
        "the key 'a' is written twice, first in line 1"
    ]


def test_two_halves_of_a_character_are_one() -> None:
    assert source_of('"\\ud83d\\ude00": "\\ud83d\\ude00!"').data == {"\U0001f600": "\U0001f600!"}
