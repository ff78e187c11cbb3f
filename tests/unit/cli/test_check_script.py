"""`longshore check` with a script."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from longshore.cli.main import app

ROOT = Path(__file__).parents[3]
PLAN = "plan: 1\nnamespace: {name: demo-namespace, location: Korea Central, minimum_tls_version: '1.2'}\n"
SCRIPT = """\
set -euo pipefail
az account show
az group show -n demo
az servicebus namespace create -g demo -n demo-namespace -l koreacentral --sku Premium --min-tls 1.2
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(plan: str, script: str, *options: str) -> Result:
    """Check two texts as plan.yaml and deploy.sh."""
    Path("plan.yaml").write_text(plan)
    Path("deploy.sh").write_text(script)
    return CliRunner().invoke(app, ["check", "plan.yaml", "--script", "deploy.sh", *options])


def test_a_script_that_deploys_its_plan_is_fine() -> None:
    result = run(PLAN, SCRIPT)

    assert result.exit_code == 0
    assert "plan.yaml and deploy.sh: " in result.output


def test_findings_of_the_plan_come_before_those_of_the_script() -> None:
    plan = PLAN + "queues: [{queue_name: jobs, properties: {lock_duration: PT2H}}]\n"

    result = run(plan, SCRIPT, "--json")
    found = [(each["file"], each["code"]) for each in json.loads(result.stdout)["findings"]]
    assert result.exit_code == 1
    assert ("plan.yaml", "LS101") in found
    assert found[-1] == ("deploy.sh", "LS705")
    assert [file for file, _ in found] == sorted((file for file, _ in found), reverse=True)


def test_sarif_has_places_in_both_files() -> None:
    (run_,) = json.loads(run(PLAN, "az group create -n demo -l x", "--format", "sarif").stdout)["runs"]

    places = [each["locations"][0]["physicalLocation"] for each in run_["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} >= {"deploy.sh"}
    assert {each["id"] for each in run_["tool"]["driver"]["rules"]} >= {"LS705", "LS709"}


def test_a_script_that_is_not_there_is_told_beside_what_is_found_in_the_plan() -> None:
    Path("plan.yaml").write_text(PLAN + "queues: [{queue_name: jobs, properties: {lock_duration: PT2H}}]\n")

    result = CliRunner().invoke(app, ["check", "plan.yaml", "--script", "none.sh", "--json"])
    found = {each["code"]: each for each in json.loads(result.stdout)["findings"]}
    assert result.exit_code == 2
    assert found["LS002"]["fix"] == "expected: a script"
    assert "LS101" in found


def test_the_plan_comes_first_of_what_cannot_be_read() -> None:
    result = run("plan: 2\n", SCRIPT, "--json")

    assert result.exit_code == 2
    assert {each["code"] for each in json.loads(result.stdout)["findings"]} == {"LS001"}
