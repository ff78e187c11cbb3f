"""The simulation itself, tested: each bug, planted in the product at one place, is found soon."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import apsw
import pytest

from longshore.broker.kernel import Kernel
from longshore.broker.unit import Unit
from longshore.engine.lane import Lane
from longshore.engine.message import Message
from longshore.store import recovery
from longshore.store.database import open_writer

from .world import run

SEEDS = 40


def failures(first: int = 1) -> Iterator[str]:
    """Yield what is found, seed by seed."""
    for seed in range(first, first + SEEDS):
        failure = run(seed).failure
        if failure is not None:
            yield failure


def found(promises: Iterable[str]) -> str | None:
    """Return the first promise broken, of those that a planted bug breaks."""
    return next((failure for failure in failures() if failure.partition(":")[0] in promises), None)


def test_an_answer_before_the_commit_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    take = Kernel.take_unit

    def take_and_answer(kernel: Kernel) -> Unit | None:
        unit = take(kernel)
        if unit is not None:
            unit.outbox.release(stored=True)
            unit.outbox.__init__()  # type: ignore[misc]  # nobody waits any more
        return unit

    monkeypatch.setattr(Kernel, "take_unit", take_and_answer)
    assert found({"lost", "came back", "transactions"})


def test_a_stale_lock_that_is_accepted_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(lane: Lane, token: bytes, _now_ms: int) -> Message | None:
        return lane.locked.get(token)

    monkeypatch.setattr(Lane, "find", find)
    assert found({"stale locks"})


def test_a_duplicate_window_that_is_lost_at_recovery_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "message_ids", lambda _connection: iter(()))
    assert found({"duplicates"})


def test_commits_that_are_not_forced_to_the_disk_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_carelessly(path: Path, vfs: str | None) -> apsw.Connection:
        connection = open_writer(path, vfs=vfs)
        connection.pragma("synchronous", "OFF")
        return connection

    monkeypatch.setattr("tests.sim.host.open_writer", open_carelessly)
    assert found({"recovery", "lost", "came back"})
