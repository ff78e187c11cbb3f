"""From a plan, or a script that is to deploy one, to all that is wrong with it, in the order of the file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from longshore.findings.catalog import catalog
from longshore.findings.deployment import Deployment
from longshore.findings.draft import Draft
from longshore.findings.finding import (
    AnyRule,
    Evidence,
    Finding,
    Found,
    FoundInScript,
    Rule,
    Said,
    ScriptRule,
    Severity,
)
from longshore.plan.edits import Edit
from longshore.plan.problems import Position, Problem


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What no rule finds, for there is nothing to look at: a file that is not what it should be."""

    code: str
    name: str
    on_azure: str
    reference: str
    about: str


NOT_A_PLAN = Unreadable(
    code="LS001",
    name="not-a-plan",
    on_azure="nothing is deployed: this cannot be read as a plan, on any target",
    reference="the plan format, docs/contracts.md",
    about="""\
The file is no plan, on any target.

It cannot be read, is no YAML, has a key that no plan has or a value of another kind, or a name in it leads
nowhere. All of these are found in one run; what Azure would make of the plan is looked at when they are gone.
""",
)
NOT_A_SCRIPT = Unreadable(
    code="LS002",
    name="not-a-script",
    on_azure="not known: this cannot be read as a script of az commands",
    reference="the limits of reading scripts, longshore.azure.script",
    about="""\
The file given to `--script` cannot be read as a script.

It is no text, or goes beyond what a script that a person wrote would: in size, in depth, in how often loops
run. What was found in the plan is told all the same.
""",
)


@dataclass(frozen=True, slots=True)
class _Place:
    position: Position
    source_line: str
    width: int


def check(draft: Draft, rules: Iterable[AnyRule] | None = None) -> tuple[Finding, ...]:
    """Return what the rules for the draft's target find, by place, the worse first at the same place."""
    return _in_order(
        _finding(rule, found, _in_plan(draft, found), found.edits)
        for rule in (catalog() if rules is None else rules)
        if isinstance(rule, Rule) and draft.target in rule.targets
        for found in rule.find(draft)
    )


def check_script(deployment: Deployment, rules: Iterable[AnyRule] | None = None) -> tuple[Finding, ...]:
    """Return what the rules find in a script, in the same order."""
    return _in_order(
        _finding(rule, found, _in_script(deployment, found))
        for rule in (catalog() if rules is None else rules)
        if isinstance(rule, ScriptRule)
        for found in rule.find(deployment)
    )


def unreadable(problems: Iterable[Problem], what: Unreadable = NOT_A_PLAN) -> Iterator[Finding]:
    """Yield what keeps a file from being read as findings, so that one report serves both."""
    for problem in problems:
        yield Finding(
            code=what.code,
            name=what.name,
            severity=Severity.ERROR,
            file=problem.file,
            line=problem.line,
            column=problem.column,
            source_line=problem.source_line,
            width=1,
            message=problem.message,
            on_azure=what.on_azure,
            fix=f"expected: {problem.expected}",
            evidence=Evidence.SOURCE,
            reference=what.reference,
        )


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: (each.line, each.column, each.severity, each.code)))


def _in_plan(draft: Draft, found: Found) -> _Place:
    source = draft.source
    position = source.key_position(found.path) if found.at_key else source.position(found.path)
    return _Place(position, source.line(position.line), source.width(found.path, at_key=found.at_key))


def _in_script(deployment: Deployment, found: FoundInScript) -> _Place:
    width = deployment.width(found.position) if found.width is None else found.width
    return _Place(found.position, deployment.text.line(found.position.line), width)


def _finding(rule: AnyRule, said: Said, place: _Place, edits: tuple[Edit, ...] = ()) -> Finding:
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity if said.severity is None else said.severity,
        file=place.position.file,
        line=place.position.line,
        column=place.position.column,
        source_line=place.source_line,
        width=place.width,
        message=said.message,
        on_azure=said.on_azure or rule.on_azure,
        fix=said.fix,
        evidence=rule.evidence,
        reference=rule.reference,
        edits=edits,
    )
