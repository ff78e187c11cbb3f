"""What a plan's own words about metrics and alerts mean.

    "Dead letter in model-training queue > 0"
     signal: dead letters   entities: ai-model-training   comparison: more than 0

A condition is read as a signal, whose it is, a comparison, and sometimes a window. Words are looked for, in
English and Korean, in no particular order: sentences about thresholds say little else. What cannot be read
with one meaning only is not read at all, for a guess would watch the wrong thing.

Numbers come out in the unit that the signal is measured in: messages, seconds, percent or bytes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from longshore.plan.monitoring import Operator


class Measure(Enum):
    """What the numbers of a signal count."""

    COUNT = "count"
    SECONDS = "seconds"
    PERCENT = "percent"
    BYTES = "bytes"


class Signal(Enum):
    """Something that can be watched, as people call it."""

    DEAD_LETTERS = "dead letters"
    GPU = "GPU use"
    CPU = "processor use"
    MEMORY = "memory use"
    WAITING_TIME = "waiting time"
    PROCESSING_TIME = "processing time"
    THROTTLED = "throttled requests"
    SERVER_ERRORS = "server errors"
    USER_ERRORS = "user errors"
    SCHEDULED = "scheduled messages"
    ABANDONED = "abandoned messages"
    COMPLETED = "completed messages"
    INCOMING = "incoming messages"
    OUTGOING = "outgoing messages"
    CONNECTIONS = "connections"
    SIZE = "size"
    QUEUE_DEPTH = "queue depth"

    @property
    def measure(self) -> Measure:
        """What its numbers count."""
        return _MEASURES.get(self, Measure.COUNT)


_MEASURES = {
    Signal.GPU: Measure.PERCENT,
    Signal.CPU: Measure.PERCENT,
    Signal.MEMORY: Measure.PERCENT,
    Signal.WAITING_TIME: Measure.SECONDS,
    Signal.PROCESSING_TIME: Measure.SECONDS,
    Signal.SIZE: Measure.BYTES,
}
_FLOWS = frozenset({Signal.COMPLETED, Signal.INCOMING, Signal.OUTGOING})
"""What can be absent: "no messages processed"."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of a signal with a threshold; no `entities` means that none was named.

    `threshold` is in the signal's measure, `window_ms` how long it is looked at, if that was said.
    """

    signal: Signal
    entities: tuple[str, ...]
    operator: Operator
    threshold: float
    window_ms: int | None = None


# The first that is found is meant, if the unit fits: "queue size > 3000 messages" is a depth, in MB a size.
_SIGNALS = {
    Signal.DEAD_LETTERS: r"dead[\s_-]*letter|\bdlq\b|데드\s*레터|배달\s*못한",
    Signal.GPU: r"\bgpu",
    Signal.CPU: r"\bcpu|processor",
    Signal.MEMORY: r"\bmemory|메모리",
    Signal.WAITING_TIME: r"wait\w*\s*(?:time|duration)|대기\s*시간",
    Signal.PROCESSING_TIME: r"process\w*\s*(?:time|duration)|\bduration|(?:처리|소요)\s*시간",
    Signal.THROTTLED: r"throttl",
    Signal.SERVER_ERRORS: r"server\s*error|서버\s*오류",
    Signal.USER_ERRORS: r"(?:user|client)\s*error|사용자\s*오류",
    Signal.SCHEDULED: r"scheduled|예약",
    Signal.ABANDONED: r"abandon",
    Signal.COMPLETED: r"\b(?:processed|completed?)|처리(?:된|되지|한)|완료",
    Signal.INCOMING: r"incoming|received|arriv|enqueued|수신|들어온",
    Signal.OUTGOING: r"outgoing|delivered",
    Signal.CONNECTIONS: r"connections?\b|연결",
    Signal.SIZE: r"\bsize\b|크기|용량",
    Signal.QUEUE_DEPTH: r"queue|backlog|depth|waiting|active\s*messages?|큐|대기|적체|백로그",
}
_SIGNAL_PATTERNS = {signal: re.compile(words, re.IGNORECASE) for signal, words in _SIGNALS.items()}

_UNITS = (
    (r"messages?|msgs?|건|개", Measure.COUNT, 1),
    (r"seconds?|secs?|s|초", Measure.SECONDS, 1),
    (r"minutes?|mins?|분", Measure.SECONDS, 60),
    (r"hours?|h|시간", Measure.SECONDS, 3_600),
    (r"%|percent|퍼센트", Measure.PERCENT, 1),
    (r"kb", Measure.BYTES, 1_024),
    (r"mb", Measure.BYTES, 1_024**2),
    (r"gb", Measure.BYTES, 1_024**3),
)
_UNIT = "|".join(words for words, _, _ in _UNITS)
_QUANTITY = rf"(?P<number>\d[\d,]{{0,15}}(?:\.\d{{1,6}})?)\s*(?P<unit>(?:{_UNIT})(?![A-Za-z]))?"

_BEFORE: dict[Operator, str] = {
    "GreaterThanOrEqual": r">=|=>|≥|at\s+least|(?:no|not)\s+(?:less|fewer)\s+than",
    "LessThanOrEqual": r"<=|=<|≤|at\s+most|up\s+to|(?:no|not)\s+more\s+than",
    "GreaterThan": r">|(?:more|greater|larger|longer|higher)\s+than|above|over|beyond|exceed(?:s|ing)?",
    "LessThan": r"<|(?:less|fewer|smaller|shorter|lower)\s+than|below|under",
    "Equals": r"==?|equals|equal\s+to|exactly",
}
_BEHIND: dict[Operator, str] = {
    "GreaterThanOrEqual": r"or\s+more|이상",
    "LessThanOrEqual": r"or\s+(?:less|fewer)|이하",
    "GreaterThan": r"초과|보다\s*(?:많|크|길)|넘",
    "LessThan": r"미만|보다\s*(?:적|작|짧)",
}


def _either(operators: dict[Operator, str]) -> str:
    return "|".join(f"(?P<{operator}>{words})" for operator, words in operators.items())


_COMPARISON = re.compile(rf"(?:{_either(_BEFORE)})\s*{_QUANTITY}", re.IGNORECASE)
_COMPARISON_BEHIND = re.compile(rf"{_QUANTITY}[을를이가]?\s*(?:{_either(_BEHIND)})", re.IGNORECASE)
_WINDOW = re.compile(
    rf"(?:\b(?:with)?in|\bfor|\bduring|\bover\s+the)\s+(?:the\s+)?(?:(?:last|past|more\s+than)\s+)?{_QUANTITY}"
    rf"|{_QUANTITY.replace('number', 'span').replace('unit', 'of')}\s*(?:동안|간|이내|내에)",
    re.IGNORECASE,
)
_ABSENCE = re.compile(r"\b(?:no|zero)\s+(?:\w+\s+){0,2}?messages?\b|\bnothing\b|없|않", re.IGNORECASE)
_RATE = re.compile(r"/\s*s|per\s+second|초당", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[가-힣]+|[<>=≥≤]")


class Vocabulary:
    """The names of a plan's queues and topics, and how its sentences speak of them.

    A queue `ai-model-training` is also meant by "model training" where every name begins with `ai`, and by
    what the application calls it.
    """

    def __init__(self, names: Iterable[str], called: Iterable[tuple[str, str]] = ()) -> None:
        """Take the names, and pairs of a name and what else it is called."""
        names = tuple(names)
        split = {name: _words(name) for name in names}
        common = set.intersection(*map(set, split.values())) if len(split) > 1 else set[str]()
        spoken = [*split.items(), *((name, _words(other)) for name, other in called)]
        self._phrases = {words: name for name, words in reversed(spoken)}
        for name, words in spoken:
            short = tuple(word for word in words if word not in common)
            if not all(map(str.isdigit, short)):  # a number alone is a threshold
                self._phrases.setdefault(short, name)
        self._longest = max(map(len, self._phrases), default=0)

    def subject(self, text: str) -> tuple[Signal | None, tuple[str, ...]]:
        """Return the signal that a metric's name speaks of, None for none, and the entities that it names."""
        entities, rest = self._entities(text)
        return next(_signals(rest, text), None), entities

    def condition(self, text: str) -> Condition | None:
        """Return what a sentence wants to hold, None if it cannot be read with one meaning."""
        entities, rest = self._entities(text)
        window = _WINDOW.search(text)
        said = text if window is None else text[: window.start()] + text[window.end() :]
        comparisons = [*_COMPARISON.finditer(said), *_COMPARISON_BEHIND.finditer(said)]
        window_ms = None if window is None else _window_ms(window)
        candidates = tuple(_signals(rest, text))
        if _RATE.search(text) or len(comparisons) > 1 or (window is not None and window_ms is None):
            return None
        if comparisons:
            return _compared(candidates, entities, comparisons[0], window_ms)
        if _ABSENCE.search(said) and candidates and candidates[0] in _FLOWS:
            return Condition(candidates[0], entities, "LessThan", 1, window_ms)
        return None

    def _entities(self, text: str) -> tuple[tuple[str, ...], str]:
        """Return the entities that a text names, by the longest names, and the text without the names."""
        words = list(_WORD.finditer(text))
        spelled = [word.group().casefold() for word in words]
        found: list[str] = []
        rest, place = text, 0
        while place < len(words):
            end = self._end_of_name(spelled, place)
            if end > place:
                found.append(self._phrases[tuple(spelled[place:end])])
                start, stop = words[place].start(), words[end - 1].end()
                rest = rest[:start] + " " * (stop - start) + rest[stop:]
            place = max(end, place + 1)
        return tuple(dict.fromkeys(found)), rest

    def _end_of_name(self, spelled: list[str], start: int) -> int:
        longest = min(len(spelled), start + self._longest)
        ends = range(longest, start, -1)
        return next((end for end in ends if tuple(spelled[start:end]) in self._phrases), start)


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.group().casefold() for word in _WORD.finditer(name))


