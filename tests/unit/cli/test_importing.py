"""`longshore import`: a plan from whatever describes one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from longshore.cli.main import app
from longshore.plan import Plan, load_plan, parse_plan
from longshore.plan.diff import differences

ROOT = Path(__file__).parents[3]
PLAN = ROOT / "plans" / "ai-service.yaml"
DATA = ROOT / "tests" / "data"


def run(source: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["import", str(source), *arguments])


def imported(source: Path) -> Plan:
    return parse_plan(run(source).stdout.encode(), "imported.yaml")


def exported(plan: Path, to: str, path: Path) -> Path:
    assert CliRunner().invoke(app, ["export", str(plan), "--to", to, "-o", str(path)]).exit_code == 0
    return path


def test_a_document_gives_the_plan_of_the_same_facts() -> None:
    assert differences(load_plan(PLAN), imported(DATA / "plan.ko.md")) == ()


def test_what_of_a_document_is_in_no_plan_is_told_by_line() -> None:
    result = run(DATA / "plan.ko.md")

    assert result.exit_code == 0
    assert f"{DATA / 'plan.ko.md'}:" in result.stderr
    assert "read, and kept for no key of the plan" in result.stderr


def test_what_was_not_understood_ends_it_with_one(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text("# Plan\n\n```yaml\nname: demo-namespace\nsku: Premium\ncolour: green\n```\n")

    result = run(path)

    assert result.exit_code == 1
    assert f"{path}:6: not understood" in result.stderr


def test_a_template_of_ours_gives_the_resolved_plan_again(tmp_path: Path) -> None:
    resolved = tmp_path / "resolved.yaml"
    CliRunner().invoke(app, ["resolve", str(PLAN), "-o", str(resolved)])

    back = imported(exported(PLAN, "arm", tmp_path / "template.json"))

    assert differences(load_plan(resolved), back) == ()


def test_a_config_of_the_emulator_gives_its_entities_again(tmp_path: Path) -> None:
    config = exported(PLAN, "emulator", tmp_path / "Config.json")
    plan = tmp_path / "plan.yaml"
    plan.write_text(run(config).stdout)

    again = exported(plan, "emulator", tmp_path / "again.json")

    assert json.loads(again.read_text()) == json.loads(config.read_text())


def test_json_has_the_plan_and_what_is_not_in_it() -> None:
    document = json.loads(run(DATA / "plan.ko.md", "--json").stdout)

    assert document["plan"].startswith("# From plan.ko.md")
    assert all(left["is_understood"] for left in document["left"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("plan: 1\n", "this is nothing that a plan can be made from"),
        ("{", "not YAML"),
        ('{"resources": [], }', "not JSON"),
        ('{"resources": []}', "the template makes no namespace of Service Bus"),
        ("", "the file is empty"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "something.json"
    path.write_text(content)

    result = run(path)

    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
