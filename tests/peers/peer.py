"""Who the peers are, and how a test has one of them play a scenario against its broker."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.clients.broker import Broker

ROOT: Final = Path(__file__).parents[2]
SCENARIO_S: Final = 60.0
QUESTION_S: Final = 20.0

QUEUE: Final = "jobs"
OTHER: Final = "other"
CLOSED: Final = "closed"
TOPIC: Final = "events"


@dataclass(frozen=True, slots=True)
class Peer:
    """What a test module speaks with; each names its own as `PEER`."""

    name: str
    version: str
    """Empty where it is not installed."""


def version_of(command: Sequence[str | Path], folder: Path = ROOT) -> str:
    """Ask a program for a version; nothing when it is not there."""
    try:
        done = subprocess.run(  # noqa: S603  # a peer of ours
            command, cwd=folder, capture_output=True, text=True, timeout=QUESTION_S, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def facts(command: Sequence[str | Path], broker: Broker, way: str = "tcp", **environment: str) -> Any:  # noqa: ANN401  # whatever JSON says
    """Let a peer take a way to the broker and play a scenario to its end.

    Returns what it has to say, one line of JSON.
    """
    connection = broker.connection_string if way == "tcp" else broker.connection_string_for_tls
    told = {
        "LONGSHORE_CONNECTION": connection,
        "LONGSHORE_WAY": way,
        "LONGSHORE_CA_FILE": broker.ca_file,
    }
    done = subprocess.run(  # noqa: S603  # a peer of ours
        command,
        cwd=ROOT,
        env={**os.environ, **told, **environment},
        capture_output=True,
        text=True,
        timeout=SCENARIO_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    return json.loads(line)
