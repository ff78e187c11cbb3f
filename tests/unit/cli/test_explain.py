"""`longshore explain`: pages and their list."""

import json

from typer.testing import CliRunner, Result

from longshore.cli.main import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["explain", *arguments])


def test_a_code_in_any_case_gives_its_page() -> None:
    assert run("ls101").stdout.startswith("# LS101: lock-too-long\n")


def test_without_a_code_all_are_listed() -> None:
    assert "LS101  error    lock-too-long" in run().stdout


def test_the_list_is_there_for_programs() -> None:
    codes = [row["code"] for row in json.loads(run("--json").stdout)]

    assert "LS101" in codes
    assert codes == sorted(codes)


def test_a_file_that_is_no_plan_has_a_page_as_well() -> None:
    assert run("LS001").stdout.startswith("# LS001: not-a-plan\n")


def test_an_unknown_code_is_told() -> None:
    result = run("LS999")

    assert result.exit_code == 2
    assert "There is no finding LS999" in result.stderr
