"""When messages may be sent: disks of all sizes, with more and less on them."""

import os
from pathlib import Path

import pytest

from longshore.server.room import RESERVE_BYTES, Room

MB = 1_048_576
LARGE = 100_000 * MB


class Disk:
    """A disk of that size, of which so much is free; whole megabytes."""

    def __init__(self, size_bytes: int, free_bytes: int) -> None:
        self.size_bytes = size_bytes
        self.free_bytes = free_bytes

    def measure(self, _folder: Path) -> os.statvfs_result:
        blocks, free = self.size_bytes // 4_096, self.free_bytes // 4_096
        return os.statvfs_result((4_096, 4_096, blocks, free, free, 0, 0, 0, 0, 255))


def left_mb(disk: Disk, coming_mb: int = 0, unused_mb: int = 0) -> float:
    room = Room(Path("data"), disk.measure)
    return room.left_bytes(coming_mb * MB, lambda: unused_mb * MB) / MB


def test_the_reserve_is_twice_the_longest_log() -> None:
    assert RESERVE_BYTES == 64 * MB
    assert Room(Path("data"), Disk(LARGE, LARGE).measure).log_pages * 4_096 == 32 * MB


def test_a_small_disk_is_kept_half_free_and_has_a_short_log() -> None:
    assert left_mb(Disk(40 * MB, 22 * MB)) == 1
    assert left_mb(Disk(40 * MB, 20 * MB)) == 0
    assert Room(Path("data"), Disk(40 * MB, MB).measure).log_pages * 4_096 == 10 * MB


@pytest.mark.parametrize(
    ("free_mb", "coming_mb", "unused_mb", "left"),
    [
        pytest.param(264, 0, 0, 100, id="a message needs room in the log and in the file"),
        pytest.param(264, 40, 0, 60, id="what is coming takes its part"),
        pytest.param(64, 0, 0, 0, id="no more than the reserve is free"),
        pytest.param(60, 0, 0, 0, id="less is free"),
        pytest.param(40, 0, 30, 3, id="the file itself has room"),
        pytest.param(40, 0, 20, 0, id="the file itself has too little"),
        pytest.param(20, 0, 900, 2, id="the file has room and the log little"),
        pytest.param(16, 0, 900, 0, id="the file has room and the log none"),
    ],
)
def test_how_much_may_be_sent(free_mb: int, coming_mb: int, unused_mb: int, left: float) -> None:
    assert left_mb(Disk(LARGE, free_mb * MB), coming_mb, unused_mb) == left


def test_what_ended_for_want_of_room_begins_again_when_there_is_a_little_more() -> None:
    disk = Disk(LARGE, 63 * MB)
    room = Room(Path("data"), disk.measure)
    left = []
    for free_mb in (63, 66, 70, 72, 66, 64):
        disk.free_bytes = free_mb * MB
        left.append(room.left_bytes(0, lambda: 0) / MB)
    assert left == [0, 0, 0, 4, 1, 0]


def test_a_folder_that_was_removed_stops_no_sender(tmp_path: Path) -> None:
    assert Room(tmp_path / "removed").left_bytes(0, lambda: 0)


def test_the_file_is_not_looked_at_while_the_disk_has_plenty_of_room() -> None:
    def unused_bytes() -> int:
        raise AssertionError("asked")

    assert Room(Path("data"), Disk(LARGE, LARGE).measure).left_bytes(0, unused_bytes)
