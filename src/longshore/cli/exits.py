"""Exit codes, the same for every command, and how a command says that it failed."""

import sys
from enum import IntEnum
from typing import NoReturn

import typer


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
