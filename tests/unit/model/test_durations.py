"""ISO 8601 durations as Service Bus writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.model.durations import UNLIMITED_MS, format_duration, parse_duration

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
UNLIMITED_FROM_MS = 10_675_199 * DAY_MS


@pytest.mark.parametrize(
    ("text", "duration_ms"),
    [
        ("PT72H", 72 * HOUR_MS),
        ("PT30M", 30 * MINUTE_MS),
        ("P7D", 7 * DAY_MS),
        ("P1DT2H3M4S", DAY_MS + 2 * HOUR_MS + 3 * MINUTE_MS + 4 * SECOND_MS),
        ("PT90M", 90 * MINUTE_MS),
        ("PT0S", 0),
        ("P0D", 0),
        ("PT007S", 7 * SECOND_MS),
        ("PT0.5S", 500),
        ("PT1.25S", 1_250),
        ("PT0.0019S", 1),
    ],
)
def test_a_duration_is_read(text: str, duration_ms: int) -> None:
    assert parse_duration(text) == duration_ms


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P1DT",
        "7D",
        "P1M",
        "P1Y",
        "P1W",
        "PT1D",
        "P1H",
        "PT1M1H",
        "PT1.5M",
        "PT.5S",
        "PT1.S",
        "PT1,5S",
        "-PT1S",
        "PT-1S",
        "pt1s",
        " PT1S",
        "PT1S\n",
        "00:01:00",
        "60",
    ],
)
def test_anything_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration like PT30M, PT1H30M or P7D") as caught:
        parse_duration(text)

    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "P10675199DT2H48M5.4775807S",  # as the service writes it
        "P10675199DT2H48M5.477539S",  # as azure-servicebus sends it back
        "P10675199D",
        "P99999999D",
    ],
)
def test_never_is_unlimited_in_every_spelling(text: str) -> None:
    assert parse_duration(text) == UNLIMITED_MS


def test_a_day_less_than_never_is_a_duration() -> None:
    assert parse_duration("P10675198D") == 10_675_198 * DAY_MS


@pytest.mark.parametrize(
    ("duration_ms", "text"),
    [
        (0, "PT0S"),
        (1, "PT0.001S"),
        (500, "PT0.5S"),
        (60 * SECOND_MS, "PT1M"),
        (90 * MINUTE_MS, "PT1H30M"),
        (72 * HOUR_MS, "P3D"),
        (DAY_MS + SECOND_MS, "P1DT1S"),
        (UNLIMITED_FROM_MS, "P10675199DT2H48M5.4775807S"),
        (UNLIMITED_MS, "P10675199DT2H48M5.4775807S"),
    ],
)
def test_a_duration_is_written_in_its_shortest_form(duration_ms: int, text: str) -> None:
    assert format_duration(duration_ms) == text


@given(st.integers(min_value=0, max_value=UNLIMITED_FROM_MS - 1))
def test_what_is_written_reads_back(duration_ms: int) -> None:
    assert parse_duration(format_duration(duration_ms)) == duration_ms


@given(
    days=st.integers(0, 9_999),
    hours=st.integers(0, 999),
    minutes=st.integers(0, 999),
    seconds=st.integers(0, 999),
)
def test_parts_of_any_size_add_up(days: int, hours: int, minutes: int, seconds: int) -> None:
    text = f"P{days}DT{hours}H{minutes}M{seconds}S"

    assert parse_duration(text) == days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS
    assert parse_duration(format_duration(parse_duration(text))) == parse_duration(text)


@given(st.text(st.sampled_from("PTDHMS0159.-"), max_size=10))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    try:
        duration_ms = parse_duration(text)
    except ValueError:
        return

    assert 0 <= duration_ms <= UNLIMITED_MS
