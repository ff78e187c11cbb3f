"""The README's first example, copied into a file, runs as it stands against the plan's broker."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.clients.broker import running

ROOT = Path(__file__).parents[2]


def test_the_example_runs_unchanged(tmp_path: Path) -> None:
    example = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[0]
    file = tmp_path / "example.py"
    file.write_text(example)
    with running(tmp_path / "broker", ROOT / "plans" / "ai-service.yaml") as broker:
        environment = os.environ | {"SERVICEBUS_CONNECTION_STRING": broker.connection_string}
        done = subprocess.run(  # noqa: S603  # the README's own words
            [sys.executable, file], env=environment, capture_output=True, text=True, timeout=60, check=True
        )
    assert done.stdout == "batch-1 forty-two images\n"
