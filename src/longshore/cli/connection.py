"""`longshore connection`: how to reach the broker that runs on a data folder."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from longshore.cli.exits import Exit, fail

READY_FILE = "ready.json"

Data = Annotated[Path, typer.Option(help="The data folder of the running broker.")]
AsJson = Annotated[bool, typer.Option("--json", help="The whole ready file instead of the string.")]
Tls = Annotated[bool, typer.Option("--tls", help="The string for TLS; see `longshore trust`.")]

_PLAIN = ";UseDevelopmentEmulator=true"
"""What tells SDKs to speak plain AMQP."""


def connection(data: Data = Path(".longshore"), tls: Tls = False, as_json: AsJson = False) -> None:
    """Print the connection string of the broker that runs on a data folder."""
    path = data / READY_FILE
    if not path.exists():
        fail(Exit.REFUSED, f"No broker runs on {data}; start one with: longshore up --data {data}")
    ready = json.loads(path.read_text())
    if as_json:
        print(json.dumps(ready, indent=2))
    else:
        plain: str = ready["connection_string"]
        print(_for_tls(plain, ready["namespaces"][0]) if tls else plain)


def _for_tls(plain: str, namespace: Mapping[str, Any]) -> str:
    """Return a connection string that means TLS, and names the port for it."""
    host, port, tls_port = (namespace[key] for key in ("host", "port", "tls_port"))
    return plain.replace(f"//{host}:{port};", f"//{host}:{tls_port};").removesuffix(_PLAIN)
