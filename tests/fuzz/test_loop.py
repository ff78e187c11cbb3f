"""The loop finds what there is to find, and says so."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest
from fuzz.corpus import minimised
from fuzz.loop import Fuzzer, Report
from fuzz.target import Target


def deep(data: bytes) -> None:
    """Break at the end of a way that no chance finds in one step."""
    if not data.startswith(b"f"):
        return
    if not data.startswith(b"fu"):
        return
    if data.startswith(b"fuz"):
        raise KeyError(data)


def hanging(data: bytes) -> None:
    with suppress(Exception):
        while data:
            pass


def hoarding(data: bytes) -> None:
    if len(data) > 3:
        bytearray(3_000_000)


def a_target(run: Callable[[bytes], None]) -> Target:
    return Target(run=run, seeds=lambda: [b""], words=(b"f", b"u", b"z"), cpu_ms_max=20, traced=2, inputs=1)


def report_of(run: Callable[[bytes], None], inputs: int, seed: int = 1) -> Report:
    return Fuzzer(a_target(run), seed, [b""], __file__).run(inputs)


def problem_of(run: Callable[[bytes], None], inputs: int) -> str:
    (defect,) = report_of(run, inputs).defects.values()
    return defect.problem


def test_it_finds_its_way_step_by_step() -> None:
    (defect,) = report_of(deep, 8_000).defects.values()
    assert defect.data.startswith(b"fuz")
    assert "KeyError" in defect.problem


def test_it_keeps_each_step_of_the_way() -> None:
    known = report_of(deep, 8_000).known
    assert [any(data.startswith(start) for data in known) for start in (b"f", b"fu")] == [True, True]


def test_a_hang_is_a_defect_though_its_exceptions_are_caught() -> None:
    assert problem_of(hanging, 4).endswith("OverrunError: it takes too long\n")


def test_memory_beyond_the_promise_is_a_defect() -> None:
    assert "allocates" in problem_of(hoarding, 500)


def test_a_process_that_grows_is_a_defect() -> None:
    kept: list[bytes] = []
    fuzzer = Fuzzer(a_target(kept.append), 1, [b""], __file__, lambda: 50_000 * len(kept))
    (defect,) = fuzzer.run(1_500).defects.values()
    assert defect.problem.startswith("the process grew by")


def test_the_same_seed_makes_the_same_inputs() -> None:
    def said(seed: int) -> list[bytes]:
        heard: list[bytes] = []
        report_of(heard.append, 200, seed)
        return heard

    assert said(7) == said(7) != said(8)


def test_one_defect_is_told_once_however_often_it_is_met() -> None:
    numbers = count()

    def broken(_data: bytes) -> None:
        raise RuntimeError(next(numbers))

    assert len(report_of(broken, 50).defects) == 1


@pytest.mark.parametrize("found", [[b"fu" + b"x" * 50, b"fu", b"f", b"fu"]])
def test_of_inputs_that_go_the_same_way_the_smallest_is_kept(found: list[bytes]) -> None:
    assert minimised(a_target(deep), found, __file__) == [b"f", b"fu"]
