"""The inputs that are kept: a folder of small files for each target, named by what is in them."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from fuzz.coverage import LONGSHORE, Coverage
from fuzz.target import FOLDER, Target

CORPUS: Final = FOLDER / "corpus"
CRASHES: Final = FOLDER / "crashes"

_CORPUS_BYTES_MAX: Final = 16_000
"""Of one target: what is worth more is a case for a test."""

_PARTS: Final = 16
"""An input is cut by so many parts at the finest, for each attempt is a traced run."""


def files(name: str) -> list[Path]:
    """Return the files of a target's corpus."""
    return sorted((CORPUS / name).glob("*"))


def inputs(name: str, target: Target) -> list[bytes]:
    """Return what a run begins with: seeds and corpus."""
    return list(dict.fromkeys([*_seeds(target), *(path.read_bytes() for path in files(name))]))


def _seeds(target: Target) -> list[bytes]:
    return [seed for seed in target.seeds() if len(seed) <= target.bytes_max]


def minimised(target: Target, found: Iterable[bytes], folder: str = LONGSHORE) -> list[bytes]:
    """Return inputs that together take the steps that no seed does, each cut to what it needs for that."""
    coverage = Coverage(folder)

    def steps_of(data: bytes) -> set[int]:
        return {step for step, _ in coverage.of(lambda: target.run(data))}

    known = set[int]().union(*map(steps_of, _seeds(target)))
    kept: list[bytes] = []
    for each in sorted(found, key=lambda data: (len(data), data)):
        new = steps_of(each) - known
        if new:
            least = _trimmed(each, lambda data, new=new: new <= steps_of(data))  # type: ignore[misc]  # a default
            known |= steps_of(least)
            kept.append(least)
        if sum(map(len, kept)) > _CORPUS_BYTES_MAX:
            break
    return kept


def _trimmed(data: bytes, is_enough: Callable[[bytes], bool]) -> bytes:
    """Return what is left when halves, then quarters, and so on, are taken out where the rest is enough."""
    for size in (len(data) // parts for parts in (2, 4, 8, _PARTS)):
        at = 0
        while 0 < size <= len(data) - at:
            shorter = data[:at] + data[at + size :]
            if is_enough(shorter):
                data = shorter
            else:
                at += size
    return data


def keep(name: str, data: Iterable[bytes]) -> None:
    """Make a target's corpus of these, and of the files that have a name of their own."""
    folder = CORPUS / name
    folder.mkdir(parents=True, exist_ok=True)
    for path in files(name):
        if _is_hash(path.name):
            path.unlink()
    for each in data:
        (folder / hash_of(each)).write_bytes(each)


def keep_crash(name: str, data: bytes) -> Path:
    """Write down an input that broke a promise."""
    CRASHES.mkdir(exist_ok=True)
    path = CRASHES / f"{name}-{hash_of(data)}"
    path.write_bytes(data)
    return path


def hash_of(data: bytes) -> str:
    """Return a file name for an input."""
    return hashlib.sha256(data).hexdigest()[:12]


def _is_hash(name: str) -> bool:
    return len(name) == 12 and set(name) <= set("0123456789abcdef")
