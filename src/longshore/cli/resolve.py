"""`longshore resolve`: the plan as it will be deployed."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from longshore.cli.exits import fail_to_read
from longshore.cli.output import Output, deliver
from longshore.findings.finding import Severity, Target
from longshore.findings.machine import plain
from longshore.findings.resolve import Resolved
from longshore.findings.resolve import resolve as settle
from longshore.findings.text import counted
from longshore.plan.load import load_plan
from longshore.plan.problems import PlanError

Plan = Annotated[Path, typer.Argument(help="A plan file.")]
For = Annotated[Target, typer.Option("--target", help="What the plan is to run on.")]
AsJson = Annotated[bool, typer.Option("--json", help="The plan's text, what changed it, and what is left.")]


def resolve(plan: Plan, target: For = Target.AZURE, output: Output = None, as_json: AsJson = False) -> None:
    """Write the plan as it will be deployed: comments kept, each changed line marked with its finding."""
    try:
        resolved = settle(load_plan(plan), target=target)
    except PlanError as error:
        fail_to_read(plan, error, "resolved")
    if as_json:
        deliver(_document(resolved), output)
        return
    deliver(resolved.text, output)
    print(_told(resolved), file=sys.stderr)


def _document(resolved: Resolved) -> str:
    parts = {
        "plan": resolved.text,
        "changes": [plain(finding) for finding in resolved.made],
        "left": [plain(finding) for finding in resolved.left],
    }
    return json.dumps(parts, indent=2, ensure_ascii=False) + "\n"


def _told(resolved: Resolved) -> str:
    bad = sum(finding.severity < Severity.NOTE for finding in resolved.left)
    left = [f"{bad} errors or warnings", counted(len(resolved.left) - bad, "note")]
    return f"{counted(len(resolved.made), 'finding')} settled; left: {' and '.join(left)}."
