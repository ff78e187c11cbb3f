"""Findings for people: what is wrong, the line with a caret under it, what happens, how we know, what to do.

    error[LS101]: a lock of PT2H on training, where Azure allows five minutes
      --> plan.yaml:6:22
       |
     6 |       lock_duration: PT2H # as long as a training takes
       |                      ^^^^
       = on Azure: 400 SubCode=40000. The supplied lock time exceeds ...
       = we know: documented, Service Bus Resource Manager exceptions (2022-10)
       = fix: PT5M, and workers that renew the lock for up to PT2H
       = more: longshore explain LS101

Findings come in the order of the file, so that one can go through it once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final

from longshore.findings.finding import Finding, Severity
from longshore.plan.problems import blank, excerpt

Paint = Callable[[str, Severity | None], str]
"""Gives a text the colour of a severity, or of what is secondary."""

_WORDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_WIDTH = 110


def plain(text: str, _severity: Severity | None) -> str:
    """Return a text as it is."""
    return text


def blocks(findings: Iterable[Finding], paint: Paint = plain) -> str:
    """Return findings one below the other; what one says of Azure as the last of its kind is said once."""
    said: dict[str, Finding] = {}
    rows = []
    for finding in findings:
        rows.append(rendered(finding, paint, said.get(finding.code)))
        if not _says_the_same(finding, said.get(finding.code)):
            said[finding.code] = finding
    return "\n\n".join(rows)


def rendered(finding: Finding, paint: Paint = plain, before: Finding | None = None) -> str:
    """Return a finding as a block of lines; `before` is one of its kind that may say the same of Azure."""
    margin = " " * len(str(finding.line))
    bar = paint(f" {margin} |", None)
    return "\n".join(
        [
            f"{paint(f'{word(finding.severity)}[{finding.code}]', finding.severity)}: {finding.message}",
            f"{paint(f' {margin}-->', None)} {finding.file}:{finding.line}:{finding.column}",
            *_excerpt(finding, bar, paint),
            *_facts(finding, before, f" {margin} ", paint),
        ]
    )


def word(severity: Severity) -> str:
    """Return how a severity is called: error, warning or note."""
    return _WORDS[severity]


def summary(findings: Sequence[Finding], plan: str, script: str = "") -> str:
    """Return one line that counts the findings in both files, and says which of them `resolve` settles."""
    files = f"{plan} and {script}" if script else plan
    if not findings:
        return f"{files}: nothing to say."
    counts = Counter(finding.severity for finding in findings)
    parts = [counted(counts[severity], _WORDS[severity]) for severity in Severity if counts[severity]]
    settled = sum(bool(finding.edits) for finding in findings)
    told = f"{files}: {', '.join(parts)}."
    return f"{told} `longshore resolve {plan}` settles {settled} of them." if settled else told


def _excerpt(finding: Finding, bar: str, paint: Paint) -> Iterator[str]:
    if not finding.source_line.strip():
        return
    before, behind = excerpt(finding.source_line, finding.column - 1)
    carets = "^" * max(1, len(blank(behind[: finding.width])))
    yield bar
    yield f"{paint(f' {finding.line} |', None)} {before}{behind}"
    yield f"{bar} {blank(before)}{paint(carets, finding.severity)}"


def _facts(finding: Finding, before: Finding | None, margin: str, paint: Paint) -> Iterator[str]:
    for name, text in _said(finding, before):
        first, *rest = wrap(text, _WIDTH - len(margin) - len(name) - 4, break_on_hyphens=False)
        yield f"{margin}{paint('=', None)} {name}: {first}"
        yield from (f"{margin}  {' ' * len(name)}  {line}" for line in rest)


def _said(finding: Finding, before: Finding | None) -> Iterator[tuple[str, str]]:
    if before is not None and _says_the_same(finding, before):
        yield "on Azure", f"as in line {before.line}"
    else:
        yield "on Azure", finding.on_azure
        yield "we know", f"{finding.evidence.value}, {finding.reference}"
    yield "fix", finding.fix
    yield "more", f"longshore explain {finding.code}"


def _says_the_same(finding: Finding, before: Finding | None) -> bool:
    return before is not None and (finding.on_azure, finding.file) == (before.on_azure, before.file)


def counted(count: int, thing: str) -> str:
    """Return `1 error`, `2 errors`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
