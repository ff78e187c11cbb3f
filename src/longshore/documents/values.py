"""Values as documents write them, and as a plan does: `20 GB` is 20480, `30분` is PT30M, `예` is true.

What is not understood stays as it is written: the plan's own checks then refuse it, at its line.
"""

import re
from typing import Final

from longshore.documents.shape import Shape
from longshore.documents.words import plain, words
from longshore.model.durations import UNLIMITED_MS, format_duration, parse_duration
from longshore.plan import Duration
from longshore.plan.scalars import Scalar

_YES: Final = words("true|yes|y|on|enabled|enable|used|active|예|네|활성화|활성|사용|사용함|있음|필요|켜짐")
_NO: Final = words(
    "false|no|n|off|disabled|disable|unused|inactive|none|아니오|아니요|비활성화|비활성|미사용|사용 안 함"
    "|없음|불필요|꺼짐"
)
_YES_SIGNS: Final = frozenset("✅✔☑🟢OoVv○⭕")
_NO_SIGNS: Final = frozenset("❌✖✗✘☒🔴Xx")
_VARIATION = "\ufe0f"  # asks for the coloured form of the sign before it
_NOTHING: Final = words("n/a|na|해당 없음|tbd|미정")
_UNLIMITED: Final = words("unlimited|never|infinite|무제한|무한")

_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
_DIGITS = r"\d{1,15}"  # more would be no quantity of anything
_COUNT = re.compile(rf"({_DIGITS})\s*(?:[^\W\d]+)?")
_NUMBER = re.compile(rf"({_DIGITS}(?:\.{_DIGITS})?)\s*(?:[^\W\d]+|%)?")
_SIZE = re.compile(
    rf"({_DIGITS}(?:\.{_DIGITS})?)\s*(KB|KiB|MB|MiB|GB|GiB|TB|TiB|메가바이트|기가바이트)", re.IGNORECASE
)
_KILOBYTES: Final = {"k": 1, "m": 1024, "g": 1024**2, "t": 1024**3, "메": 1024, "기": 1024**2}
_TIME = re.compile(rf"({_DIGITS}(?:\.{_DIGITS})?)\s*([^\W\d]+)[\s,]*")
_CLOCK = re.compile(rf"(?:({_DIGITS})\.)?(\d\d?):(\d\d):(\d\d)")
_UNITS_MS: Final = {
    unit: ms
    for units, ms in (
        ("w|week|weeks|주|주일", 604_800_000),
        ("d|day|days|일", 86_400_000),
        ("h|hr|hrs|hour|hours|시간", 3_600_000),
        ("m|min|mins|minute|minutes|분", 60_000),
        ("s|sec|secs|second|seconds|초", 1_000),
        ("ms|millisecond|milliseconds|밀리초", 1),
    )
    for unit in units.split("|")
}
_SYNONYMS: Final = {
    **dict.fromkeys((">", "초과"), "GreaterThan"),
    **dict.fromkeys((">=", "≥", "이상"), "GreaterThanOrEqual"),
    **dict.fromkeys(("<", "미만"), "LessThan"),
    **dict.fromkeys(("<=", "≤", "이하"), "LessThanOrEqual"),
    **dict.fromkeys(("=", "=="), "Equals"),
    **dict.fromkeys(("평균", "avg", "mean"), "Average"),
    **dict.fromkeys(("합계", "총합", "sum"), "Total"),
    **dict.fromkeys(("최대", "max"), "Maximum"),
    **dict.fromkeys(("최소", "min"), "Minimum"),
    **dict.fromkeys(("개수", "횟수"), "Count"),
    **dict.fromkeys(("심각", "치명", "치명적"), "Critical"),
    "오류": "Error",
    **dict.fromkeys(("경고", "주의"), "Warning"),
    **dict.fromkeys(("정보", "info"), "Informational"),
    **dict.fromkeys(("허용",), "Allow"),
    **dict.fromkeys(("거부", "차단"), "Deny"),
    **dict.fromkeys(("보내기", "송신"), "Send"),
    **dict.fromkeys(("수신", "받기"), "Listen"),
    **dict.fromkeys(("관리",), "Manage"),
    **dict.fromkeys(("시스템 할당",), "SystemAssigned"),
    **dict.fromkeys(("관리 id", "관리형 id"), "managed_identity"),
}


