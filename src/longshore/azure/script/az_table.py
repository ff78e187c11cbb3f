"""What az accepts, read off its own parser (tests/peers/az) into `az-commands.json`.

The table holds the commands that a script for a Service Bus plan needs, and what each of their groups has. Of
other commands it says nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class AcceptedOption:
    """One option of a command.

    `values`: how many it takes: "0", "1", "?" (at most one), "+" (one or more), "*" (any). `required` is a
    name where an option of that name makes up for it; `configured` is the default that does, as set by
    `az configure --defaults`.
    """

    names: tuple[str, ...]
    values: str = "1"
    required: bool | str = False
    configured: str = ""
    choices: tuple[str, ...] = ()
    integer: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The commands of one version of az: the options of each, and what each group on the way to them has."""

    version: str
    groups: Mapping[str, Sequence[str]]
    commands: Mapping[str, tuple[AcceptedOption, ...]]


@cache
def az_table() -> Table:
    """Return the table."""
    data = json.loads(files("longshore.azure.script").joinpath("az-commands.json").read_text("utf-8"))
    every = _options(data["every"])
    commands = {name: (*_options(options), *every) for name, options in data["commands"].items()}
    return Table(data["az"], data["groups"], commands)


def meant(name: str, options: Sequence[AcceptedOption]) -> tuple[AcceptedOption, ...]:
    """Return the options that a name, perhaps cut short, may stand for."""
    exact = tuple(option for option in options if name in option.names)
    if exact or not name.startswith("--"):
        return exact
    return tuple(option for option in options if any(each.startswith(name) for each in option.names))


def _options(written: Mapping[str, Mapping[str, Any]]) -> tuple[AcceptedOption, ...]:
    return tuple(
        AcceptedOption(tuple(names.split()), **{**facts, "choices": tuple(facts.get("choices", ()))})
        for names, facts in written.items()
    )
