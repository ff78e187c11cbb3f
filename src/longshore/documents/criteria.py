"""Figures in sentences: when to scale (`throughput > 3,500 msg/sec`), and what to reach (`4,000 msg/sec`)."""

import re
from collections.abc import Iterator
from typing import Final

from longshore.documents.facts import Fact, Findings, Item, unknown
from longshore.documents.shape import shape_at
from longshore.documents.values import choice, number

_COMPARISON = re.compile(r"(.*?)\s*(>=|<=|[≥≤><])\s*([\d.,]+)\s*(\S.*)?")
_COMPARISON_IN_WORDS = re.compile(
    r"(.*?)(?:이|가|은|는|:)?\s+([\d.,]+)\s*(\S.*?)?\s*(초과|이상|미만|이하)(?:일 때|시)?"
)
_PER_SECOND = r"(?:msgs?|messages?|메시지|건)\s*(?:/\s*|per )(?:seconds?|sec|s|초)"
_RATE = re.compile(rf"([\d,]+)\s*{_PER_SECOND}(?![a-z])|초당\s*([\d,]+)\s*(?:건|개|메시지)", re.IGNORECASE)
_NAMES: Final = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("GPU Utilization", r"\bGPU"),
        ("AI Processing Wait Time", r"대기 ?시간|wait(?:ing)? time"),
        ("Throughput", r"처리량|throughput"),
    )
)
_UNITS: Final = tuple(
    (unit, re.compile(pattern, re.IGNORECASE))
    for unit, pattern in (
        ("msg/s", _PER_SECOND),
        ("seconds", r"(?:s|sec|secs|seconds?|초)"),
        ("minutes", r"(?:m|min|mins|minutes?|분)"),
        ("percent", r"(?:%|percent|퍼센트)"),
    )
)
_OPERATORS = shape_at(("scaling", Item(""), "operator")).choices


def criterion(text: str, line: int) -> Findings:
    """Yield the criterion for more capacity that a sentence gives, if it compares something with a number."""
    match = _COMPARISON.fullmatch(text) or _COMPARISON_IN_WORDS.fullmatch(text)
    if match is None:
        return
    what, *others = match.groups()
    sign, amount, unit = others if _COMPARISON.fullmatch(text) else (others[2], others[0], others[1])
    name, meant, threshold = _name(what), _unit(unit or ""), number(amount)
    if not name or meant is None or threshold is None:
        yield unknown(line, "a criterion compares a measure with so many msg/s, seconds, minutes or percent")
        return
    path = ("scaling", Item.named(name))
    yield Fact((*path, "name"), name, line)
    yield Fact((*path, "threshold"), threshold, line)
    yield Fact((*path, "operator"), choice(sign, _OPERATORS), line)
    yield Fact((*path, "unit"), meant, line)


def target(text: str, line: int) -> Iterator[Fact]:
    """Yield the throughput that a sentence names."""
    match = _RATE.search(text)
    rate = number(match[1] or match[2]) if match else None
    if rate is not None:
        yield Fact(("targets", "throughput_msg_per_s"), rate, line)


def _name(what: str) -> str:
    named = (name for name, words in _NAMES if words.search(what))
    return next(named, what.strip(" :*`"))


def _unit(text: str) -> str | None:
    return next((unit for unit, pattern in _UNITS if pattern.fullmatch(text.strip(" ."))), None)
