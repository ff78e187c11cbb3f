"""A resolved plan can be exported, or a finding at the same place has told why not."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings

from longshore.azure.arm import parameters_file, template
from longshore.azure.cli import az_script
from longshore.azure.errors import ExportError
from longshore.findings.catalog import rule
from longshore.findings.check import check
from longshore.findings.draft import Draft
from longshore.findings.finding import Finding, Rule, Severity
from longshore.findings.resolve import resolve
from longshore.plan import Plan

from .generated import Values, plans
from .plans import plan_of

EXPORTS: tuple[Callable[[Plan], object], ...] = (template, parameters_file, az_script)
BEYOND_ONE_FORM = {"LS126", "LS217", "LS416", "LS619"}
"""Notes on what a template has no words for and az has, or the other way round."""

several = settings(max_examples=60, deadline=None)


def refused_lines(plan: Plan) -> set[int]:
    """Return the lines of what keeps a plan from being exported in some form."""
    lines: set[int] = set()
    for export in EXPORTS:
        try:
            export(plan)
        except ExportError as error:
            lines |= {problem.line for problem in error.problems}
    return lines


def tells_why(finding: Finding) -> bool:
    return finding.severity is not Severity.NOTE or finding.code in BEYOND_ONE_FORM


@several
@given(plans())
def test_a_resolved_plan_can_be_exported_or_a_finding_tells_why_not(values: Values) -> None:
    # Over many lines, so that a line is the place of one value.
    resolved = resolve(plan_of(json.dumps(values, indent=1))).plan

    told = {finding.line for finding in check(Draft(resolved)) if tells_why(finding)}

    assert refused_lines(resolved) <= told


@pytest.mark.parametrize("code", sorted(BEYOND_ONE_FORM))
def test_a_note_on_what_one_form_cannot_hold_names_the_other(code: str) -> None:
    (found, *_) = found_in_its_example(code)

    assert "cannot be exported as " in found.on_azure
    assert "longshore export --to a" in found.fix


def found_in_its_example(code: str) -> tuple[Finding, ...]:
    known = rule(code)
    assert isinstance(known, Rule)
    return check(Draft(plan_of(known.failing)), [known])
