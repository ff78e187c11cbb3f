"""The writing thread; its outcomes are waited for, never slept for."""

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from longshore.server.committer import Committer
from longshore.store.batch import Batch
from longshore.store.database import open_reader, open_writer
from longshore.store.errors import StorageFault

Outcomes = SimpleQueue[StorageFault | None]


@pytest.fixture
def committer(tmp_path: Path) -> Iterator[Committer]:
    committer = Committer(open_writer(tmp_path / "store.sqlite3"))
    committer.start()
    yield committer
    committer.stop()


def with_entity(description: str | None = "{}") -> Batch:
    batch = Batch()
    batch.put_entity(1, "queue", None, "q", description)  # type: ignore[arg-type]  # None is the broken case
    return batch


def test_what_is_done_is_on_disk(committer: Committer, tmp_path: Path) -> None:
    outcomes: Outcomes = SimpleQueue()
    committer.commit(with_entity(), outcomes.put)
    assert outcomes.get(timeout=5) is None
    reader = open_reader(tmp_path / "store.sqlite3")
    assert reader.execute("SELECT name FROM entity").fetchall() == [("q",)]
    reader.close()


def test_what_comes_behind_a_failure_is_turned_away_until_the_giver_resumes(
    committer: Committer, tmp_path: Path
) -> None:
    outcomes: Outcomes = SimpleQueue()
    committer.commit(with_entity(None), outcomes.put)
    committer.commit(with_entity(), outcomes.put)
    first, second = outcomes.get(timeout=5), outcomes.get(timeout=5)
    assert isinstance(first, StorageFault)
    assert second is first
    reader = open_reader(tmp_path / "store.sqlite3")
    assert reader.execute("SELECT count(*) FROM entity").fetchall() == [(0,)]
    reader.close()
    committer.resume()
    committer.commit(with_entity(), outcomes.put)
    assert outcomes.get(timeout=5) is None
