"""`longshore export`: each thing that a plan can be written as."""

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from longshore.cli.export import To
from longshore.cli.main import app

PLAN = str(Path(__file__).parents[3] / "plans" / "ai-service.yaml")


def run(to: str, *arguments: str, plan: str = PLAN) -> Result:
    return CliRunner().invoke(app, ["export", plan, "--to", to, *arguments])


@pytest.mark.parametrize("to", list(To))
def test_the_plan_of_the_ai_service_can_be_written_as_anything_and_always_alike(to: To) -> None:
    first, second = run(to.value), run(to.value)

    assert first.exit_code == 0
    assert first.stdout == second.stdout


def test_a_template_holds_the_resolved_plan() -> None:
    template = json.loads(run("arm").stdout)

    (training,) = [
        resource
        for resource in template["resources"]
        if resource["type"].endswith("/queues") and "ai-model-training" in resource["name"]
    ]
    assert training["properties"]["lockDuration"] == "PT5M"


def test_that_the_plan_was_resolved_first_is_told() -> None:
    assert "is exported as `longshore resolve` makes it" in run("arm").stderr


def test_a_script_is_one_that_bash_can_read() -> None:
    script = run("az").stdout

    assert subprocess.run(["bash", "-n"], input=script.encode(), check=False).returncode == 0  # noqa: S607


def test_what_the_emulator_cannot_hold_is_told_with_its_place() -> None:
    assert f"{PLAN}:76:22: ai-model-training: lock_duration PT2H became PT5M" in run("emulator").stderr


def test_clients_find_the_alias_in_their_settings() -> None:
    settings = json.loads(run("appsettings").stdout)

    assert settings["ServiceBus"]["Namespace"] == "ai-servicebus-dr.servicebus.windows.net"


def test_it_can_go_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "template.json"

    assert run("arm", "-o", str(path)).stdout == ""
    assert json.loads(path.read_text(encoding="utf-8"))["contentVersion"] == "1.0.0.0"


def test_a_file_that_is_no_plan_is_not_exported(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("queues: []\n")

    result = run("arm", plan=str(path))

    assert (result.exit_code, result.stdout) == (2, "")
