"""What holds for every rule: its examples, its edits, its words."""

import re
from pathlib import Path
from typing import Literal

import pytest

from longshore.findings import rules
from longshore.findings.catalog import catalog
from longshore.findings.check import check, check_script
from longshore.findings.draft import Draft
from longshore.findings.finding import AnyRule, Example, Finding, Rule, ScriptRule, Severity
from longshore.findings.page import page

from .plans import deployment_of, plan_of, with_edits

FOLDERS = {
    "entities": "1",
    "namespace": "2",
    "network": "3",
    "access": "4",
    "processing": "5",
    "monitoring": "6",
    "script": "7",
}

every_rule = pytest.mark.parametrize("rule", catalog(), ids=lambda rule: f"{rule.code}-{rule.name}")
every_plan_rule = pytest.mark.parametrize(
    "rule",
    [rule for rule in catalog() if isinstance(rule, Rule)],
    ids=lambda rule: f"{rule.code}-{rule.name}",
)


def found(rule: AnyRule, example: Literal["failing", "passing"]) -> tuple[Finding, ...]:
    match rule:
        case Rule():
            (target, *_) = sorted(rule.targets, key=lambda target: target.value)
            return check(Draft(plan_of(getattr(rule, example)), target), [rule])
        case ScriptRule():
            both: Example = getattr(rule, example)
            return check_script(deployment_of(both.plan, both.script), [rule])
    raise TypeError(rule)


@every_rule
def test_the_failing_example_fails(rule: AnyRule) -> None:
    assert found(rule, "failing")


@every_rule
def test_the_passing_example_passes(rule: AnyRule) -> None:
    assert found(rule, "passing") == ()


@every_plan_rule
def test_the_edits_of_a_finding_remove_it(rule: Rule) -> None:
    findings = found(rule, "failing")
    plan = with_edits(plan_of(rule.failing), [edit for finding in findings for edit in finding.edits])

    left = check(Draft(plan), [rule])

    assert [finding for finding in left if finding.edits] == []
    assert len(left) == sum(not finding.edits for finding in findings)


@every_plan_rule
def test_an_error_can_be_settled_by_a_machine(rule: Rule) -> None:
    errors = [finding for finding in found(rule, "failing") if finding.severity is Severity.ERROR]
    if rule.code not in UNRESOLVABLE:
        assert [finding.message for finding in errors if not finding.edits] == []


UNRESOLVABLE: dict[str, str] = {
    "LS120": "beyond the largest capacity only a second namespace helps; what goes where is the user's say",
    "LS121": "what a topic's readers are divided by, only the user knows",
    "LS122": "which filters can be left out, only the user knows",
    "LS125": "a condition that is too long for SQL, or a property without a name, only the user can change",
    "LS218": "which of more than fifty tags can go is for the user to say",
    "LS309": "which addresses may share a range is for the user to say",
    "LS409": "which keys can go is for the user to say",
    "LS617": "of criteria with different entities, only the user knows which belong together",
    "LS618": "which of the criteria says enough is for the user to say",
}
"""Errors that only the user can settle, and why."""


@every_rule
def test_a_rule_is_called_as_its_file(rule: AnyRule) -> None:
    (file,) = Path(rules.__file__).parent.rglob(f"{rule.name.replace('-', '_')}.py")
    assert FOLDERS[file.parent.name] == rule.code[2]


@every_rule
def test_a_rule_has_its_say_in_plain_sentences(rule: AnyRule) -> None:
    assert re.fullmatch(r"LS\d{3}", rule.code)
    assert (rule.about or "").strip()
    for finding in found(rule, "failing"):
        for said in (finding.message, finding.fix, finding.on_azure, finding.reference):
            assert said
            assert not said.endswith((".", "\n"))
            assert "\n" not in said


@every_rule
def test_a_page_shows_what_is_found_and_how_it_looks_without(rule: AnyRule) -> None:
    text = page(rule)

    assert f"[{rule.code}]: " in text
    assert text.index("## Found") < text.index("## Not found")


def test_no_code_has_two_meanings() -> None:
    codes = [rule.code for rule in catalog()]
    assert codes == sorted(set(codes))
