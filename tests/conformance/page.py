"""The table and its results as a page to read."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from tests.conformance.results import Result
from tests.conformance.table import ABSENT, DEVIATES, YES, Row, Section, Table

INTRODUCTION: Final = """\
# Conformance

What a client can notice of Azure Service Bus (Premium), row by row: how we know what Azure does, whether
Longshore does it, the tests that prove it, and how they ended when they were last run. The deviations stand
together [at the end](#deviations).

How we know: **documented** by Microsoft or by a standard; **source** of Microsoft's clients, which rely on
it; **observed** in public threads in which the service is quoted or its makers answer; **inferred** from what
is known otherwise, and to be checked on a live namespace; **own** where Azure has nothing of the kind.
Nothing here was run against Azure.

This page is made from [conformance.toml](conformance.toml) and [the results](conformance-results.json) by
`python -m tests.conformance`; `make conformance` runs the tests first. A result with a package's name and
version was obtained with that package as a client; the others need none, or speak AMQP themselves.
"""
ANSWERED: Final = {
    YES: "yes",
    "deviation": "deviates",
    "extra": "more than Azure",
    "later": "later",
    "missing": "**not yet**",
    "never": "no",
}
_HEAD: Final = (
    "| what Azure does | how we know | Longshore | proved by | last result |\n|---|---|---|---|---|"
)
_DEVIATIONS_HEAD: Final = "| Azure | how we know | Longshore, and why | proved by |\n|---|---|---|---|"


def page(table: Table, results: Mapping[str, Result]) -> str:
    """Return the page."""
    deviations = [row for row in table.rows() if row.ours in DEVIATES]
    parts = [
        INTRODUCTION,
        _counts(table, results),
        *(_section(section, results) for section in table.sections),
        "## Deviations\n",
        "\n".join([_DEVIATIONS_HEAD, *(_deviation(row) for row in deviations), ""]),
        "\n".join(_targets(table)),
    ]
    return "\n".join(parts) + "\n"


def _counts(table: Table, results: Mapping[str, Result]) -> str:
    answers = Counter(row.ours for row in table.rows())
    said = ", ".join(f"{answers[answer]} {ANSWERED[answer]}" for answer in ANSWERED if answers[answer])
    tests = table.tests()
    ended = Counter(results[test].outcome if test in results else "not run" for test in tests)
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(ended.items()))
    return f"{answers.total()} rows: {said}. {len(tests)} tests: {outcomes}.\n"


def _section(section: Section, results: Mapping[str, Result]) -> str:
    about = [f"{section.about}\n"] if section.about else []
    rows = (_row(row, results) for row in section.rows)
    return "\n".join([f"## {section.title}\n", *about, _HEAD, *rows, ""])


def _row(row: Row, results: Mapping[str, Result]) -> str:
    return _line(_azure(row), _known(row), _answer(row), _tests(row), _last(row, results))


def _deviation(row: Row) -> str:
    return _line(_azure(row), _known(row), row.reason, _tests(row))


def _line(*cells: str) -> str:
    return "| " + " | ".join(re.sub(r"\s+", " ", cell).replace("|", "\\|").strip() for cell in cells) + " |"


def _azure(row: Row) -> str:
    return f"**{row.feature}**{f'. {row.azure}' if row.azure else ''}"


def _known(row: Row) -> str:
    links = ", ".join(f"[{name}]" for name in row.sources)
    return f"{row.known}: {links}" if links else row.known


def _answer(row: Row) -> str:
    if row.ours in DEVIATES:
        return f"[{ANSWERED[row.ours]}](#deviations)"
    return f"{ANSWERED[row.ours]}: {row.reason}" if row.ours in ABSENT or row.reason else ANSWERED[row.ours]


def _tests(row: Row) -> str:
    """Name the tests, those of one file together behind a link to it."""
    by_file: dict[str, list[str]] = {}
    for test in row.tests:
        path, _, name = test.partition("::")
        by_file.setdefault(path, []).append(f"`{name}`")
    return "<br>".join(f"[{_short(path)}]: {', '.join(names)}" for path, names in by_file.items())


def _short(path: str) -> str:
    return path.removeprefix("tests/").removesuffix(".py")


def _targets(table: Table) -> Iterator[str]:
    """Yield where the links of the tables lead: sources, then files of tests."""
    for name, source in sorted(table.sources.items()):
        yield f'[{name}]: {source.url} "{source.title}"'
    for path in sorted({test.partition("::")[0] for test in table.tests()}):
        yield f"[{_short(path)}]: ../{path}"


def _last(row: Row, results: Mapping[str, Result]) -> str:
    return "<br>".join(_outcomes(row, results))


def _outcomes(row: Row, results: Mapping[str, Result]) -> Iterator[str]:
    """Yield each different result of a row's tests."""
    ended = Counter(results.get(test, Result("not run", "", "")) for test in row.tests)
    for result, count in ended.items():
        words = f"{result.outcome} {result.date}".strip()
        counted = f"{count} {words}" if len(ended) > 1 else words
        yield f"{counted}, {result.sdk}" if result.sdk else counted
