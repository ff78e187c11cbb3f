"""A disk in memory, for SQLite: it forgets what was not forced to it, tears, fails and fills up.

Every file is what the operating system shows of it (`seen`), what the platter holds (`platter`), and the
writes between the two. A power cut keeps some of those writes, sector by sector, and none of the others.
After the cut the program that was running goes on with what it sees, which is of no consequence any more:
its files have nothing to do with those that are found when the disk is opened again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from random import Random
from typing import Final

import apsw

SECTOR_BYTES: Final = 512
_POWERSAFE_OVERWRITE: Final = 0x1000
"""SQLITE_IOCAP_POWERSAFE_OVERWRITE: what SQLite takes for granted of disks on Unix."""
_NAMES = count(1)


class Trouble(StrEnum):
    """What can happen to a call."""

    READ = "EIO on read"
    WRITE = "EIO on write"
    SYNC = "EIO on sync"
    FULL = "ENOSPC"
    SHORT = "short write"


@dataclass(slots=True)
class Write:
    """A write, or (no data) a truncation, that has not been forced to the platter."""

    offset: int
    data: bytes | None


@dataclass(slots=True)
class File:
    """One file."""

    seen: bytearray = field(default_factory=bytearray)
    platter: bytearray = field(default_factory=bytearray)
    waiting: list[Write] = field(default_factory=list)
    listed: bool = False
    """Whether the folder's own entry for it is on the platter."""


@dataclass(slots=True)
class Cut:
    """What a power cut took and left of what had not been forced to the platter."""

    lost: int = 0
    kept: int = 0
    torn: int = 0


class Disk:
    """One disk, with chances of trouble that may be changed at any time."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self.files: dict[str, File] = {}
        self.chances: dict[Trouble, float] = {}
        self.full = False
        """Whether no file can grow."""
        self.scarce = False
        """Whether it says that it has no room to spare."""
        self.troubles: dict[Trouble, int] = dict.fromkeys(Trouble, 0)
        self.name = f"simulated-{next(_NAMES)}"
        self._steps_to_cut = -1
        self.cut: Cut | None = None
        """The power cut that has happened since `power_up`."""
        self._found: dict[str, File] = {}
        self._deleted: dict[str, File] = {}
        """Files whose deletion is not on the platter yet."""

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Let SQLite see it, under `name`."""
        vfs = _Vfs(self)
        try:
            yield
        finally:
            vfs.unregister()

    @contextmanager
    def untroubled(self) -> Iterator[None]:
        """Let somebody look who is no part of the world."""
        chances, full = self.chances, self.full
        self.chances, self.full = {}, False
        try:
            yield
        finally:
            self.chances, self.full = chances, full

    @contextmanager
    def as_it_is(self) -> Iterator[None]:
        """Whatever happens to the files meanwhile has not happened: the program that does it was killed."""
        files = {
            name: File(bytearray(file.seen), bytearray(file.platter), list(file.waiting), listed=file.listed)
            for name, file in self.files.items()
        }
        deleted = dict(self._deleted)
        try:
            yield
        finally:
            self.files, self._deleted = files, deleted

    # -- power -------------------------------------------------------------------------------------

    def cut_after(self, steps: int) -> None:
        """Cut the power at the write, sync or deletion that is that many away; 0 is the next."""
        self._steps_to_cut = steps

    @property
    def cut_is_near(self) -> bool:
        """Whether the power is about to be cut by some write."""
        return self._steps_to_cut >= 0

    def cut_now(self) -> None:
        """Cut the power."""
        self._steps_to_cut = -1
        self.cut = Cut()
        back = {name: file for name, file in self._deleted.items() if self._rng.random() < 0.5}
        self._found = {}
        for name, file in {**back, **self.files}.items():
            survivor = self._survivor(file, self.cut)
            if survivor is not None:
                self._found[name] = survivor

    def power_up(self) -> None:
        """Find what the cut has left."""
        self.cut = None
        self._steps_to_cut = -1
        self.files, self._found, self._deleted = self._found, {}, {}

    def _survivor(self, file: File, cut: Cut) -> File | None:
        keep = self._rng.choice((0.0, 0.5, 0.9, 1.0))
        prefix = self._rng.random() < 0.5
        if not file.listed and self._rng.random() < 0.5:
            return None
        platter = bytearray(file.platter)
        for write in file.waiting:
            if self._rng.random() < keep:
                self._save(platter, write, cut)
            else:
                cut.lost += 1
                if prefix:
                    keep = 0.0
        return File(bytearray(platter), platter, [], listed=True)

    def _save(self, platter: bytearray, write: Write, cut: Cut) -> None:
        """Put a write on the platter, or some sectors of it."""
        if write.data is None or self._rng.random() < 0.7:
            _put(platter, write)
            cut.kept += 1
            return
        cut.torn += 1
        start = 0
        while start < len(write.data):
            end = min(len(write.data), start + SECTOR_BYTES - (write.offset + start) % SECTOR_BYTES)
            if self._rng.random() < 0.5:
                _put(platter, Write(write.offset + start, write.data[start:end]))
            start = end

    # -- what files do -----------------------------------------------------------------------------

    def step(self) -> None:
        """Something is about to change on the disk."""
        if self._steps_to_cut == 0 and self.cut is None:
            self.cut_now()
        elif self._steps_to_cut > 0:
            self._steps_to_cut -= 1

    def delete(self, name: str, *, forced: bool) -> None:
        """Take a file out of the folder."""
        file = self.files.pop(name, None)
        if forced:
            self._deleted.clear()
        elif file is not None and file.listed:
            self._deleted[name] = file

    def force(self, file: File) -> None:
        """Put on the platter all that was written to a file and, the first time, the folder."""
        for write in file.waiting:
            _put(file.platter, write)
        file.waiting.clear()
        if not file.listed:
            file.listed = True
            self._deleted.clear()

    def strikes(self, trouble: Trouble) -> bool:
        """Say whether there is trouble this time; nobody minds once the power is cut."""
        chance = self.chances.get(trouble, 0.0)
        if self.cut is not None or not chance or self._rng.random() >= chance:
            return False
        self.troubles[trouble] += 1
        return True

    def part(self, size_bytes: int) -> int:
        """Return how much of a short write gets there."""
        return self._rng.randrange(size_bytes)


