"""Values as documents write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.documents.facts import Item
from longshore.documents.shape import shape_at
from longshore.documents.values import boolean, choice, converted, count, duration, is_nothing, number
from longshore.model.durations import format_duration, parse_duration

SIZE = shape_at(("queues", Item(""), "properties", "max_size_in_megabytes"))


@pytest.mark.parametrize(
    "text", ["true", "Yes", "예", "네", "활성화", "enabled", "✅", "✔️", "O", "사용", "예 (항상)"]
)
def test_a_yes(text: str) -> None:
    assert boolean(text) is True


@pytest.mark.parametrize("text", ["false", "No", "아니오", "아니요", "비활성화", "❌", "X", "미사용", "없음"])
def test_a_no(text: str) -> None:
    assert boolean(text) is False


def test_neither_yes_nor_no() -> None:
    assert boolean("perhaps") is None


@pytest.mark.parametrize("text", ["", " ", "-", "\u2014", "N/A", "해당 없음"])
def test_no_value_at_all(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["0", "X", "✅", ">", "없음"])
def test_a_value_however_short(text: str) -> None:
    assert not is_nothing(text)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("PT30M", "PT30M"),
        ("PT72H", "PT72H"),
        ("pt5m", "PT5M"),
        ("PT30M (30분)", "PT30M"),
        ("30 minutes", "PT30M"),
        ("72 hours", "P3D"),
        ("1 hour 30 minutes", "PT1H30M"),
        ("1시간 30분", "PT1H30M"),
        ("7일", "P7D"),
        ("2주", "P14D"),
        ("0.5 h", "PT30M"),
        ("1.02:03:04", "P1DT2H3M4S"),
        ("00:05:00", "PT5M"),
        ("unlimited", "P10675199DT2H48M5.4775807S"),
    ],
)
def test_a_duration(text: str, iso: str) -> None:
    assert duration(text) == iso


@pytest.mark.parametrize("text", ["", "soon", "30", "5 parsecs", "0 minutes", "분"])
def test_what_is_no_duration(text: str) -> None:
    assert duration(text) is None


@given(st.integers(1, 10**12), st.sampled_from(["s", "분", "hours", "days"]))
def test_a_duration_in_words_is_one_that_the_plan_reads(amount: int, unit: str) -> None:
    iso = duration(f"{amount} {unit}")

    assert iso is not None
    assert format_duration(parse_duration(iso)) == iso


@pytest.mark.parametrize(
    ("written", "megabytes"),
    [("80GB", 81920), ("1.5 TB", 1572864), ("20,480", 20480), ("20480 MB", 20480), ("2048 KB", 2), (5, 5)],
)
def test_a_size_in_megabytes(written: str | int, megabytes: int) -> None:
    assert converted(written, SIZE, "max_size_in_megabytes") == megabytes


@pytest.mark.parametrize("written", ["big", "1 KB", "9" * 5000 + " GB"])
def test_what_is_no_size_stays_for_the_plan_to_refuse(written: str) -> None:
    assert converted(written, SIZE, "max_size_in_megabytes") == written


def test_counts_and_numbers_may_have_a_unit() -> None:
    assert [count("1,000"), count("3회"), count("4 PU"), count("many")] == [1000, 3, 4, None]
    assert [number("85 %"), number("0.5"), number("3,500"), number("few")] == [85, 0.5, 3500, None]


@pytest.mark.parametrize(
    ("text", "word"),
    [(">", "GreaterThan"), ("greater than", "GreaterThan"), ("이상", "GreaterThanOrEqual"), ("near", None)],
)
def test_a_word_to_choose(text: str, word: str | None) -> None:
    assert choice(text, ("GreaterThan", "GreaterThanOrEqual")) == word
