"""What a target is: a reader of bytes, and what it promises about any of them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
NAMES: Final = sorted(
    path.stem for path in (FOLDER / "targets").glob("*.py") if not path.stem.startswith("_")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A reader and its promise.

    Args:
        run: Reads an input. It returns where the input was accepted or refused as promised; whatever it
            raises is a defect.
        seeds: Inputs to begin with, besides the corpus.
        words: What is worth putting into an input: keywords, constructors, edges of numbers.
        pieces: What an input falls into where it is text, so that words can be moved, not only bytes.
        bytes_max: How long inputs may grow.
        cpu_ms_max: What one input may take.
        memory_max: What one input may allocate: a sum, and so much for each of its bytes.
        traced: One input in so many is traced for coverage.
        inputs: How many a short run tries, about five seconds' worth.
    """

    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[bytes, ...] = ()
    pieces: re.Pattern[bytes] | None = None
    bytes_max: int = 2_048
    cpu_ms_max: int = 500
    memory_max: tuple[int, int] = (1_000_000, 1_000)
    traced: int = 1
    inputs: int


def target(name: str) -> Target:
    """Return the target in the file of this name."""
    found: Target = import_module(f"fuzz.targets.{name}").TARGET
    return found
