"""Where a command's document goes: to standard output, or with `-o` to a file, whole or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from longshore.cli.exits import Exit, fail

Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file instead of standard output.")
]


def deliver(text: str, output: Path | None) -> None:
    """Print a text as it is, or put it in place of a file; ends the program where that cannot be written."""
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=output.parent, delete=False) as file:
            file.write(text)
        os.replace(file.name, output)  # noqa: PTH105 - the name of a temporary file is text
    except OSError as error:
        fail(Exit.REFUSED, f"Cannot write {output}: {error.strerror}")
