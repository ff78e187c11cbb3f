"""Pages that are made from what the program prints: `python -m tests.docs.pages` writes them anew.

docs/findings/ has a page for every rule, and an index of them. In docs/check.md each block behind a comment
such as `<!-- LS101 -->` is what `longshore check` prints about the first finding of that code in the plan of
the AI service.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from longshore.findings.catalog import catalog
from longshore.findings.check import check
from longshore.findings.draft import Draft
from longshore.findings.finding import Finding
from longshore.findings.page import page
from longshore.findings.text import rendered, word
from longshore.plan.load import parse_plan

ROOT = Path(__file__).parents[2]
PLAN = "plans/ai-service.yaml"
CHECK_PAGE = ROOT / "docs" / "check.md"
FINDINGS = ROOT / "docs" / "findings"

_BLOCK = re.compile(r"(<!-- (?P<code>LS\d{3}) -->\n```\n)(?P<printed>.*?)(\n```)", re.DOTALL)


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every page, and what must stand in it."""
    yield CHECK_PAGE, with_messages(CHECK_PAGE.read_text(encoding="utf-8"))
    yield FINDINGS / "README.md", index()
    for rule in catalog():
        yield FINDINGS / f"{rule.code}.md", page(rule)


def index() -> str:
    """Return the list of all rules."""
    rows = [
        f"| [{rule.code}]({rule.code}.md) | {word(rule.severity)} | {rule.name} | {_summary(rule.about)} |"
        for rule in catalog()
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
    """Return the first finding of each code in the plan of the AI service."""
    plan = parse_plan((ROOT / PLAN).read_bytes(), PLAN)
    return {finding.code: finding for finding in reversed(check(Draft(plan)))}


def _summary(about: str | None) -> str:
    return (about or "").strip().partition("\n")[0]


if __name__ == "__main__":
    FINDINGS.mkdir(exist_ok=True)
    for path, text in pages():
        path.write_text(text, encoding="utf-8")
