"""The emulator's Config.json: any bytes give a topology and a plan, or PlanError."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fuzz.target import Target
from fuzz.targets._problems import told
from longshore import emulator
from longshore.plan import PlanError, parse_plan
from longshore.plan.source import Source
from longshore.plan.text import decode

_TESTS: Final = Path(__file__).parents[2] / "tests"


def run(data: bytes) -> None:
    """Read the bytes as `longshore up` and `longshore import` do."""
    try:
        source = Source(decode("Config.json", data), emulator.spelled)
        if not emulator.is_config(source):
            return
        config = emulator.read_config(source)
        plan = emulator.as_plan(source)
    except PlanError as error:
        told(error)
        return
    assert config.namespace
    emulator.written(parse_plan(plan.encode(), "plan.yaml"))


def seeds() -> Iterable[bytes]:
    """Return the example and everything that is wrong in the tests."""
    yield (_TESTS / "data" / "Config.json").read_bytes()
    for path in sorted((_TESTS / "unit/emulator/mistakes").glob("*.txt")):
        yield path.read_bytes().partition(b"# output")[0]


def words() -> Iterable[bytes]:
    """Return the words of the files, and what JSON is made of."""
    yield from sorted(set(re.findall(rb'"\w+"|\w+', b"\n".join(seeds()))))
    yield from (
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b'"',
        b"\\u0000",
        b"\\ud800",
        b"null",
        b"1e999",
        b"-1",
        b"P1M",
    )


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=tuple(words()),
    pieces=re.compile(rb'"[^"]*"|\w+|\s+|.', re.DOTALL),
    bytes_max=4_000,
    cpu_ms_max=2_000,
    memory_max=(5_000_000, 10_000),
    traced=4,
    inputs=800,
)
