"""[ASB sql-filter: pattern] `%`: any string of zero or more characters. `_`: any single character."""

import pytest

from longshore.filters import FilterEvaluationError
from longshore.filters.like import matcher


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("abc", "abc"),
        ("", ""),
        ("a%", "a"),
        ("a%", "abc"),
        ("%c", "c"),
        ("%c", "abc"),
        ("%b%", "b"),
        ("%b%", "abc"),
        ("%", ""),
        ("%", "anything"),
        ("%%", "anything"),
        ("a%c", "ac"),
        ("a%c", "abbc"),
        ("a%b%c", "a1b2c"),
        ("a_c", "abc"),
        ("_", "x"),
        ("_%", "x"),
        ("%_b_%", "aabab"),
        ("%ab", "aab"),
        ("a%ab", "aaab"),
        ("%a_c%c", "axcabcc"),
    ],
)
def test_a_pattern_matches(pattern: str, text: str) -> None:
    assert matcher(pattern)(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("abc", "abcd"),
        ("abc", "xabc"),
        ("abc", "ABC"),
        ("", "a"),
        ("a%", "ba"),
        ("%c", "ca"),
        ("%b%", "ac"),
        ("a%a", "a"),
        ("ab%bc", "abc"),
        ("_", ""),
        ("_", "xy"),
        ("a_c", "ac"),
        ("a%b%c", "acb"),
    ],
)
def test_a_pattern_does_not_match(pattern: str, text: str) -> None:
    assert not matcher(pattern)(text)


@pytest.mark.parametrize("special", list(".^$*+?{}[]()|\\/-#& \t"))
def test_what_is_special_elsewhere_is_an_ordinary_character(special: str) -> None:
    assert matcher(f"a{special}_%")(f"a{special}x")
    assert not matcher(f"a{special}_%")("aaaax")


@pytest.mark.parametrize("pattern", ["a_b", "a%b", "%_%"])
def test_wildcards_stand_for_line_breaks_too(pattern: str) -> None:
    assert matcher(pattern)("a\nb")


def test_a_text_ends_at_its_end_and_not_before_a_last_line_break() -> None:
    assert not matcher("_b")("ab\n")


def test_one_wildcard_stands_for_a_character_beyond_16_bits() -> None:
    assert matcher("a_b")("a\U0001f6a2b")


def test_escaped_wildcards_are_ordinary_characters() -> None:
    # [ASB sql-filter: escape_char] "property LIKE 'ABC\%' ESCAPE '\' matches ABC%"
    assert matcher("ABC\\%", "\\")("ABC%")
    assert not matcher("ABC\\%", "\\")("ABCD")
    assert matcher("a!_c", "!")("a_c")
    assert not matcher("a!_c", "!")("abc")


def test_the_escape_character_escapes_itself() -> None:
    assert matcher("100!!%", "!")("100! sure")


def test_without_an_escape_character_nothing_is_escaped() -> None:
    assert matcher("a\\%")("a\\b")


@pytest.mark.parametrize("pattern", ["a!", "!a"])
def test_an_escape_character_before_anything_else_is_an_error(pattern: str) -> None:
    with pytest.raises(FilterEvaluationError, match="must stand before"):
        matcher(pattern, "!")


@pytest.mark.parametrize("escape", ["", "ab"])
def test_an_escape_character_is_one_character(escape: str) -> None:
    with pytest.raises(FilterEvaluationError, match="one character"):
        matcher("a", escape)


def test_a_pattern_that_makes_others_try_everything_takes_linear_time() -> None:
    # Backtracking would need longer than the universe has; nothing but finishing is asked for here.
    assert not matcher("%a" * 300 + "%b")("a" * 20_000)
    assert not matcher("%_a" * 300 + "%b")("a" * 20_000)
    assert matcher("%_a" * 300 + "%b%")("a" * 20_000 + "b")
