"""The Azure CLI: what our table says that it accepts is what it accepts.

az never runs a command here, so it needs no Azure and no network.
"""

import json
import random
import subprocess
from collections.abc import Iterator, Sequence
from typing import Final

import pytest

from longshore.azure.script import Word, read_script
from longshore.azure.script.az import refused
from longshore.azure.script.az_table import AcceptedOption, az_table
from longshore.plan.text import SourceText

from .peer import ROOT, Peer, version_of

PYTHON: Final = ROOT / ".venv" / "az" / "bin" / "python"
VERSION: Final = "import azure.cli.core as az; print(az.__version__)"
PEER: Final = Peer("Azure CLI (az)", version_of([PYTHON, "-c", VERSION]))

LOADING_S: Final = 120.0
LINES_PER_COMMAND: Final = 20


def ask(what: str, question: str = "") -> str:
    done = subprocess.run(  # noqa: S603  # a peer of ours
        [PYTHON, "-m", "tests.peers.az", what],
        cwd=ROOT,
        input=question,
        capture_output=True,
        text=True,
        timeout=LOADING_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_table_is_what_az_says() -> None:
    table = ROOT / "src" / "longshore" / "azure" / "script" / "az-commands.json"

    assert table.read_text() == ask("commands"), "write anew: .venv/az/bin/python -m tests.peers.az commands"


def value_of(option: AcceptedOption, chance: random.Random) -> str:
    if option.choices:
        choice = chance.choice(option.choices)
        return chance.choice([choice, choice.lower(), choice.upper()])
    return str(chance.randrange(100)) if option.integer else "some-text"
