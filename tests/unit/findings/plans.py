"""Small plans and scripts, what is found in them, and what their edits make of them."""

import json
from collections.abc import Sequence
from pathlib import Path

from longshore.findings.catalog import rule
from longshore.findings.check import check, check_script
from longshore.findings.deployment import Deployment
from longshore.findings.draft import Draft
from longshore.findings.finding import Finding, Target
from longshore.plan import Plan, parse_plan
from longshore.plan.edits import Edit, edited_tree
from longshore.plan.text import SourceText

ROOT = Path(__file__).parents[3]
HEAD = "plan: 1\nnamespace: {name: demo-namespace}\n"


def plan_of(text: str) -> Plan:
    return parse_plan(text.encode(), "plan.yaml")


def findings_of(text: str, code: str, target: Target = Target.AZURE) -> tuple[Finding, ...]:
    """Return what one rule finds in a plan."""
    return check(Draft(plan_of(text), target), [rule(code)])


def deployment_of(plan: str, script: str) -> Deployment:
    return Deployment(Draft(plan_of(plan)), SourceText("deploy.sh", script))


def script_findings_of(plan: str, script: str, code: str) -> tuple[Finding, ...]:
    """Return what one rule finds in a script that is to deploy a plan."""
    return check_script(deployment_of(plan, script), [rule(code)])


def with_edits(plan: Plan, edits: Sequence[Edit]) -> Plan:
    """Return a plan with edits made to its values, whatever they would make of its text."""
    return plan_of(json.dumps(edited_tree(plan.source.data, edits)))


def settled(text: str, code: str) -> Plan:
    """Return a plan after the edits of what one rule finds in it."""
    edits = [edit for finding in findings_of(text, code) for edit in finding.edits]
    return with_edits(plan_of(text), edits)
