"""The table, as people write it in `docs/conformance.toml`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
TABLE: Final = ROOT / "docs" / "conformance.toml"
RESULTS: Final = ROOT / "docs" / "conformance-results.json"
PAGE: Final = ROOT / "docs" / "conformance.md"

YES: Final = "yes"
DEVIATES: Final = ("deviation", "extra")
ABSENT: Final = ("later", "missing", "never")
ANSWERS: Final = (YES, *DEVIATES, *ABSENT)
KNOWN: Final = ("documented", "source", "observed", "inferred", "own")


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is written down."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a client can notice."""

    id: str
    feature: str
    azure: str
    known: str
    sources: tuple[str, ...]
    ours: str
    reason: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together."""

    title: str
    about: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All of it."""

    sources: dict[str, Source]
    sections: tuple[Section, ...]

    def rows(self) -> Iterator[Row]:
        """Yield the rows of all sections."""
        return (row for section in self.sections for row in section.rows)

    def tests(self) -> list[str]:
        """Return the node ids of all tests that are named, each once."""
        return sorted({test for row in self.rows() for test in row.tests})


def load(path: Path = TABLE) -> Table:
    """Read the table; raises TypeError or KeyError for what no row has."""
    content = tomllib.loads(path.read_text())
    return Table(
        {name: Source(*source) for name, source in content["sources"].items()},
        tuple(
            Section(section["title"], section.get("about", ""), tuple(map(_row, section["row"])))
            for section in content["section"]
        ),
    )


def _row(entry: dict[str, Any]) -> Row:
    defaults = {"azure": "", "known": "documented", "sources": (), "ours": YES, "reason": "", "tests": ()}
    whole = {**defaults, **entry}
    return Row(**{**whole, "sources": tuple(whole["sources"]), "tests": tuple(whole["tests"])})
