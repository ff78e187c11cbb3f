"""The plan as Azure takes it: every finding's edits, made in the plan's own text, until none is left.

A resolved plan is a plan like any other. What was written stays as it was written, comments and all; each
line that changed says in a comment which finding changed it, and what stood there before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from longshore.findings.check import check
from longshore.findings.draft import Draft
from longshore.findings.finding import AnyRule, Finding, Target
from longshore.plan.document import Plan
from longshore.plan.editing import edited
from longshore.plan.edits import Append, Edit, Marked
from longshore.plan.load import plan_in
from longshore.plan.names import at
from longshore.plan.source import Source, Tree
from longshore.plan.text import SourceText

_MAX_PASSES = 20
"""More than any chain of findings that lead to one another; rules that undo each other would never end."""


class Unsettled(Exception):  # noqa: N818 - it says what the plan is
    """Rules undo each other's edits: an error of ours; `findings` are those that go on."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(sorted({finding.code for finding in findings})))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Resolved:
    """A resolved plan: its text, the plan in it, the findings that changed it, and those that remain."""

    text: str
    plan: Plan
    made: tuple[Finding, ...]
    left: tuple[Finding, ...]


def resolve(plan: Plan, rules: Iterable[AnyRule] | None = None, target: Target = Target.AZURE) -> Resolved:
    """Return the plan with everything settled that a machine can settle; raises Unsettled."""
    rules = None if rules is None else tuple(rules)
    made: list[Finding] = []
    for _ in range(_MAX_PASSES):
        findings = check(Draft(plan, target), rules)
        worst = _worst(findings)
        if not worst:
            return Resolved(plan.source.text.content, plan, tuple(made), findings)
        made += worst
        marked = [
            Marked(edit, finding.code, _note(edit, plan.source.data))
            for finding in worst
            for edit in finding.edits
        ]
        plan = _reread(plan.source, edited(plan.source, marked))
    raise Unsettled(tuple(finding for finding in check(Draft(plan, target), rules) if finding.edits))


def _worst(findings: tuple[Finding, ...]) -> list[Finding]:
    """Return what to settle next: errors first, for what is added may repeat what is written."""
    resolvable = [finding for finding in findings if finding.edits]
    severity = min((finding.severity for finding in resolvable), default=None)
    return [finding for finding in resolvable if finding.severity is severity]


def _reread(source: Source, text: str) -> Plan:
    return plan_in(Source(SourceText(source.text.file, text)))


def _note(edit: Edit, tree: Tree) -> str:
    """Return what stood at a place, in one line; that something was added where nothing did."""
    before = None if isinstance(edit, Append) else at(tree, edit.path)
    return "added" if before is None else f"was {_inline(before)}"


def _inline(value: Tree) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "{" + ", ".join(f"{key}: {_inline(inner)}" for key, inner in value.items()) + "}"
        case tuple():
            return "[" + ", ".join(_inline(inner) for inner in value) + "]"
        case _:
            return str(value)
