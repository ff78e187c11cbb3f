"""Bash scripts that call az: any text gives its commands, or PlanError where it unrolls or nests too far."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from fuzz.target import Target
from longshore.azure.script import Command, read_script
from longshore.azure.script.az import refused
from longshore.azure.script.resources import resources
from longshore.plan import PlanError
from longshore.plan.text import SourceText, decode

_DOCUMENT: Final = Path(__file__).parents[2] / "tests/data/plan.ko.md"
_FENCE: Final = re.compile(rb"```bash\n(.*?)```", re.DOTALL)


def run(data: bytes) -> None:
    """Read the bytes as `longshore check --script` does, and judge the commands."""
    with suppress(PlanError):
        text = decode("deploy.sh", data)
        script = read_script(text)
        _placed(script.commands, text)
        refused(script)
        resources(script)


def _placed(commands: Sequence[Command], text: SourceText) -> None:
    lines = text.content.count("\n") + 1
    assert all(1 <= command.position.line <= lines for command in commands)


def seeds() -> Iterable[bytes]:
    """Return the scripts of a document, and what a shell can do."""
    yield from (found[:3_000] for found in _FENCE.findall(_DOCUMENT.read_bytes()))
    yield b"#!/bin/bash -e\nset -euo pipefail\nX='a b'; Y=${X:-c}\naz servicebus queue create -n $Y\n"
    yield b"for q in a b 'c d'; do az servicebus queue create -g rg --namespace-name n -n $q; done\n"
    yield b"if az a; then X=1; elif true; then az b $X; else az c; fi && az d || (az e) | az f 2>&1 &\n"
    yield b'X=(a b); X+=(c); az a "${X[@]}" $(az b --query id) `az c` <<EOF\n$X\nEOF\n'
    yield b"f() { az a; }\nwhile read x; do az b $x; done\naz c \\\n  `# why` \\\n  -n x\n"
    yield b"case $X in a) az d;; esac\naz e --lock-duration PT1M --enable-session true\n"


_BASH: Final = (
    "$X ${X} ${X:-a} ${X%b} ${X[@]} $( ) ` ' \" $' \\ ; && || | & > < 2>&1 <<EOF EOF ( { } = += "
    "if then elif else fi for in do done while case esac select time #! # ~ * [a $(( )) \0 \xed\x95\x9c"
)


def words() -> Iterable[bytes]:
    """Return the words of the scripts, and bash's own."""
    yield from sorted(set(re.findall(rb"[\w./-]{2,40}", b"\n".join(seeds()))))
    yield from (word.encode("latin-1") for word in _BASH.split())
    yield from (b"\n", b"\r\n", b"\t", b" ", b"\\\n")


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=tuple(words()),
    pieces=re.compile(rb"[\w./-]+|\s+|.", re.DOTALL),
    bytes_max=3_000,
    cpu_ms_max=2_000,
    memory_max=(20_000_000, 50_000),
    traced=4,
    inputs=1_500,
)
