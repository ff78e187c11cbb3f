"""From az's parser to the table of commands that Longshore carries."""

import json
from argparse import Action
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .parser import Parser, Settings

_VALUES = {None: "1", 0: "0"}


def as_json(parser: Parser, names: Sequence[str]) -> str:
    """Return the table: one option in a line, sorted, what all commands share apart."""
    commands = {name: dict(_options(parser, name)) for name in sorted(names)}
    shared = set.intersection(*(set(options) for options in commands.values()))
    table = {
        "az": parser.version,
        "groups": dict(sorted(_groups(parser, names).items())),
        "every": {name: commands[names[0]][name] for name in sorted(shared)},
        "commands": {
            command: {name: options[name] for name in sorted(options.keys() - shared)}
            for command, options in commands.items()
        },
    }
    return "".join(_lines(table, 0)) + "\n"


def _groups(parser: Parser, names: Iterable[str]) -> dict[str, list[str]]:
    """Return each group on the way to the commands, with everything that az itself has in it."""
    words = [name.split() for name in names]
    wanted = {tuple(each[:length]) for each in words for length in range(len(each))}
    known = [tuple(name.split()) for name in parser.settings]
    return {
        " ".join(group): sorted({name[len(group)] for name in known if name[: len(group)] == group})
        for group in wanted
    }


def _options(parser: Parser, command: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for action in parser.actions(command):
        if type(action).__name__ == "IgnoreAction" or not action.option_strings:
            continue
        names = sorted(action.option_strings, key=lambda name: (name[:2] != "--", name))
        settings = parser.settings[command].get(action.dest, {})
        yield " ".join(names), dict(_facts(action, settings))


def _facts(action: Action, settings: Settings) -> Iterator[tuple[str, object]]:
    values = _VALUES.get(action.nargs, str(action.nargs))  # type: ignore[arg-type]  # argparse allows None
    if values != "1":
        yield "values", values
    if action.required or settings.get("required"):
        yield "required", True if action.required else "--ids"
        if settings.get("configured_default"):
            yield "configured", settings["configured_default"]
    schema = getattr(action, "_schema", None)
    if action.choices is not None:
        yield "choices", [str(choice) for choice in action.choices]
    elif enum := getattr(getattr(schema, "_element", None), "enum", None):
        yield "choices", list(enum.items)
    elif action.type is int or getattr(schema, "DataType", None) is int:
        yield "integer", True


def _lines(value: object, depth: int) -> Iterator[str]:
    """Yield JSON with a line for each group, command and option."""
    if not isinstance(value, dict) or (
        depth > 1 and not any(isinstance(item, dict) for item in value.values())
    ):
        yield json.dumps(value)
        return
    inner = "\n" + "  " * (depth + 1)
    for index, (key, item) in enumerate(value.items()):
        yield f"{',' if index else '{'}{inner}{json.dumps(key)}: "
        yield from _lines(item, depth + 1)
    yield "\n" + "  " * depth + "}"
