import apsw
import pytest

from longshore.store.errors import StorageFault, StorageFull, StorageUnusable, translate


def test_a_full_disk_has_a_word_of_its_own() -> None:
    fault = translate(apsw.FullError("database or disk is full"))
    assert type(fault) is StorageFull
    assert str(fault) == "the disk is full"


@pytest.mark.parametrize("error", [apsw.IOError, apsw.CorruptError, apsw.BusyError, apsw.ReadOnlyError])
def test_anything_else_is_a_fault_that_names_sqlites_error(error: type[apsw.Error]) -> None:
    fault = translate(error("why"))
    assert type(fault) is StorageFault
    assert str(fault) == f"{error.__name__}: why"


def test_every_word_of_ours_is_a_storage_fault() -> None:
    assert issubclass(StorageFull, StorageFault)
    assert issubclass(StorageUnusable, StorageFault)
