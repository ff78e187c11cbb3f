"""How tests ended when they were last run, as a file that changes no more than they do."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

SKIPPED: Final = "skipped"
_WORST_FIRST: Final = ("failed", "passed", SKIPPED)


@dataclass(frozen=True, slots=True)
class Result:
    """How a test ended, when, and with which SDK; empty where it takes none."""

    outcome: str
    date: str
    sdk: str


def worst(outcomes: Iterable[str]) -> str:
    """Return how a test ended as a whole: its phases and its parameters have an outcome each."""
    return min(outcomes, key=_WORST_FIRST.index)


def merged(
    before: Mapping[str, Result], now: Mapping[str, Result], named: Iterable[str]
) -> dict[str, Result]:
    """Return the last results of the tests that are named; a skip tells nothing where there is another."""
    told = {test: result for test, result in now.items() if result.outcome != SKIPPED}
    known = {**now, **before, **told}
    return {test: known[test] for test in sorted(set(named)) if test in known}


def read(path: Path) -> dict[str, Result]:
    """Return the results in a file; none while there is no file."""
    if not path.exists():
        return {}
    return {test: Result(**fields) for test, fields in json.loads(path.read_text()).items()}


def write(path: Path, results: Mapping[str, Result]) -> None:
    """Write results, a line for each test."""
    lines = [
        f"  {json.dumps(test)}: {json.dumps(asdict(result))}" for test, result in sorted(results.items())
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
