import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.plan.conditions import Condition, Signal, Vocabulary
from longshore.plan.monitoring import Operator

NAMES = ("ai-trip-generation", "ai-recommendation", "ai-model-training", "ai-batch-processing", "ai-events")
VOCABULARY = Vocabulary(NAMES, [("ai-trip-generation", "TripGeneration"), ("ai-events", "모델이벤트")])

DEPTH = Signal.QUEUE_DEPTH
DEAD = Signal.DEAD_LETTERS
TIME = Signal.PROCESSING_TIME
DONE = Signal.COMPLETED


@pytest.mark.parametrize(
    ("text", "signal", "entities", "operator", "threshold", "window_ms"),
    [
        ("AI processing queue > 3000 messages", DEPTH, (), "GreaterThan", 3000, None),
        ("Processing time > 25 minutes", TIME, (), "GreaterThan", 1500, None),
        ("Dead letter in model-training queue > 0", DEAD, (NAMES[2],), "GreaterThan", 0, None),
        ("No messages processed in 10 minutes", DONE, (), "LessThan", 1, 600_000),
        ("no messages received for more than 2 hours", Signal.INCOMING, (), "LessThan", 1, 7_200_000),
        ("nothing completed within 90 seconds", DONE, (), "LessThan", 1, 90_000),
        ("queue size > 3,000 messages", DEPTH, (), "GreaterThan", 3000, None),
        ("queue size > 2 MB", Signal.SIZE, (), "GreaterThan", 2 * 1024**2, None),
        ("batch processing time over 1.5 hours", TIME, (NAMES[3],), "GreaterThan", 5400, None),
        (
            "TripGeneration queue at least 5 for 5 minutes",
            DEPTH,
            (NAMES[0],),
            "GreaterThanOrEqual",
            5,
            300_000,
        ),
        ("3000 messages or more waiting in ai-events", DEPTH, (NAMES[4],), "GreaterThanOrEqual", 3000, None),
        ("CPU above 70 %", Signal.CPU, (), "GreaterThan", 70, None),
        ("queue wait time > 5 minutes", Signal.WAITING_TIME, (), "GreaterThan", 300, None),
        ("AI 처리 큐 3,000건 초과", DEPTH, (), "GreaterThan", 3000, None),
        ("처리 시간이 25분을 초과", TIME, (), "GreaterThan", 1500, None),
        ("모델이벤트 대기 5건 이상", DEPTH, (NAMES[4],), "GreaterThanOrEqual", 5, None),
        ("10분 동안 처리된 메시지 없음", DONE, (), "LessThan", 1, 600_000),
    ],
)
def test_a_sentence_says_what_is_compared_with_what(
    text: str,
    signal: Signal,
    entities: tuple[str, ...],
    operator: Operator,
    threshold: float,
    window_ms: int | None,
) -> None:
    assert VOCABULARY.condition(text) == Condition(signal, entities, operator, threshold, window_ms)


@pytest.mark.parametrize(
    ("words", "operator"),
    [
        (">=", "GreaterThanOrEqual"),
        ("≤", "LessThanOrEqual"),
        ("<", "LessThan"),
        ("no more than", "LessThanOrEqual"),
        ("more than", "GreaterThan"),
        ("exceeds", "GreaterThan"),
        ("fewer than", "LessThan"),
        ("equals", "Equals"),
    ],
)
def test_comparisons_are_signs_or_words(words: str, operator: str) -> None:
    condition = VOCABULARY.condition(f"dead letters {words} 5")

    assert condition is not None
    assert (condition.operator, condition.threshold) == (operator, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "it feels wrong",
        "throughput of the queue > 3500 msg/s",
        "queue > 3 and dead letters < 4",
        "processing time > 25 messages",
        "no dead letters",
        "queue > 5 in 3 messages",
        "weather > 3",
    ],
)
def test_what_has_no_meaning_or_two_is_not_read(text: str) -> None:
    assert VOCABULARY.condition(text) is None


@pytest.mark.parametrize(
    ("name", "signal", "entities"),
    [
        ("AI Processing Queue Depth", DEPTH, ()),
        ("AI Processing Duration", TIME, ()),
        ("Model Training Queue Depth", DEPTH, (NAMES[2],)),
        ("Dead Letter Message Count", DEAD, ()),
        ("GPU Utilization", Signal.GPU, ()),
        ("ActiveMessages", DEPTH, ()),
        ("Weather", None, ()),
    ],
)
def test_a_metrics_name_says_what_is_measured(
    name: str, signal: Signal | None, entities: tuple[str, ...]
) -> None:
    assert VOCABULARY.subject(name) == (signal, entities)


def test_the_longest_name_is_meant() -> None:
    vocabulary = Vocabulary(["events", "model-events", "orders"])

    assert vocabulary.subject("model events queue")[1] == ("model-events",)
    assert vocabulary.subject("events of the model")[1] == ("events",)


def test_a_name_says_nothing_of_the_signal() -> None:
    vocabulary = Vocabulary(["gpu-jobs", "dead-letter-audit"])

    assert vocabulary.subject("gpu-jobs queue")[0] is DEPTH
    assert vocabulary.subject("dead-letter-audit backlog") == (DEPTH, ("dead-letter-audit",))


def test_a_name_does_not_reach_across_a_comparison() -> None:
    condition = Vocabulary(["delta.4", "delta.5"]).condition("queue delta > 4")

    assert condition == Condition(DEPTH, (), "GreaterThan", 4)


def test_a_plan_without_names_has_sentences_too() -> None:
    assert Vocabulary([]).condition("queue > 5") == Condition(DEPTH, (), "GreaterThan", 5)


WORDS = st.sampled_from(
    [
        "queue",
        "dead letters",
        ">",
        "<=",
        "3000",
        "25",
        "minutes",
        "messages",
        "no",
        "in",
        "없음",
        "분",
        "9" * 400,
    ]
)


@given(st.one_of(st.text(), st.lists(WORDS, max_size=8).map(" ".join)))
def test_every_text_is_read_or_not(text: str) -> None:
    condition = VOCABULARY.condition(text)
    assert condition is None or 0 <= condition.threshold < float("inf")
