"""Words for keys."""

import pytest

from longshore.documents.facts import Item
from longshore.documents.shape import ROOT, Shape, shape_at
from longshore.documents.words import _KEYS, is_key, plain, spelled

QUEUE = shape_at(("queues", Item(""), "properties"))


@pytest.mark.parametrize(
    "word", ["lockDuration", "lock-duration", "Lock duration (minutes)", "LOCK_DURATION", "잠금 시간"]
)
def test_a_key_in_any_spelling(word: str) -> None:
    assert spelled(word, QUEUE.fields) == "lock_duration"


def test_a_key_s_own_name_goes_before_other_words_for_it() -> None:
    assert spelled("name", ("metric_name", "name")) == "name"
    assert spelled("metric name", ("name", "metric_name")) == "metric_name"


def test_a_word_for_nothing() -> None:
    assert spelled("colour", QUEUE.fields) is None


def test_a_word_is_what_is_left_without_case_white_space_and_punctuation() -> None:
    assert plain("Max  Size (GB)") == plain("maxSize") == "maxsize"


def test_no_word_names_two_settings_of_a_queue() -> None:
    ways = [(word, key) for key in QUEUE.fields for word in _KEYS.get(key, ())]
    assert sorted(word for word, _ in ways) == sorted({word for word, _ in ways})


def all_keys(shape: Shape) -> set[str]:
    """Return every key that a plan may have anywhere below a place."""
    keys = set(shape.fields)
    inner = [*shape.fields.values(), shape.members, shape.named_values]
    return keys.union(*(all_keys(each) for each in inner if each is not None))


def test_every_key_with_words_for_it_is_one_of_the_plan() -> None:
    only_in_documents = {"subscription_name"}  # a plan has a subscription's name under `name`
    assert set(_KEYS) - only_in_documents <= all_keys(ROOT)


def test_a_key_without_other_words_has_its_own_name() -> None:
    assert is_key("BatchSize", "BatchSize")
