"""Pages that are made from what the program prints: `python -m tests.docs.pages` writes them anew.

docs/findings/ has a page for every rule, and an index of them. In README.md and docs/check.md each block
behind a comment such as `<!-- LS101 -->` is what `longshore check` prints about the first finding of that
code in the plan of the AI service, or in the script that goes with it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from longshore.findings.catalog import catalog
from longshore.findings.check import check, check_script
from longshore.findings.deployment import Deployment
from longshore.findings.draft import Draft
from longshore.findings.finding import Finding
from longshore.findings.page import UNREADABLE, page, page_of_unreadable
from longshore.findings.text import rendered, word
from longshore.plan.load import parse_plan
from longshore.plan.text import decode

ROOT = Path(__file__).parents[2]
PLAN = "plans/ai-service.yaml"
SCRIPT = "tests/data/install.sh"
README = ROOT / "README.md"
CHECK_PAGE = ROOT / "docs" / "check.md"
FINDINGS = ROOT / "docs" / "findings"

_BLOCK = re.compile(r"(<!-- (?P<code>LS\d{3}) -->\n```\n)(?P<printed>.*?)(\n```)", re.DOTALL)


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every page, and what must stand in it."""
    for path in (README, CHECK_PAGE):
        yield path, with_messages(path.read_text(encoding="utf-8"))
    yield FINDINGS / "README.md", index()
    for what in UNREADABLE:
        yield FINDINGS / f"{what.code}.md", page_of_unreadable(what)
    for rule in catalog():
        yield FINDINGS / f"{rule.code}.md", page(rule)


def index() -> str:
    """Return the list of all rules."""
    files = [(what.code, "error", what.name, what.about) for what in UNREADABLE]
    rules = [(rule.code, word(rule.severity), rule.name, rule.about) for rule in catalog()]
    rows = [
        f"| [{code}]({code}.md) | {severity} | {name} | {_summary(about)} |"
        for code, severity, name, about in files + rules
    ]
    head = (
        "# Findings\n\nEvery finding of `longshore check`; `longshore explain CODE` prints the same pages.\n"
    )
    return "\n".join([head, "| code | severity | name | in short |", "|---|---|---|---|", *rows]) + "\n"


def with_messages(text: str) -> str:
    """Return a page whose blocks are what the program prints now."""
    first = first_findings()
    return _BLOCK.sub(lambda block: block[1] + rendered(first[block["code"]]) + block[4], text)


def codes_in(text: str) -> list[str]:
    """Return the codes of the messages that a page shows."""
    return [block["code"] for block in _BLOCK.finditer(text)]


def first_findings() -> dict[str, Finding]:
    """Return the first finding of each code in the plan of the AI service, and in its script."""
    draft = Draft(parse_plan((ROOT / PLAN).read_bytes(), PLAN))
    deployment = Deployment(draft, decode(SCRIPT, (ROOT / SCRIPT).read_bytes()))
    findings = (*check(draft), *check_script(deployment))
    return {finding.code: finding for finding in reversed(findings)}


def _summary(about: str | None) -> str:
    return (about or "").strip().partition("\n")[0]


if __name__ == "__main__":
    FINDINGS.mkdir(exist_ok=True)
    for path, text in pages():
        path.write_text(text, encoding="utf-8")
