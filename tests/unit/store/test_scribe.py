"""Batches in the order in which they come, and what becomes of those behind a failure."""

import apsw

from longshore.store.batch import Batch
from longshore.store.errors import StorageFault
from longshore.store.scribe import Scribe


def with_entity(name: str, description: str | None = "{}") -> Batch:
    batch = Batch()
    batch.put_entity(1, "queue", None, name, description)  # type: ignore[arg-type]  # None is the broken case
    return batch


def names(connection: apsw.Connection) -> list[object]:
    return [name for (name,) in connection.execute("SELECT name FROM entity")]


def test_what_is_taken_is_written(connection: apsw.Connection) -> None:
    assert Scribe(connection).take(with_entity("q")) is None
    assert names(connection) == ["q"]


def test_what_comes_behind_a_failure_is_turned_away_with_the_same_fault(connection: apsw.Connection) -> None:
    scribe = Scribe(connection)
    fault = scribe.take(with_entity("q", None))
    assert isinstance(fault, StorageFault)
    assert scribe.take(with_entity("q")) is fault
    assert names(connection) == []


def test_after_resuming_it_writes_again(connection: apsw.Connection) -> None:
    scribe = Scribe(connection)
    scribe.take(with_entity("q", None))
    scribe.resume()
    assert scribe.take(with_entity("q")) is None
    assert names(connection) == ["q"]


def test_a_batch_that_cannot_be_written_for_a_reason_of_ours_is_a_fault_too(
    connection: apsw.Connection,
) -> None:
    batch = with_entity("q")
    batch.changed = None  # type: ignore[assignment]  # broken on purpose
    assert isinstance(Scribe(connection).take(batch), StorageFault)
