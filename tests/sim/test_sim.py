"""Two hundred seeds in ranges, those that once failed, and that a seed is always the same world."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from .marks import Mark
from .report import sum_up
from .seeds import KEPT
from .world import run

SEEDS = 200
RANGE = 10
RANGES = range(1, SEEDS, RANGE)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all workers of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.mark.parametrize("first", RANGES)
def test_every_promise_is_kept_in_every_world(first: int, shared: Path) -> None:
    report = sum_up(run(seed) for seed in range(first, first + RANGE))
    assert not report.failures, report.table()
    draft = shared / f"marks-{first}.new"
    draft.write_text(json.dumps(report.marks))
    draft.rename(shared / f"marks-{first}.json")
    assert_all_marks_were_hit(shared)


def assert_all_marks_were_hit(shared: Path) -> None:
    """Whichever range comes last looks at what all of them have met together."""
    files = [shared / f"marks-{first}.json" for first in RANGES]
    if all(file.exists() for file in files):
        hits: Counter[str] = Counter()
        for file in files:
            hits.update(json.loads(file.read_text()))
        assert [mark.value for mark in Mark if not hits[mark.value]] == []


@pytest.mark.parametrize("seed", KEPT)
def test_seeds_that_once_failed_do_not_fail_any_more(seed: int) -> None:
    report = sum_up([run(seed)])
    assert not report.failures, report.table()


@pytest.mark.parametrize("seed", [3, 7, 28])
def test_a_seed_is_always_the_same_world(seed: int) -> None:
    first, second = run(seed), run(seed)
    assert first.trace == second.trace
    assert first.steps == second.steps
