"""What was probably meant."""

import pytest

from longshore.plan.suggest import either, nearest, suggestion


def test_the_nearest_known_word_is_suggested() -> None:
    assert suggestion("lock_durations", ["name", "lock_duration", "max_delivery_count"]) == "lock_duration"


def test_only_a_near_word_is_the_nearest() -> None:
    assert nearest("skuu", ["name", "sku"]) == "sku"
    assert not nearest("zzz", ["name", "sku"])


def test_where_no_word_is_near_all_are_named() -> None:
    assert suggestion("zzz", ["name", "sku"]) == "name or sku"


def test_where_nothing_is_known_nothing_is_suggested() -> None:
    assert not suggestion("zzz", [])


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")],
)
def test_words_to_choose_from_are_joined(words: list[str], text: str) -> None:
    assert either(words) == text
