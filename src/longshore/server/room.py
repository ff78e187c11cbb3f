"""Room on the disk: senders are stopped while receivers can still go on.

A message can be completed only if that can be written, so a disk that senders have filled to the last byte
could never be emptied. Completing makes the log longer and, each time the log is folded into the file, may
make the file longer, by no more than the log is long. Twice the longest log is therefore left free, or half
of a disk that is so small, where the log is kept shorter. What is on its way to the disk counts as there,
twice: it will be in the log, and in the file.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from longshore.store.database import CHECKPOINT_PAGES, PAGE_BYTES

RESERVE_BYTES: Final = 2 * CHECKPOINT_PAGES * PAGE_BYTES

_UNKNOWN_BYTES: Final = 1 << 62


class Room:
    """The file system that a folder is on; disks may grow, so it is measured each time."""

    def __init__(self, folder: Path, measure: Callable[[Path], os.statvfs_result] = os.statvfs) -> None:
        self._folder = folder
        self._measure = measure
        self._short = False

    @property
    def log_pages(self) -> int:
        """How long the log may grow here before it is folded into the file."""
        _free_bytes, reserve_bytes = self._look()
        return max(1, reserve_bytes // (2 * PAGE_BYTES))

    def left_bytes(self, coming_bytes: int, unused_bytes: Callable[[], int]) -> int:
        """Return how much may still be sent, when so many bytes of messages are on their way.

        What was received has left unused room in the store's file, which the disk does not know of; it
        helps as long as the disk has something left for the log. Where there was nothing left, it takes
        a little more than nothing to begin again: senders are not to be stopped and let go all the time.
        """
        free_bytes, reserve_bytes = self._look()
        left_bytes = (free_bytes - reserve_bytes) // 2 - coming_bytes
        if left_bytes < reserve_bytes:
            for_log_bytes = free_bytes - reserve_bytes // 4
            for_file_bytes = free_bytes - reserve_bytes + unused_bytes()
            left_bytes = min(for_log_bytes, for_file_bytes) // 2 - coming_bytes
        self._short = left_bytes < (reserve_bytes // 16 if self._short else 1)
        return 0 if self._short else left_bytes

    def _look(self) -> tuple[int, int]:
        try:
            disk = self._measure(self._folder)
        except FileNotFoundError:  # the folder was removed: its files live on until they are closed
            return _UNKNOWN_BYTES, RESERVE_BYTES
        return disk.f_bavail * disk.f_frsize, min(RESERVE_BYTES, disk.f_blocks * disk.f_frsize // 2)
