"""What the disk can do to us.

StorageFault          the disk failed or the file is damaged: stop rather than guess
  StorageFull         there is no room: nothing was written, and later there may be room again
  StorageUnusable     the file cannot be opened as a store of ours: it says why and what to do
"""

import apsw


class StorageFault(Exception):  # noqa: N818  # the fault is the disk's, the name says whose
    """Writing or reading failed in a way that leaves nothing certain."""


class StorageFull(StorageFault):
    """The disk is full. The transaction was rolled back as a whole."""


class StorageUnusable(StorageFault):
    """The file is not a store that this version can open."""


def translate(error: apsw.Error) -> StorageFault:
    """Return our word for SQLite's."""
    if isinstance(error, apsw.FullError):
        return StorageFull("the disk is full")
    return StorageFault(f"{type(error).__name__}: {error}")
