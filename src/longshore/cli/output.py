"""Where a command's document goes: to standard output, or with `-o` to a file, whole or not at all."""

from pathlib import Path
from typing import Annotated, Final

import typer

from longshore.cli.exits import Exit, fail
from longshore.server.datafolder import write_whole

Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file instead of standard output.")
]

_AS_USUAL: Final = 0o666
"""Whoever the user's umask lets read it: a document holds no keys."""


def deliver(text: str, output: Path | None) -> None:
    """Print a text as it is, or put it in place of a file; ends the program where that cannot be written."""
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        write_whole(output, text, mode=_AS_USUAL)
    except OSError as error:
        fail(Exit.REFUSED, f"Cannot write {output}: {error.strerror}")