def without_remark(text: str) -> str:
    """Return a text without what stands in parentheses at its end."""
    return _REMARK.sub("", text).strip()


def is_nothing(text: str) -> bool:
    """Say whether a cell or bullet says that there is no value: empty, `-`, `N/A`."""
    return not text.strip(" -\u2013\u2014") or plain(text) in _NOTHING


def converted(written: Scalar, shape: Shape, key: str) -> Scalar:
    """Return a value of the document as the plan's key wants it; as written where it cannot be made so."""
    if shape.choices and isinstance(written, str | int | float) and not isinstance(written, bool):
        return choice(str(written), shape.choices) or written
    if not isinstance(written, str) or shape.takes(str):
        return written
    if shape.takes(bool):
        truth = boolean(written)
        return written if truth is None else truth
    if shape.takes(Duration):
        return duration(written) or written
    if shape.takes(int) or shape.takes(float):
        found = _quantity(written, shape, key)
        return written if found is None else found
    return written


def _quantity(written: str, shape: Shape, key: str) -> int | float | None:
    if key.endswith(("_in_megabytes", "_in_kilobytes")):
        return _size(written, 1024 if key.endswith("_in_megabytes") else 1)
    return count(written) if shape.takes(int) else number(written)


def boolean(text: str) -> bool | None:
    """Return what a yes or a no means; None for what is neither."""
    sign = _sign(text)
    if sign is not None:
        return sign
    word = plain(text)
    return True if word in _YES else False if word in _NO else None


def _sign(text: str) -> bool | None:
    sign = without_remark(text).replace(_VARIATION, "")
    return True if sign in _YES_SIGNS else False if sign in _NO_SIGNS else None


def duration(text: str) -> str | None:
    """Return a span of time in ISO 8601; None for what is none. ISO 8601 stays as it is written."""
    bare = without_remark(text)
    try:
        parse_duration(bare.upper())
    except ValueError:
        ms = _unlimited(bare) or _clock(bare) or _spoken(bare)
        return format_duration(ms) if ms else None
    return bare.upper()


def _unlimited(text: str) -> int | None:
    return UNLIMITED_MS if plain(text) in _UNLIMITED else None


def _clock(text: str) -> int | None:
    """Return the milliseconds of a .NET time span, `d.hh:mm:ss`."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000


def _spoken(text: str) -> int | None:
    """Return the milliseconds of `1 hour 30 minutes`, `72시간`."""
    if not re.fullmatch(rf"(?:{_TIME.pattern})+", text):
        return None
    parts = [(float(amount), _UNITS_MS.get(unit.casefold())) for amount, unit in _TIME.findall(text)]
    if any(ms is None for _, ms in parts):
        return None
    return round(sum(amount * (ms or 0) for amount, ms in parts))


def _size(text: str, kilobytes: int) -> int | None:
    """Return a size in units of so many kilobytes; a bare number counts such units already."""
    bare = without_remark(text).replace(",", "")
    match = _SIZE.fullmatch(bare)
    if match is None:
        return int(bare) if re.fullmatch(_DIGITS, bare) else None
    size = float(match[1]) * _KILOBYTES[match[2][0].casefold()] / kilobytes
    return round(size) if size == round(size) else None


def count(text: str) -> int | None:
    """Return how many a text says: `5`, `1,000`, `3회`, `4 PU`."""
    match = _COUNT.fullmatch(without_remark(text).replace(",", ""))
    return int(match[1]) if match else None


def number(text: str) -> int | float | None:
    """Return a number with any unit behind it: `85 %`, `3,500`, `0.5`."""
    match = _NUMBER.fullmatch(without_remark(text).replace(",", ""))
    if match is None:
        return None
    return float(match[1]) if "." in match[1] else int(match[1])


def choice(text: str, choices: tuple[str, ...]) -> str | None:
    """Return which of some words a text means."""
    bare = without_remark(text)
    meant = _SYNONYMS.get(bare.casefold(), bare)
    return next((word for word in choices if word == meant or _same(word, meant)), None)


def _same(word: str, other: str) -> bool:
    return bool(plain(word)) and plain(word) == plain(other)
