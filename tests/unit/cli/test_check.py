"""`longshore check`: the exit code, and the three forms of what was found."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from longshore.cli.main import app

LONG_LOCK = """\
plan: 1
namespace: {name: demo-namespace, minimum_tls_version: "1.2", location: Korea Central}
queues:
  - queue_name: training
    properties: {lock_duration: PT2H, max_message_size_in_kilobytes: 1024}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments])


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(LONG_LOCK, encoding="utf-8")
    return path


def test_errors_end_it_with_one(plan: Path) -> None:
    result = run(str(plan))

    assert result.exit_code == 1
    assert f"--> {plan}:5:33" in result.stdout
    assert f"{plan}: 1 error, 1 warning. `longshore resolve {plan}` settles 2 of them." in result.stderr


def test_notes_alone_end_it_with_zero(plan: Path) -> None:
    plan.write_text('plan: 1\nnamespace: {name: demo-namespace, minimum_tls_version: "1.2"}\n')

    result = run(str(plan))

    assert result.exit_code == 0
    assert "note[LS213]" in result.stdout


def test_nothing_found_is_said(plan: Path) -> None:
    plan.write_text(LONG_LOCK.replace("PT2H", "PT5M"))

    assert (run(str(plan)).exit_code, run(str(plan)).stdout) == (0, f"{plan}: nothing to say.\n")


def test_what_azure_alone_refuses_is_nothing_on_the_local_target(plan: Path) -> None:
    assert run(str(plan), "--target", "local").exit_code == 0


def test_a_file_that_is_no_plan_ends_it_with_two_and_every_problem(plan: Path) -> None:
    plan.write_text("plan: 1\nnamespce: {name: demo}\nqueues: 5\n")

    result = run(str(plan))

    assert result.exit_code == 2
    assert "error[LS001]: unknown key 'namespce'" in result.stdout
    assert "error[LS001]: queues cannot be 5" in result.stdout


def test_a_file_that_is_not_there_ends_it_with_two(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none.yaml"))

    assert result.exit_code == 2
    assert "the file cannot be read: No such file or directory" in result.stdout


@pytest.mark.parametrize("option", ["--json", "--format=json"])
def test_json_is_for_programs(plan: Path, option: str) -> None:
    result = run(str(plan), option)

    codes = [finding["code"] for finding in json.loads(result.stdout)["findings"]]
    assert (result.exit_code, codes) == (1, ["LS502", "LS101"])


def test_sarif_is_for_code_scanning(plan: Path) -> None:
    (run_,) = json.loads(run(str(plan), "--format", "sarif").stdout)["runs"]

    assert [result["ruleId"] for result in run_["results"]] == ["LS502", "LS101"]


def test_a_file_that_is_no_plan_is_reported_to_programs_as_well(plan: Path) -> None:
    plan.write_text("")

    result = run(str(plan), "--json")

    (finding,) = json.loads(result.stdout)["findings"]
    assert (result.exit_code, finding["code"], finding["message"]) == (2, "LS001", "the file is empty")


def test_colours_are_not_written_to_files(plan: Path) -> None:
    assert "\x1b" not in run(str(plan)).stdout
