"""A script as the rules look at it: its az commands, what they make, and the plan that it is to deploy."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from longshore.azure.script import Command, read_script
from longshore.azure.script.resources import Resource, resources
from longshore.findings.draft import Draft
from longshore.plan.problems import Position
from longshore.plan.source import TreePath
from longshore.plan.text import SourceText

_COMMAND = re.compile(r"az(?: +[a-z][a-z0-9-]*)+")
_WORD = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s\\"';|&])+""")
_TEMPLATES = re.compile(r"(?:deployment|stack) (?:group|sub|mg|tenant) create")


class Deployment:
    """A script that is to deploy a plan; raises PlanError where the script is more than can be read."""

    def __init__(self, draft: Draft, text: SourceText) -> None:
        self.draft = draft
        self.plan = draft.plan
        self.text = text
        self.script = read_script(text)
        self.resources = resources(self.script)

    @property
    def deploys_template(self) -> bool:
        """Whether the script deploys an ARM template, which may create whatever the script does not."""
        return any(_TEMPLATES.fullmatch(command.name) for command in self.script.commands)

    @property
    def end(self) -> Position:
        """The place of the script's last az command; its beginning where it has none."""
        commands = self.script.commands
        return commands[-1].position if commands else Position(self.text.file, 1, 1)

    def last(self, kind: str) -> Position:
        """Return the place of the last command that makes something of a kind, or else the script's end."""
        made = self.resources.of(kind)
        return made[-1].command.position if made else self.end

    def find(self, kind: str, *path: str) -> Resource | None:
        """Return what the script makes first of a kind whose name has these parts in a row."""
        return self._made.get((kind, _folded(path)))

    def is_there(self, kind: str, *path: str) -> bool:
        """Whether the script makes or asks for something whose name has these parts, or may have."""
        name = (kind, _folded(path))
        return name in self._made or name in self._asked or kind in self._open

    def made_by(self, command: Command) -> tuple[Resource, ...]:
        """Return what a command makes, in a loop by each turn."""
        return tuple(self._made_at.get(command.position, ()))

    def line(self, path: TreePath) -> int:
        """Return the line of the plan at which something stands."""
        return self.draft.source.position(path).line

    def width(self, place: Position) -> int:
        """Return how many characters the word at a place takes, of a command all that it is called."""
        line = self.text.line(place.line)
        found = _COMMAND.match(line, place.column - 1) or _WORD.match(line, place.column - 1)
        return max(1, found.end() - found.start()) if found else 1

    @cached_property
    def _open(self) -> frozenset[str]:
        """The kinds of which the script makes something whose name only a run knows."""
        return frozenset(each.kind for each in self.resources.made if not each.known)

    @cached_property
    def _made_at(self) -> Mapping[Position, list[Resource]]:
        made: dict[Position, list[Resource]] = {}
        for each in self.resources.made:
            made.setdefault(each.command.position, []).append(each)
        return made

    @cached_property
    def _made(self) -> dict[tuple[str, tuple[str, ...]], Resource]:
        return _by_name(self.resources.made)

    @cached_property
    def _asked(self) -> dict[tuple[str, tuple[str, ...]], Resource]:
        return _by_name(self.resources.asked)


def _by_name(resources: Iterable[Resource]) -> dict[tuple[str, tuple[str, ...]], Resource]:
    """Return the first resource by its kind and the parts of its name, every run of them, without case."""
    named: dict[tuple[str, tuple[str, ...]], Resource] = {}
    for each in resources:
        path = _folded(each.path)
        for start, end in combinations(range(len(path) + 1), 2):
            named.setdefault((each.kind, path[start:end]), each)
    return named


def _folded(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(str.casefold, path))
