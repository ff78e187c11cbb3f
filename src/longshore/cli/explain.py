"""`longshore explain`: the page about one kind of finding."""

import json
from typing import Annotated

import typer

from longshore.cli.exits import Exit, fail
from longshore.findings.catalog import catalog
from longshore.findings.page import UNREADABLE, page_of
from longshore.findings.text import word

Code = Annotated[str | None, typer.Argument(help="A code such as LS101; without one, all are listed.")]
AsJson = Annotated[bool, typer.Option("--json", help="The list, or the page, as JSON.")]


def explain(code: Code = None, as_json: AsJson = False) -> None:
    """Explain a finding: what it means, how we know, an example, and what settles it."""
    if code is None:
        _list(as_json)
        return
    try:
        text = page_of(code)
    except LookupError:
        fail(Exit.BAD_INPUT, f"There is no finding {code}; `longshore explain` lists them.")
    print(json.dumps({"code": code.upper(), "page": text}) if as_json else text, end="")


def _list(as_json: bool) -> None:
    files = [(each.code, "error", each.name, _sentence(each.about)) for each in UNREADABLE]
    rules = [(each.code, word(each.severity), each.name, _sentence(each.about)) for each in catalog()]
    rows = files + rules
    if as_json:
        keys = ("code", "severity", "name", "summary")
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2))
        return
    for code, severity, name, summary in rows:
        print(f"{code}  {severity:7}  {name:28}  {summary}")


def _sentence(about: str | None) -> str:
    return (about or "").strip().partition("\n")[0]
