"""`longshore resolve`: a plan goes in, the plan that will be deployed comes out."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from longshore.cli.main import app

from .test_check import LONG_LOCK


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["resolve", *arguments])


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(LONG_LOCK, encoding="utf-8")
    return path


RESOLVED = (
    LONG_LOCK.replace("lock_duration: PT2H, max", "lock_duration: PT5M, max").replace(
        "1024}", "1024} # LS101: was PT2H"
    )
    + "\nworkers: # LS101: added\n  training: # LS101\n    max_processing_time: PT2H # LS101\n"
)


def test_the_plan_goes_to_standard_output_and_what_was_done_to_standard_error(plan: Path) -> None:
    result = run(str(plan))

    assert (result.exit_code, result.stdout) == (0, RESOLVED)
    assert result.stderr == "1 finding settled; left: 0 errors or warnings and 0 notes.\n"


def test_it_can_go_to_a_file_also_to_its_own(plan: Path) -> None:
    assert run(str(plan), "-o", str(plan)).exit_code == 0

    assert plan.read_text(encoding="utf-8") == RESOLVED


def test_whoever_may_read_the_users_files_may_read_this_one(plan: Path) -> None:
    usual = plan.with_name("usual")
    usual.touch()

    run(str(plan), "-o", str(plan.with_name("azure.yaml")))

    assert plan.with_name("azure.yaml").stat().st_mode == usual.stat().st_mode


def test_json_has_the_text_the_changes_and_what_is_left(plan: Path) -> None:
    document = json.loads(run(str(plan), "--json").stdout)

    assert document["plan"] == RESOLVED
    assert [change["code"] for change in document["changes"]] == ["LS101"]
    assert document["left"] == []


def test_for_the_local_target_nothing_changes_that_only_azure_minds(plan: Path) -> None:
    assert run(str(plan), "--target", "local").stdout == LONG_LOCK


def test_a_file_that_is_no_plan_is_not_resolved(plan: Path) -> None:
    plan.write_text("queues: []\n")

    result = run(str(plan))

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "2 problem(s)" in result.stderr


def test_a_place_that_cannot_be_written_is_told(plan: Path, tmp_path: Path) -> None:
    result = run(str(plan), "-o", str(tmp_path / "none" / "plan.yaml"))

    assert result.exit_code == 3
    assert "Cannot write" in result.stderr
