"""ISO 8601 durations as Service Bus writes them (`PT30M`, `P7D`), as whole milliseconds.

Service Bus keeps durations as .NET `TimeSpan`s, so calendar units (years, months) have no meaning and
are refused, and "never" is `TimeSpan.MaxValue`. Clients send that value back with fewer digits, so
everything from 10,675,199 days upward counts as unlimited.
"""

import re

UNLIMITED_MS = 922_337_203_685_477
"""`TimeSpan.MaxValue`: `P10675199DT2H48M5.4775807S`, the default time to live."""

_UNLIMITED_FROM_MS = 10_675_199 * 86_400_000

_DURATION = re.compile(
    r"P(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.(?P<fraction>\d+))?S)?)?",
    re.ASCII,
)

_MORE_THAN_NOTHING = r"(?=[^.]*[1-9]|[^.]*\.0{0,2}[1-9])"

POSITIVE_DURATION_PATTERN = (
    f"^{_MORE_THAN_NOTHING}" + re.sub(r"\?P<\w+>", "?:", _DURATION.pattern).replace(r"\d", "[0-9]") + "$"
)
"""A duration of a millisecond or more, in the regular expressions of JSON Schema: ECMA-262's."""

_MS_PER_UNIT = {"days": 86_400_000, "hours": 3_600_000, "minutes": 60_000, "seconds": 1_000}


def parse_duration(text: str) -> int:
    """Return the milliseconds of an ISO 8601 duration in days, hours, minutes and seconds.

    Fractions below a millisecond are cut. Raises ValueError that names the text and what is expected.
    """
    match = _DURATION.fullmatch(text)
    if match is None or text in {"P", "PT"}:
        raise ValueError(f"{text!r} is not a duration like PT30M, PT1H30M or P7D")
    parts = match.groupdict()
    total_ms = sum(int(parts[unit] or 0) * ms for unit, ms in _MS_PER_UNIT.items())
    total_ms += int((parts["fraction"] or "0").ljust(3, "0")[:3])
    return UNLIMITED_MS if total_ms >= _UNLIMITED_FROM_MS else total_ms


def format_duration(duration_ms: int) -> str:
    """Return the shortest ISO 8601 form: 259_200_000 is `P3D`, 0 is `PT0S`."""
    if duration_ms >= _UNLIMITED_FROM_MS:
        return "P10675199DT2H48M5.4775807S"
    days, rest_ms = divmod(duration_ms, 86_400_000)
    hours, rest_ms = divmod(rest_ms, 3_600_000)
    minutes, rest_ms = divmod(rest_ms, 60_000)
    seconds, ms = divmod(rest_ms, 1_000)
    seconds_text = f"{seconds}.{ms:03d}".rstrip("0") + "S" if ms else f"{seconds}S" if seconds else ""
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + seconds_text
    date = f"{days}D" if days else ""
    return f"P{date}T{time}" if time else f"P{date}" if date else "PT0S"
