"""`longshore check`: what Azure would refuse, change in silence, or leave undone of a plan."""

import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from longshore.cli.exits import Exit
from longshore.findings.check import NOT_A_SCRIPT, check_script, unreadable
from longshore.findings.check import check as run_rules
from longshore.findings.deployment import Deployment
from longshore.findings.draft import Draft
from longshore.findings.finding import Finding, Severity, Target
from longshore.findings.machine import as_json, as_sarif
from longshore.findings.text import blocks, summary
from longshore.plan.load import load_plan, read
from longshore.plan.problems import PlanError
from longshore.plan.text import decode


class Format(Enum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


Plan = Annotated[Path, typer.Argument(help="A plan file.")]
For = Annotated[Target, typer.Option("--target", help="What the plan is to run on.")]
AsJson = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
In = Annotated[Format, typer.Option("--format", help="Text for people; JSON; SARIF 2.1.0 for code scanning.")]
Script = Annotated[
    Path | None,
    typer.Option(help="A bash script of az commands that is to deploy the plan: it is checked too."),
]

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def check(
    plan: Plan,
    target: For = Target.AZURE,
    script: Script = None,
    as_json: AsJson = False,
    format: In = Format.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Find what Azure would refuse, silently change or leave undone, all in one run.

    Ends with 0 where there are notes at most, 1 where there are errors or warnings, 2 where a file cannot be
    read.
    """
    try:
        findings = _found(plan, target, script)
        code = _code(findings)
    except _NotReadError as error:
        findings, code = error.findings, Exit.BAD_INPUT
    told = summary(findings, str(plan), str(script) if script else "")
    _show(findings, told, Format.JSON if as_json else format)
    raise typer.Exit(code)


class _NotReadError(Exception):
    """A file is not what it should be; `findings` say what is wrong with it, and what else was found."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__()
        self.findings = findings


def _found(plan: Path, target: Target, script: Path | None) -> tuple[Finding, ...]:
    try:
        draft = Draft(load_plan(plan), target)
    except PlanError as error:
        _mention_import(plan)
        raise _NotReadError(tuple(unreadable(error.problems))) from error
    findings = run_rules(draft)
    if script is None:
        return findings
    try:
        return (*findings, *check_script(Deployment(draft, decode(str(script), read(script, "a script")))))
    except PlanError as error:
        raise _NotReadError((*findings, *unreadable(error.problems, NOT_A_SCRIPT))) from error


def _mention_import(file: Path) -> None:
    if file.suffix.casefold() in {".md", ".markdown", ".json"}:
        print(
            f"Is {file} a document, a template or a Config.json? `longshore import` makes plans of them.",
            file=sys.stderr,
        )


def _code(findings: tuple[Finding, ...]) -> Exit:
    is_bad = any(finding.severity < Severity.NOTE for finding in findings)
    return Exit.FINDINGS if is_bad else Exit.FINE


def _show(findings: tuple[Finding, ...], told: str, format_: Format) -> None:
    match format_:
        case Format.JSON:
            print(as_json(findings))
        case Format.SARIF:
            print(as_sarif(findings))
        case Format.TEXT:
            if findings:
                typer.echo(blocks(findings, _paint) + "\n")
            print(told, file=sys.stderr if findings else sys.stdout)


def _paint(text: str, severity: Severity | None) -> str:
    """Colour a text; `typer.echo` takes the colours off again where nobody would see them."""
    if severity is None:
        return typer.style(text, fg="blue")
    return typer.style(text, fg=_COLOURS[severity], bold=True)
