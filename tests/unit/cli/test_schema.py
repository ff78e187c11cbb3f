"""`longshore schema`."""

import json
from pathlib import Path

from typer.testing import CliRunner

from longshore.cli.main import app
from longshore.plan.schema import plan_schema


def test_it_prints_the_schema() -> None:
    result = CliRunner().invoke(app, ["schema"])

    assert (result.exit_code, json.loads(result.stdout)) == (0, plan_schema())


def test_it_writes_the_schema_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.schema.json"

    assert CliRunner().invoke(app, ["schema", "-o", str(path)]).exit_code == 0
    assert json.loads(path.read_text()) == plan_schema()
