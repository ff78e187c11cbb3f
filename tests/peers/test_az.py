"""The Azure CLI: what our table says that it accepts is what it accepts.

az never runs a command here, so it needs no Azure and no network.
"""

import json
import os
import random
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from typing import Final

from longshore.azure.script import read_script
from longshore.azure.script.az import refused
from longshore.azure.script.az_table import AcceptedOption, az_table
from longshore.plan.text import SourceText

from .peer import ROOT, Peer, version_of

PYTHON: Final = ROOT / ".venv" / "az" / "bin" / "python"
VERSION: Final = "import azure.cli.core as az; print(az.__version__)"
PEER: Final = Peer("Azure CLI (az)", version_of([PYTHON, "-c", VERSION]))

LOADING_S: Final = 120.0
LINES_PER_COMMAND: Final = 60
OF_ARGPARSE: Final = (
    "unrecognized",
    "arguments are required",
    "is not a valid value",
    "expected one argument",
    "expected at least",
    "not recognized by the system",
)
"""What says that a command line is wrong in form; the rest is from the code of single options.

Not here: "ambiguous", which some versions of Python also say where all that is meant is one option.
"""


def ask(what: str, question: str = "") -> str:
    done = subprocess.run(  # noqa: S603  # a peer of ours
        [PYTHON, "-m", "tests.peers.az", what],
        cwd=ROOT,
        env={**os.environ, "AZURE_CONFIG_DIR": str(PYTHON.parents[1] / "config")},
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


def values_of(option: AcceptedOption, chance: random.Random) -> list[str]:
    if option.values == "0" or (option.values in "?*" and chance.random() < 0.5):
        return []
    if option.choices:
        choice = chance.choice(option.choices)
        return [chance.choice([choice, choice.lower(), choice.upper()])]
    return [str(chance.randrange(100)) if option.integer else "some-text"]


def written(option: AcceptedOption, chance: random.Random) -> list[str]:
    """Write an option in one of the ways there are."""
    name, values = chance.choice(option.names), values_of(option, chance)
    match values, chance.randrange(3):
        case [value], 0:
            return [f"{name}={value}"]
        case [value], 1 if not name.startswith("--"):
            return [f"{name}{value}"]
    return [name, *values]


def spoilt(options: Sequence[AcceptedOption], chance: random.Random) -> list[str]:
    """Write an option as it should not be, most of the time."""
    option = chance.choice(options)
    name, values = chance.choice(option.names), values_of(option, chance)
    return chance.choice(
        [
            [name],
            [name, "no-such-choice"],
            [name, *values, "one-too-many"],
            [name[: chance.randrange(4, 20)], *values],
            [f"-{name}x", *values],
            [f"--require{name[1:]}"],
            ["-1"],
        ]
    )


def lines(chance: random.Random) -> Iterator[list[str]]:
    for command, options in az_table().commands.items():
        for _ in range(LINES_PER_COMMAND):
            wanted = [option for option in options if option.required]
            # Where `--ids` would do instead, az looks later whether one of the two is there.
            needed = [option for option in wanted if option.required is True]
            if needed and chance.random() < 0.2:
                wanted.remove(chance.choice(needed))
            wanted.append(chance.choice(options))
            line = [word for option in wanted for word in written(option, chance)]
            more = spoilt(options, chance) if chance.random() < 0.5 else []
            yield [*command.split(), *line, *more]


def differs(line: Sequence[str], verdict: str) -> bool:
    script = read_script(SourceText("line.sh", shlex.join(["az", *line])))
    if refused(script):
        return not verdict
    return any(words in verdict for words in OF_ARGPARSE)


def test_az_and_we_refuse_the_same_commands() -> None:
    asked = list(lines(random.Random(7)))
    verdicts: list[str] = json.loads(ask("verdicts", json.dumps(asked)))

    assert len(asked) / 4 < sum(map(bool, verdicts)) < len(asked) * 3 / 4
    pairs = zip(asked, verdicts, strict=True)
    assert [(shlex.join(line), verdict) for line, verdict in pairs if differs(line, verdict)] == []
