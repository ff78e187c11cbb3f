"""The README's first example, copied into a file, runs as it stands against the plan's broker."""

import os
import re
import shutil
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


def test_the_way_from_a_plan_to_azure_can_be_gone_as_it_stands(tmp_path: Path) -> None:
    section = (ROOT / "README.md").read_text().partition("## From a plan to Azure")[2]
    commands = section.partition("```\n")[2].partition("```")[0].splitlines()
    for folder in ("plans", "tests/data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)

    ended = [run_line(command, tmp_path) for command in commands]

    assert ended == [1, 0, 1, 0, 0]
    assert (tmp_path / "plan.yaml").read_text().startswith("# From plan.ko.md")


def run_line(command: str, folder: Path) -> int:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(  # noqa: S602  # the README's own words
        command, shell=True, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, check=False
    ).returncode
