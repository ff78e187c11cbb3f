"""What a script says: its calls of az, with the place of every word.

A call is a group and a verb (`servicebus queue create`), then options. What is an option is decided as
Python's argparse, which az uses, decides it: by a leading dash, unless the word is a number or holds a space.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from longshore.plan.problems import Position

_NUMBER = re.compile(r"-\d+|-\d*\.\d+")
_SHORT_WITH_VALUE = re.compile(r"-[^-].+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the command gets it, at its place in the script.

    Where `known` is false, parts are left as written because only a run knows them: `$1`,
    `$(az account show --query id -o tsv)`.
    """

    text: str
    known: bool
    position: Position


@dataclass(frozen=True, slots=True)
class Option:
    """An option as written, with its values: `--name x`, `--name=x`, `-n x`, `-nx`.

    The first value may be `joined` to the name.
    """

    name: str
    values: tuple[Word, ...]
    position: Position
    joined: bool = False

    @property
    def text(self) -> str:
        """The values, joined by spaces."""
        return " ".join(value.text for value in self.values)

    @property
    def known(self) -> bool:
        """Whether nothing in the values is left to the run."""
        return all(value.known for value in self.values)


@dataclass(frozen=True, slots=True)
class Command:
    """One call of az, at the place of the word `az`.

    `conditional`: it may not run, or run more than once. `errexit`: the script ends where it fails.
    `loop` holds the variables of the loops around it. `source` is its text as written.
    """

    words: tuple[str, ...]
    written: tuple[Option, ...]
    position: Position
    source: str
    conditional: bool
    errexit: bool
    loop: Mapping[str, str]

    @property
    def name(self) -> str:
        """The command without its options, such as `servicebus queue create`."""
        return " ".join(self.words)

    @property
    def options(self) -> Mapping[str, Option]:
        """The options by the name as written; of one written twice the last, as az takes it."""
        return {option.name: option for option in self.written}


@dataclass(frozen=True, slots=True)
class Setting:
    """An option of the shell, such as errexit, nounset or pipefail, switched on or off."""

    name: str
    on: bool
    position: Position


@dataclass(frozen=True, slots=True)
class Unread:
    """Something whose effect was not followed; the commands in it are read, as conditional ones."""

    what: str
    position: Position


@dataclass(frozen=True, slots=True)
class Script:
    """A script: its az commands in the order they run, loops unrolled.

    A command inside `$(...)` stands before the one that uses what it prints. `variables` holds what each
    was set to last, an array as its elements joined by spaces.
    """

    commands: tuple[Command, ...]
    variables: Mapping[str, Word]
    settings: tuple[Setting, ...]
    unread: tuple[Unread, ...]


def split_options(words: Sequence[Word]) -> tuple[tuple[str, ...], tuple[Option, ...]]:
    """Return the words before the first option, and the options with the values that follow each."""
    first = next((index for index, word in enumerate(words) if _is_option(word)), len(words))
    return tuple(word.text for word in words[:first]), tuple(_options(words[first:]))


def _options(words: Sequence[Word]) -> Iterator[Option]:
    starts = [index for index, word in enumerate(words) if _is_option(word)]
    for start, end in pairwise([*starts, len(words)]):
        name, inner = _parts(words[start])
        yield Option(name, (*inner, *words[start + 1 : end]), words[start].position, bool(inner))


def _is_option(word: Word) -> bool:
    text = word.text
    if not text.startswith("-") or text == "-" or _NUMBER.fullmatch(text):
        return False
    return " " not in text or "=" in text.partition(" ")[0]


def _parts(word: Word) -> tuple[str, tuple[Word, ...]]:
    """Return an option's name, and the value written into the same word."""
    name, equals, value = word.text.partition("=")
    if _SHORT_WITH_VALUE.fullmatch(name):
        name, equals, value = word.text[:2], "", word.text[2:]
    if not equals and not value:
        return name, ()
    place = word.position
    inside = replace(place, column=place.column + len(name) + len(equals))
    return name, (Word(value, word.known, inside),)