def _signals(*texts: str) -> Iterator[Signal]:
    """Yield the signals that the first text speaks of; those of the next where it speaks of none."""
    for text in texts:
        found = [signal for signal, words in _SIGNAL_PATTERNS.items() if words.search(text)]
        if found:
            yield from found
            return


def _compared(
    candidates: tuple[Signal, ...],
    entities: tuple[str, ...],
    comparison: re.Match[str],
    window_ms: int | None,
) -> Condition | None:
    measure, factor = _unit(comparison["unit"])
    signal = next((each for each in candidates if measure in {None, each.measure}), None)
    if signal is None:
        return None
    threshold = float(comparison["number"].replace(",", "")) * factor
    return Condition(signal, entities, _operator(comparison), threshold, window_ms)


def _operator(comparison: re.Match[str]) -> Operator:
    groups = comparison.groupdict()
    return next(operator for operator in _BEFORE if groups.get(operator))


def _window_ms(window: re.Match[str]) -> int | None:
    number, unit = (window["number"], window["unit"]) if window["number"] else (window["span"], window["of"])
    measure, factor = _unit(unit)
    return int(float(number.replace(",", "")) * factor * 1_000) if measure is Measure.SECONDS else None


def _unit(written: str | None) -> tuple[Measure | None, int]:
    """Return what a unit measures and how many of the base unit it is; None where none is written."""
    if written is None:
        return None, 1
    return next(
        (measure, factor) for words, measure, factor in _UNITS if re.fullmatch(words, written, re.IGNORECASE)
    )
