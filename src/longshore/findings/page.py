"""The page about a rule, made from the rule itself: what it is about, an example, and how it is settled."""

from longshore.findings.catalog import rule
from longshore.findings.check import NOT_A_PLAN, NOT_A_SCRIPT, Unreadable, check, check_script
from longshore.findings.deployment import Deployment
from longshore.findings.draft import Draft
from longshore.findings.finding import AnyRule, Example, Finding, Rule, ScriptRule, Target
from longshore.findings.resolve import resolve
from longshore.findings.text import rendered, word
from longshore.plan.document import Plan
from longshore.plan.load import parse_plan
from longshore.plan.text import SourceText

EXAMPLE_FILE = "plan.yaml"
EXAMPLE_SCRIPT = "deploy.sh"
_ENDS = 20
"""How many lines of a long example are shown, at its beginning and at its end."""

_TARGETS = {Target.AZURE: "Azure", Target.LOCAL: "the embedded broker"}


UNREADABLE = (NOT_A_PLAN, NOT_A_SCRIPT)


def page_of(code: str) -> str:
    """Return the page about a code, in any case; raises LookupError."""
    for what in UNREADABLE:
        if what.code == code.upper():
            return page_of_unreadable(what)
    return page(rule(code))


def page_of_unreadable(what: Unreadable) -> str:
    """Return the page about files that no rule looks at."""
    return f"# {what.code}: {what.name}\n\nError; checked for every target.\n\n{what.about}"


def page(rule: AnyRule) -> str:
    """Return a rule's page in Markdown."""
    parts = [
        f"# {rule.code}: {rule.name}",
        f"{word(rule.severity).capitalize()}; checked for {_targets(rule)}.",
        (rule.about or "").strip(),
        f"**On Azure:** {rule.on_azure}.",
        f"**How we know:** {rule.evidence.value}; {rule.reference}.",
        *_examples(rule),
    ]
    return "\n\n".join(parts) + "\n"


def _examples(rule: AnyRule) -> list[str]:
    match rule:
        case Rule():
            plan = _plan(rule.failing)
            target = Target.AZURE if Target.AZURE in rule.targets else Target.LOCAL
            findings = check(Draft(plan, target), [rule])
            found, passing = [_fenced("yaml", rule.failing)], [_fenced("yaml", rule.passing)]
            settled = _settled(rule, plan, findings)
        case ScriptRule():
            text = SourceText(EXAMPLE_SCRIPT, rule.failing.script)
            findings = check_script(Deployment(Draft(_plan(rule.failing.plan)), text), [rule])
            found, passing = _both(rule.failing), _both(rule.passing)
            settled = []
        case _:
            return []
    said = _fenced("", "\n\n".join(rendered(finding) for finding in findings))
    return ["## Found", *found, "says", said, *settled, "## Not found", *passing]


def _plan(text: str) -> Plan:
    return parse_plan(text.encode(), EXAMPLE_FILE)


def _both(example: Example) -> list[str]:
    return [_fenced("yaml", example.plan), "with the script", _fenced("bash", example.script)]


def _targets(rule: AnyRule) -> str:
    return " and ".join(_TARGETS[target] for target in Target if target in rule.targets)


def _settled(rule: Rule, plan: Plan, findings: tuple[Finding, ...]) -> list[str]:
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
