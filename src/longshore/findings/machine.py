"""Findings for programs: JSON of our own, and SARIF 2.1.0 for code scanning.

[SARIF] is the Static Analysis Results Interchange Format, version 2.1.0 of OASIS. Paths and columns are as in
the file: lines and columns count from 1, columns in characters [SARIF 3.30.4, `unicodeCodePoints`].
"""

import json
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from longshore.findings.catalog import catalog
from longshore.findings.finding import AnyRule, Finding
from longshore.findings.text import word

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(findings: Iterable[Finding]) -> str:
    """Return `{"findings": [...]}`, with the keys of docs/contracts.md."""
    return json.dumps({"findings": [plain(finding) for finding in findings]}, indent=2, ensure_ascii=False)


def as_sarif(findings: Sequence[Finding]) -> str:
    """Return a SARIF log of one run."""
    used = {finding.code for finding in findings}
    rules = [rule for rule in catalog() if rule.code in used]
    indices = {rule.code: index for index, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "longshore",
                "version": version("longshore"),
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, indices) for finding in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def plain(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON's values, with the keys of docs/contracts.md."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": word(finding.severity),
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "on_azure": finding.on_azure,
        "fix": finding.fix,
        "resolvable": bool(finding.edits),
        "evidence": finding.evidence.value,
        "reference": finding.reference,
        "url": finding.url,
    }


def _rule(rule: AnyRule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": (rule.about or "").partition("\n")[0]},
        "fullDescription": {"text": (rule.about or "").strip()},
        "help": {"text": f"On Azure: {rule.on_azure}. Known from: {rule.reference}."},
        "defaultConfiguration": {"level": word(rule.severity)},
    }


def _result(finding: Finding, indices: dict[str, int]) -> dict[str, Any]:
    rule = {"ruleIndex": indices[finding.code]} if finding.code in indices else {}
    return {
        "ruleId": finding.code,
        **rule,
        "level": word(finding.severity),
        "message": {"text": f"{finding.message}. On Azure: {finding.on_azure}. Fix: {finding.fix}."},
        "locations": [{"physicalLocation": _place(finding)}],
    }


def _place(finding: Finding) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endColumn": finding.column + finding.width,
    }
    return {"artifactLocation": {"uri": quote(PurePath(finding.file).as_posix())}, "region": region}
