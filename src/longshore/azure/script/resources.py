"""What is there after a script ran: every thing its commands make, with the plan's names for its properties.

Names compare without case, as in Azure. Where a command asks for an ARM id, the id counts as the name at its
end, and so does what `$(az ... show ... --query id)` would print.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from longshore.azure.script.az import instead_of, taken
from longshore.azure.script.az_table import AcceptedOption, az_table, meant
from longshore.azure.script.commands import Command, Option, Script, Word
from longshore.azure.script.kinds import KINDS
from longshore.plan.problems import Position

_MAKES: Final = ("create", "set", "add")
_ASKS: Final = ("show", "exists")
_ALWAYS_THERE: Final = ("network_access",)
"""What Azure makes together with a namespace."""
_ADDED_UP: Final = ("--action", "--condition")
"""What may be written several times; of other options the last counts."""
_TRUE: Final = ("true", "t", "yes", "y", "1")
_ID: Final = re.compile(r"/subscriptions/.*/providers/", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing in Azure: its kind and name, outermost part first, and the command that made it.

    A property is a word at the place of its value; true and false are spelled so, several values are joined
    by spaces. A part of the name that no option says is empty; it is `known` if no part is left to a run.
    """

    kind: str
    path: tuple[str, ...]
    known: bool
    properties: Mapping[str, Word]
    command: Command

    @property
    def name(self) -> str:
        """The innermost part of the name."""
        return self.path[-1]

    def is_at(self, *path: str) -> bool:
        """Whether a name, or its last parts, is this one's."""
        own = self.path[len(self.path) - len(path) :]
        return tuple(map(str.casefold, own)) == tuple(map(str.casefold, path))


@dataclass(frozen=True, slots=True)
class Resources:
    """What a script makes, in order, with what later commands change; what it deletes, and asks for."""

    made: tuple[Resource, ...]
    deleted: tuple[Resource, ...]
    asked: tuple[Resource, ...]

    def of(self, kind: str) -> tuple[Resource, ...]:
        """Return everything of a kind."""
        return tuple(resource for resource in self.made if resource.kind == kind)

    def find(self, kind: str, *path: str) -> Resource | None:
        """Return the one of a kind whose name has these last parts, such as topic and subscription."""
        return next((resource for resource in self.of(kind) if resource.is_at(*path)), None)


def resources(script: Script) -> Resources:
    """Return what a script makes, deletes and asks for."""
    made: dict[tuple[str, ...], Resource] = {}
    deleted: list[Resource] = []
    asked: list[Resource] = []
    for index, command in enumerate(script.commands):
        resource = _resource(command, script.commands[:index])
        if resource is None:
            continue
        key, verb = (resource.kind, *map(str.casefold, resource.path)), command.words[-1]
        if verb == "delete":
            deleted.append(resource)
            made.pop(key, None)
        elif verb in _ASKS:
            asked.append(resource)
        elif key in made and verb in {*_MAKES, "update"}:
            made[key] = replace(made[key], properties={**made[key].properties, **resource.properties})
        elif verb in _MAKES or (verb == "update" and resource.kind in _ALWAYS_THERE):
            made[key] = resource
    return Resources(tuple(made.values()), tuple(deleted), tuple(asked))


def _resource(command: Command, before: Sequence[Command]) -> Resource | None:
    """Return what a command is about, None if it is about nothing that the plan knows."""
    kind = KINDS.get(command.name.rpartition(" ")[0])
    options = az_table().commands.get(command.name)
    if kind is None or options is None:
        return None
    said = _said(command, options)
    words = {name: _word(*each, before) for name, each in said.items()}
    path = tuple(words[name].text if name in words else "" for name in kind.path)
    if "--ids" in said:
        path = _path(said["--ids"][1].text, path)
    known = all(words[name].known for name in kind.path if name in words)
    properties = {key: words[name] for key, name in kind.properties.items() if name in words}
    return Resource(kind.name, path, known, properties, command)


def _path(resource_id: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names in an ARM id, which follow the types: `.../virtualNetworks/net/subnets/sub`."""
    names = resource_id.rpartition("/providers/")[2].split("/")[2::2]
    return tuple(names[-len(path) :]) if len(names) >= len(path) else path


def _said(command: Command, options: Sequence[AcceptedOption]) -> Mapping[str, tuple[AcceptedOption, Option]]:
    """Return what a command says, by every name of the option; also where another name was probably meant."""
    said: dict[str, tuple[AcceptedOption, Option]] = {}
    for option in command.written:
        known = meant(option.name, options) or meant(instead_of(option.name, options), options)
        if len(known) != 1:
            continue
        for name in known[0].names:
            earlier = said[name][1].values if name in said and name in _ADDED_UP else ()
            said[name] = (known[0], replace(option, values=(*earlier, *taken(option, known[0]))))
    return said


def _word(known: AcceptedOption, option: Option, before: Sequence[Command]) -> Word:
    """Return an option's values as one word."""
    if "true" in known.choices and option.known:
        truth = not option.values or option.text.casefold() in _TRUE
        return Word(str(truth).lower(), True, _place(option))
    names = [_name(value, before) for value in option.values]
    return Word(" ".join(name.text for name in names), all(name.known for name in names), _place(option))


def _place(option: Option) -> Position:
    return option.values[0].position if option.values else option.position


def _name(word: Word, before: Sequence[Command]) -> Word:
    """Return the name that an ARM id, or a question for one, leads to; any other word as it is."""
    if _ID.match(word.text):
        last = word.text.rstrip("/").rpartition("/")[2]
        return replace(word, text=last, known="$" not in last)
    asked = word.text.removeprefix("$(").strip()
    for index in reversed(range(len(before))):
        if asked != word.text and asked.startswith(before[index].source):
            resource = _resource(before[index], before[:index])
            return replace(word, text=resource.name, known=True) if resource else word
    return word
