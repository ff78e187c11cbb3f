"""Where in a YAML scalar the n-th character of its value is spelled."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from longshore.plan.spelling import spelled_at


@pytest.mark.parametrize(
    ("spelling", "style", "value", "offset", "at"),
    [
        ("a b", None, "a b", 2, 2),
        ("a\n  b", None, "a b", 2, 4),
        ("'a''b'", "'", "a'b", 1, 2),
        ("'a''b'", "'", "a'b", 2, 4),
        (r'"\u0041b"', '"', "Ab", 1, 7),
        (r'"\x20b"', '"', " b", 1, 5),
        (r'"\ud83d\ude00b"', '"', "\U0001f600b", 1, 13),
        (r'"\ud83d\u0041b"', '"', "\ud83dAb", 2, 13),
        (r'"a\"b"', '"', 'a"b', 2, 4),
        (r'"a\tb"', '"', "a\tb", 2, 4),
        ('"a\\\n  b"', '"', "ab", 1, 6),
        ("|\n  a\n  b\n", "|", "a\nb\n", 2, 8),
        ("| # why\n  a\n", "|", "a\n", 0, 10),
        (">-\n  a\n  b\n", ">", "a b", 2, 9),
    ],
)
def test_a_visible_character_is_found(
    spelling: str, style: str | None, value: str, offset: int, at: int
) -> None:
    assert spelled_at(spelling, style, value, offset) == at


def test_the_end_of_a_value_is_behind_its_last_visible_character() -> None:
    assert spelled_at("'ab  '", "'", "ab  ", 4) == 3


def test_the_end_of_an_empty_value_is_behind_its_opening_quote() -> None:
    assert spelled_at('""', '"', "", 0) == 1


texts = st.text(st.sampled_from("ab'\"\\ \t\n#:é주\x07\x85\u00a0\U0001f600"), min_size=1, max_size=12)


@settings(deadline=None)
@given(texts)
def test_each_visible_character_of_a_double_quoted_text_is_found(text: str) -> None:
    spelled = [f"\\U{ord(char):08x}" if index % 2 else _escaped(char) for index, char in enumerate(text)]
    spelling = f'"{"".join(spelled)}"'
    assert YAML(typ="safe", pure=True).load(spelling) == text

    for offset, char in enumerate(text):
        if not char.isspace():
            assert spelled_at(spelling, '"', text, offset) == 1 + len("".join(spelled[:offset]))


def _escaped(char: str) -> str:
    named = {
        '"': '\\"',
        "\\": "\\\\",
        "\n": "\\n",
        "\t": "\\t",
        "\x07": "\\a",
        "\x85": "\\N",
        "\u00a0": "\\_",
    }
    return named.get(char, char)
