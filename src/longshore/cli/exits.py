"""Exit codes, the same for every command, and how a command says that it failed."""

import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:  # a broker without a plan should not wait for the plan reader
    from longshore.plan.problems import PlanError


class Exit(IntEnum):
    """What a program that calls us can rely on."""

    FINE = 0
    FINDINGS = 1
    BAD_INPUT = 2
    REFUSED = 3


def fail(code: Exit, message: str) -> NoReturn:
    """Say what is wrong on standard error and end."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def fail_to_read(file: Path, error: "PlanError", undone: str) -> NoReturn:
    """Say all that is wrong with a file, and what was therefore not done, such as `exported`; and end."""
    fail(Exit.BAD_INPUT, f"{error}\n\n{len(error.problems)} problem(s) in {file}; nothing was {undone}.")
