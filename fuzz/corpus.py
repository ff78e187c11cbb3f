"""The inputs that are kept: a folder of small files for each target, named by what is in them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fuzz.coverage import LONGSHORE, Coverage
from fuzz.target import FOLDER, Target

CORPUS: Final = FOLDER / "corpus"
CRASHES: Final = FOLDER / "crashes"


def files(name: str) -> list[Path]:
    """Return the files of a target's corpus."""
    return sorted((CORPUS / name).glob("*"))


def inputs(name: str, target: Target) -> list[bytes]:
    """Return what a run begins with: seeds and corpus."""
    kept = [path.read_bytes() for path in files(name)]
    return list(dict.fromkeys(data for data in [*target.seeds(), *kept] if len(data) <= target.bytes_max))


def minimised(target: Target, found: Iterable[bytes], folder: str = LONGSHORE) -> list[bytes]:
    """Return inputs, small ones first, that together take every step that all take beyond the seeds."""
    coverage = Coverage(folder)
    for seed in target.seeds():
        coverage.add(lambda data=seed: target.run(data))  # type: ignore[misc]  # a default, not an argument
    steps = {step for step, _ in coverage.features}
    kept: list[bytes] = []
    for each in sorted(found, key=lambda data: (len(data), data)):
        taken = {step for step, _ in coverage.of(lambda data=each: target.run(data))}  # type: ignore[misc]
        if taken - steps:
            steps |= taken
            kept.append(each)
    return kept


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
