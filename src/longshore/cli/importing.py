"""`longshore import`: a plan from a document in Markdown, an ARM template, or the emulator's Config.json."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from longshore import documents, emulator
from longshore.azure.arm.reading import plan_text
from longshore.cli.exits import Exit, fail_to_read
from longshore.cli.output import Output, deliver
from longshore.plan.load import parse_plan, read
from longshore.plan.problems import PlanError, Problem
from longshore.plan.source import Source
from longshore.plan.text import decode

File = Annotated[
    Path,
    typer.Argument(metavar="SOURCE", help="A document in Markdown, an ARM template, or a Config.json."),
]
AsJson = Annotated[bool, typer.Option("--json", help="The plan's text, and what is not in it, as JSON.")]


@dataclass(frozen=True, slots=True)
class Left:
    """Something of the source that is not in the plan: where it stands, what it is and why it is left out."""

    place: str
    what: str
    is_understood: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan's text, and what of its source is not in it."""

    plan: str
    left: tuple[Left, ...] = ()


def import_(source: File, output: Output = None, as_json: AsJson = False) -> None:
    """Write a plan made from something else; what of it is not in the plan is told on standard error.

    Ends with 1 where something was not understood.
    """
    try:
        imported = _imported(read(source), str(source))
    except PlanError as error:
        fail_to_read(source, error, "imported")
    deliver(_json(imported) if as_json else imported.plan, output)
    if not as_json:
        for left in imported.left:
            print(f"{left.place}: {left.what}", file=sys.stderr)
    raise typer.Exit(Exit.FINE if all(left.is_understood for left in imported.left) else Exit.FINDINGS)


def _imported(data: bytes, file: str) -> Imported:
    """Return the plan in a file of any kind, told apart by name and content; raises PlanError."""
    if documents.is_document(file, data):
        return _document(data, file)
    source = Source(decode(file, data), emulator.spelled)
    if emulator.is_config(source):
        return Imported(emulator.as_plan(source))
    if isinstance(source.data, Mapping) and "resources" in source.data:
        return _template(data, file)
    expected = "a document in Markdown, an ARM template with `resources`, or a Config.json with `UserConfig`"
    raise PlanError(Problem(file, 1, 1, "", "this is nothing that a plan can be made from", expected))


def _document(data: bytes, file: str) -> Imported:
    found = documents.read_document(data, file)
    left = tuple(
        Left(
            place=f"{each.file}:{each.line}",
            what=f"{each.standing.value}: {each.text} ({each.reason})",
            is_understood=each.standing is not documents.Standing.UNKNOWN,
        )
        for each in found.leftovers
    )
    return Imported(found.text, left)


def _template(data: bytes, file: str) -> Imported:
    found = plan_text(_object(data, file), file)
    parse_plan(found.text.encode(), file)
    left = tuple(Left(f"{file}: {each.path}", each.reason, is_understood=False) for each in found.leftovers)
    return Imported(found.text, left)


def _object(data: bytes, file: str) -> dict[str, Any]:
    try:
        template: dict[str, Any] = json.loads(data)
    except ValueError as error:
        raise PlanError(Problem(file, 1, 1, "", f"not JSON: {error}", "an ARM template in JSON")) from error
    return template


def _json(imported: Imported) -> str:
    parts = {"plan": imported.plan, "left": [asdict(left) for left in imported.left]}
    return json.dumps(parts, indent=2, ensure_ascii=False) + "\n"
