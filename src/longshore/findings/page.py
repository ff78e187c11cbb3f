"""The page about a rule, made from the rule itself: what it is about, an example, and how it is settled."""

from longshore.findings.check import check
from longshore.findings.draft import Draft
from longshore.findings.finding import Finding, Rule, Target
from longshore.findings.resolve import resolve
from longshore.findings.text import rendered, word
from longshore.plan.document import Plan
from longshore.plan.load import parse_plan

EXAMPLE_FILE = "plan.yaml"
_ENDS = 20
"""How many lines of a long example are shown, at its beginning and at its end."""

_TARGETS = {Target.AZURE: "Azure", Target.LOCAL: "the embedded broker"}


def page(rule: Rule) -> str:
    """Return a rule's page in Markdown."""
    plan = parse_plan(rule.failing.encode(), EXAMPLE_FILE)
    target = Target.AZURE if Target.AZURE in rule.targets else Target.LOCAL
    findings = [found for found in check(Draft(plan, target), [rule]) if found.code == rule.code]
    return (
        "\n\n".join(
            [
                f"# {rule.code}: {rule.name}",
                f"{word(rule.severity).capitalize()}; checked for {_targets(rule)}.",
                (rule.about or "").strip(),
                f"**On Azure:** {rule.on_azure}.",
                f"**How we know:** {rule.evidence.value}; {rule.reference}.",
                "## Found",
                _fenced("yaml", rule.failing),
                "says",
                _fenced("", "\n\n".join(rendered(finding) for finding in findings)),
                *_settled(rule, plan, findings),
                "## Not found",
                _fenced("yaml", rule.passing),
            ]
        )
        + "\n"
    )


def _targets(rule: Rule) -> str:
    return " and ".join(_TARGETS[target] for target in Target if target in rule.targets)


def _settled(rule: Rule, plan: Plan, findings: list[Finding]) -> list[str]:
    if not any(finding.edits for finding in findings):
        return []
    return ["`longshore resolve` makes of it", _fenced("yaml", resolve(plan, [rule]).text)]


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{_shortened(text.rstrip())}\n```"


def _shortened(text: str) -> str:
    """Leave out the middle of what goes on for pages, as an example of too many entities does."""
    lines = text.split("\n")
    left_out = len(lines) - 2 * _ENDS
    if left_out <= _ENDS:
        return text
    return "\n".join([*lines[:_ENDS], f"# ... {left_out:,} more lines ...", *lines[-_ENDS:]])
