"""What programs read."""

import json
from importlib.metadata import version

from longshore.findings.check import check, unreadable
from longshore.findings.draft import Draft
from longshore.findings.machine import as_json, as_sarif
from longshore.plan.problems import Problem

from .plans import findings_of, plan_of

TEXT = """\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: training
    properties: {lock_duration: PT2H}
"""


def test_json_has_the_keys_of_the_contract() -> None:
    (finding,) = json.loads(as_json(findings_of(TEXT, "LS101")))["findings"]

    assert finding | {"on_azure": "", "reference": ""} == {
        "code": "LS101",
        "name": "lock-too-long",
        "severity": "error",
        "file": "plan.yaml",
        "line": 5,
        "column": 33,
        "message": "a lock of PT2H on training, where Azure allows five minutes",
        "on_azure": "",
        "fix": "PT5M, and workers that renew the lock for up to PT2H",
        "resolvable": True,
        "evidence": "documented",
        "reference": "",
        "url": "docs/findings/LS101.md",
    }


def test_nothing_found_is_an_empty_list() -> None:
    assert json.loads(as_json([])) == {"findings": []}


def test_sarif_places_results_and_describes_the_rules_that_were_broken() -> None:
    log = json.loads(as_sarif(findings_of(TEXT, "LS101")))

    (run,) = log["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    (result,) = run["results"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["version"] == version("longshore")
    assert (rule["id"], rule["defaultConfiguration"]) == ("LS101", {"level": "error"})
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("LS101", 0, "error")
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "plan.yaml"},
                "region": {"startLine": 5, "startColumn": 33, "endColumn": 37},
            }
        }
    ]


def test_each_result_of_sarif_points_at_its_rule() -> None:
    (run,) = json.loads(as_sarif(check(Draft(plan_of(TEXT)))))["runs"]

    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]


def test_a_file_that_is_no_plan_is_reported_in_the_same_form() -> None:
    problem = Problem("my plan.yaml", 3, 1, "queue:", "unknown key 'queue'", "queues")
    findings = tuple(unreadable([problem]))

    (finding,) = json.loads(as_json(findings))["findings"]
    (result,) = json.loads(as_sarif(findings))["runs"][0]["results"]
    assert (finding["code"], finding["line"], finding["fix"]) == ("LS001", 3, "expected: queues")
    assert result["ruleId"] == "LS001"
    assert "ruleIndex" not in result
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "my%20plan.yaml"
