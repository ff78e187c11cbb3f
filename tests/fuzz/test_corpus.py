"""Every input that was ever worth keeping, and a few thousand new ones: `make fuzz` in little."""

from pathlib import Path

import pytest
from fuzz.bounds import Watch, weigh
from fuzz.corpus import CORPUS, files, inputs
from fuzz.loop import Fuzzer
from fuzz.target import NAMES, target

SHARE = 4
"""A short run of `make fuzz` tries so many times as much."""

KNOWN_MAX = 60
"""Known inputs that new ones are made from: each is traced first."""

CORPUS_BYTES_MAX = 200_000


@pytest.mark.parametrize("name", NAMES)
def test_what_was_kept_is_read_as_promised(name: str) -> None:
    chosen, watch = target(name), Watch()
    base_bytes, bytes_per_byte = chosen.memory_max
    with watch.ticking(chosen.cpu_ms_max):
        for path in files(name):
            data = path.read_bytes()
            watch.begin()
            chosen.run(data)  # what is made once, such as a parser, is nobody's weight
            watch.begin(20)  # weighing takes its time
            weigh(lambda data=data: chosen.run(data), base_bytes + bytes_per_byte * len(data))  # type: ignore[misc]  # a default, not an argument


@pytest.mark.parametrize("name", NAMES)
def test_new_inputs_are_read_as_promised(name: str) -> None:
    chosen, known = target(name), inputs(name, target(name))
    report = Fuzzer(chosen, 1, known[:: 1 + len(known) // KNOWN_MAX]).run(chosen.inputs // SHARE)
    assert [defect.problem for defect in report.defects.values()] == []


def test_every_target_has_a_corpus_and_every_corpus_a_target() -> None:
    assert sorted(path.name for path in CORPUS.iterdir()) == NAMES


def test_the_corpus_stays_small() -> None:
    sizes = [path.stat().st_size for path in CORPUS.rglob("*") if Path(path).is_file()]
    assert sum(sizes) < CORPUS_BYTES_MAX
