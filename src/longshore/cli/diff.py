"""`longshore diff`: what changes from one plan to another, by meaning."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from longshore.cli.exits import Exit, fail
from longshore.plan.diff import Difference, differences
from longshore.plan.document import Plan
from longshore.plan.load import load_plan
from longshore.plan.problems import PlanError, Position
from longshore.plan.source import Tree

Old = Annotated[Path, typer.Argument(help="A plan file.")]
New = Annotated[Path, typer.Argument(help="The plan file to compare it with.")]
AsJson = Annotated[bool, typer.Option("--json", help="The differences as JSON.")]

_SIGNS: Final = {"added": "+", "removed": "-", "changed": "~"}
_COLOURS: Final = {"added": "green", "removed": "red", "changed": "yellow"}
_MAX_SHOWN_CHARACTERS: Final = 60


def diff(old: Old, new: New, as_json: AsJson = False) -> None:
    """Compare two plans by what they mean: PT72H is P3D, order and written defaults make no difference.

    Ends with 0 where they mean the same, 1 where they differ, 2 where one cannot be read.
    """
    found = differences(*_loaded(old, new))
    if as_json:
        print(json.dumps({"differences": [asdict(each) for each in found]}, indent=2, ensure_ascii=False))
    elif found:
        typer.echo("\n".join(_tree(found)))
    else:
        print(f"{old} and {new} mean the same.", file=sys.stderr)
    raise typer.Exit(Exit.FINDINGS if found else Exit.FINE)


def _loaded(*paths: Path) -> tuple[Plan, ...]:
    """Return the plans in files; ends the program with what is wrong with any of them."""
    plans, errors = [], []
    for path in paths:
        try:
            plans.append(load_plan(path))
        except PlanError as error:
            errors.append(str(error))
    if errors:
        fail(Exit.BAD_INPUT, "\n\n".join(errors))
    return tuple(plans)


def _tree(found: Iterable[Difference]) -> Iterator[str]:
    """Yield one line for every section with differences, and below it one for each of them."""
    sections: dict[tuple[str, ...], list[Difference]] = {}
    for each in found:
        sections.setdefault(each.path[:-1], []).append(each)
    for path, inside in sections.items():
        yield typer.style(" / ".join(_shown_steps(path)) or "plan", bold=True)
        texts = [_text(each) for each in inside]
        width = max(map(len, texts))
        for each, text in zip(inside, texts, strict=True):
            sign = typer.style(_SIGNS[each.kind], fg=_COLOURS[each.kind], bold=True)
            yield f"  {sign} {text.ljust(width)}  {typer.style(_places(each), fg='blue')}".rstrip()


def _shown_steps(path: tuple[str, ...]) -> Iterator[str]:
    """Yield the steps of a path that tell something: everything about an entity is its `properties`."""
    return (step for step in path if step != "properties")


def _text(each: Difference) -> str:
    key = each.path[-1]
    match each.kind:
        case "added":
            return f"{key}: {_shown(each.new)}"
        case "removed":
            return f"{key}: {_shown(each.old)}"
        case "changed":
            return f"{key}: {_side(each.old, each.old_position)} -> {_side(each.new, each.new_position)}"


def _side(value: Tree, position: Position | None) -> str:
    return _shown(value) if position else f"{_shown(value)} (default)"


def _shown(value: Tree) -> str:
    """Return a value on one line, texts without quotes, and no more of it than fits."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(text.split())
    return line if len(line) <= _MAX_SHOWN_CHARACTERS else line[:_MAX_SHOWN_CHARACTERS] + "..."


def _places(each: Difference) -> str:
    written = (each.old_position, each.new_position)
    return ", ".join(f"{place.file}:{place.line}" for place in written if place)