def _put(content: bytearray, write: Write) -> None:
    if write.data is None:
        del content[write.offset :]
        content.extend(bytes(write.offset - len(content)))
        return
    if len(content) < write.offset:
        content.extend(bytes(write.offset - len(content)))
    content[write.offset : write.offset + len(write.data)] = write.data


class _Vfs(apsw.VFS):
    """The disk as SQLite sees it."""

    def __init__(self, disk: Disk) -> None:
        super().__init__(disk.name, "")
        self._disk = disk

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "_Handle":  # type: ignore[override]  # noqa: N802  # apsw's name; it takes anything with the methods of a file
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        flags[1] = flags[0]
        return _Handle(self._disk, self._disk.files.setdefault(path, File()))

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self._disk.step()
        self._disk.delete(filename, forced=syncdir)

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: ARG002, N802
        return pathname in self._disk.files

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name


class _Handle:
    """An open file."""

    __slots__ = ("_disk", "_file")

    def __init__(self, disk: Disk, file: File) -> None:
        self._disk = disk
        self._file = file

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        if self._disk.strikes(Trouble.READ):
            raise apsw.IOError("the simulated disk cannot read this")
        return bytes(self._file.seen[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        disk = self._disk
        disk.step()
        if disk.strikes(Trouble.WRITE):
            raise apsw.IOError("the simulated disk cannot write this")
        if disk.cut is None and disk.full and offset + len(data) > len(self._file.seen):
            disk.troubles[Trouble.FULL] += 1
            raise apsw.FullError("the simulated disk is full")
        if disk.strikes(Trouble.SHORT):
            self._write(bytes(data[: disk.part(len(data))]), offset)
            raise apsw.FullError("the simulated disk took only part of this")
        self._write(bytes(data), offset)

    def _write(self, data: bytes, offset: int) -> None:
        write = Write(offset, data)
        _put(self._file.seen, write)
        self._file.waiting.append(write)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._disk.step()
        write = Write(newsize, None)
        _put(self._file.seen, write)
        self._file.waiting.append(write)

    def xSync(self, flags: int) -> None:  # noqa: ARG002, N802
        """A sync that fails has forced nothing; what waits may get there all the same."""
        self._disk.step()
        if self._disk.strikes(Trouble.SYNC):
            raise apsw.IOError("the simulated disk cannot sync")
        self._disk.force(self._file)

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._file.seen)

    def xClose(self) -> None:  # noqa: N802
        pass

    def xLock(self, level: int) -> None:  # noqa: N802
        pass

    def xUnlock(self, level: int) -> None:  # noqa: N802
        pass

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, op: int, ptr: int) -> bool:  # noqa: ARG002, N802
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return SECTOR_BYTES

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return _POWERSAFE_OVERWRITE
