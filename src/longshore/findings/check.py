"""From a plan to everything that is wrong with it, in the order of the file."""

from collections.abc import Iterable, Iterator

from longshore.findings.catalog import catalog
from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Finding, Found, Rule, Severity
from longshore.plan.problems import Problem

UNREADABLE = "LS001"
"""The code of what makes a file no plan at all, which no rule finds."""


def check(draft: Draft, rules: Iterable[Rule] | None = None) -> tuple[Finding, ...]:
    """Return what the rules for the draft's target find, by place, the worse first at the same place."""
    findings = [
        _finding(rule, found, draft)
        for rule in (catalog() if rules is None else rules)
        if draft.target in rule.targets
        for found in rule.find(draft)
    ]
    return tuple(sorted(findings, key=lambda each: (each.line, each.column, each.severity, each.code)))


def unreadable(problems: Iterable[Problem]) -> Iterator[Finding]:
    """Yield what keeps a file from being a plan as findings, so that one report serves both."""
    for problem in problems:
        yield Finding(
            code=UNREADABLE,
            name="not-a-plan",
            severity=Severity.ERROR,
            file=problem.file,
            line=problem.line,
            column=problem.column,
            source_line=problem.source_line,
            width=1,
            message=problem.message,
            on_azure="nothing is deployed: this cannot be read as a plan, on any target",
            fix=f"expected: {problem.expected}",
            evidence=Evidence.SOURCE,
            reference="the plan format, docs/contracts.md",
        )


def _finding(rule: Rule, found: Found, draft: Draft) -> Finding:
    source = draft.source
    place = source.key_position(found.path) if found.at_key else source.position(found.path)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity if found.severity is None else found.severity,
        file=place.file,
        line=place.line,
        column=place.column,
        source_line=source.line(place.line),
        width=source.width(found.path, at_key=found.at_key),
        message=found.message,
        on_azure=found.on_azure or rule.on_azure,
        fix=found.fix,
        evidence=rule.evidence,
        reference=rule.reference,
        edits=found.edits,
    )
