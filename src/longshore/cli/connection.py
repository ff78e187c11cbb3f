"""`longshore connection`: how to reach the broker that runs on a data folder."""

import json
from pathlib import Path
from typing import Annotated

import typer

from longshore.cli.exits import Exit, fail

READY_FILE = "ready.json"

Data = Annotated[Path, typer.Option(help="The data folder of the running broker.")]
AsJson = Annotated[bool, typer.Option("--json", help="The whole ready file instead of the string.")]


def connection(data: Data = Path(".longshore"), as_json: AsJson = False) -> None:
    """Print the connection string of the broker that runs on a data folder."""
    path = data / READY_FILE
    if not path.exists():
        fail(Exit.REFUSED, f"No broker runs on {data}; start one with: longshore up --data {data}")
    ready = json.loads(path.read_text())
    print(json.dumps(ready, indent=2) if as_json else ready["connection_string"])
