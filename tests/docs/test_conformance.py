"""The table of what we do as Azure does names tests that exist, and its page is what was made of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.page import page
from tests.conformance.results import Result, merged, read, worst, write
from tests.conformance.table import ABSENT, ANSWERS, DEVIATES, KNOWN, PAGE, RESULTS, ROOT, Row, load
from tests.fences.trees import parsed

TABLE = load()
ROWS = list(TABLE.rows())
FILES = sorted({test.partition("::")[0] for test in TABLE.tests()})
PASSED = Result("passed", "2026-01-01", "")
FAILED = Result("failed", "2026-01-02", "")
SKIPPED = Result("skipped", "2026-01-03", "")


def id_of(row: Row) -> str:
    return row.id


def functions_in(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from functions_in(node.body, f"{prefix}::{node.name}")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}::{node.name}"


@pytest.mark.parametrize("path", FILES)
def test_every_test_of_the_table_exists(path: str) -> None:
    there = set(functions_in(parsed(ROOT / path).body, path))
    assert [test for test in TABLE.tests() if test.startswith(f"{path}::") and test not in there] == []


@pytest.mark.parametrize("row", ROWS, ids=id_of)
def test_a_row_has_a_test_or_says_why_not(row: Row) -> None:
    assert row.ours in ANSWERS
    assert row.reason or row.ours not in {*DEVIATES, *ABSENT}
    assert row.tests or row.ours in {*DEVIATES, *ABSENT}
    assert not row.tests or row.ours not in ABSENT


@pytest.mark.parametrize("row", ROWS, ids=id_of)
def test_a_row_says_how_we_know(row: Row) -> None:
    assert row.known in KNOWN
    assert [name for name in row.sources if name not in TABLE.sources] == []
    assert row.sources or row.known in {"inferred", "own"}


def test_every_row_has_an_id_of_its_own() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_every_source_is_used() -> None:
    used = {name for row in ROWS for name in row.sources}
    assert sorted(TABLE.sources.keys() - used) == []


def test_the_page_is_what_the_table_and_its_results_make() -> None:
    assert page(TABLE, read(RESULTS)) == PAGE.read_text(), "run: python -m tests.conformance"


def test_results_come_back_as_they_were_written(tmp_path: Path) -> None:
    results = {"b.py::test_b": FAILED, "a.py::test_a": PASSED}
    write(tmp_path / "results.json", results)
    assert read(tmp_path / "results.json") == results
    assert read(tmp_path / "nothing.json") == {}


def test_a_test_ended_as_its_worst_part_did() -> None:
    assert worst(["passed", "failed", "skipped"]) == "failed"
    assert worst(["skipped", "passed"]) == "passed"


def test_the_last_result_counts_unless_it_is_a_skip() -> None:
    before = {"kept": PASSED, "renewed": PASSED, "left out": PASSED, "no longer named": PASSED}
    now = {"renewed": FAILED, "left out": SKIPPED, "never ran": SKIPPED, "of something else": PASSED}
    assert merged(before, now, ["never ran", "renewed", "left out", "kept", "not run yet"]) == {
        "kept": PASSED,
        "left out": PASSED,
        "never ran": SKIPPED,
        "renewed": FAILED,
    }
