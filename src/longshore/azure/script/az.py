"""What az would refuse of a command before anything runs.

az leaves the reading of options to Python's argparse: a long one may be cut short where only one can be
meant, and what is left over is refused. Choices are compared without regard to case. Of commands that the
table does not hold nothing is said, nor of what only a run knows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from longshore.azure.script.az_table import AcceptedOption, az_table, meant
from longshore.azure.script.commands import Command, Option, Script, Word
from longshore.plan.problems import Position
from longshore.plan.suggest import either, nearest, suggestion

_CONFUSED: Final = {
    "--require-session": "--enable-session",
    "--requires-session": "--enable-session",
    "--require-duplicate-detection": "--enable-duplicate-detection",
    "--requires-duplicate-detection": "--enable-duplicate-detection",
    "--enable-dead-lettering-on-filter-evaluation-exceptions": "--dead-letter-on-filter-exceptions",
    "--dead-lettering-on-filter-evaluation-exceptions": "--dead-letter-on-filter-exceptions",
    "--sql-filter": "--filter-sql-expression",
    "--sql-expression": "--filter-sql-expression",
    "--ttl": "--default-message-time-to-live",
    "--messaging-units": "--capacity",
}
"""Names from ARM, the SDKs and az's past, too far from what is meant to be found by their letters."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What az refuses, said as az says it. `instead` is what was probably meant, empty if that is unknown."""

    kind: Literal["command", "option", "required", "value"]
    position: Position
    message: str
    instead: str = ""


def refused(script: Script) -> tuple[Refusal, ...]:
    """Return what az would refuse of a script's commands, each once however often a loop comes by."""
    refusals: dict[Refusal, None] = {}
    defaults = {
        name.removeprefix("AZURE_DEFAULTS_").lower()
        for name in script.variables
        if name.startswith("AZURE_DEFAULTS_")
    }
    for command in script.commands:
        defaults |= set(_configured(command))
        refusals.update(dict.fromkeys(refusals_of(command, defaults)))
    return tuple(refusals)


def refusals_of(command: Command, defaults: Iterable[str] = ()) -> tuple[Refusal, ...]:
    """Return what az would refuse of a command; `defaults` are those configured, such as `group`."""
    length, options = _accepted(command)
    if options:
        return tuple(_of_options(command, command.words[length:], options, frozenset(defaults)))
    return tuple(_of_words(command, az_table().groups))


def may_say_more(command: Command) -> bool:
    """Whether what only a run knows may turn out to be further options, as `$OPTIONS` at the end."""
    _, options = _accepted(command)
    return any(
        not value.known
        for option in command.written
        for value in _excess(option, meant(option.name, options))
    )


def instead_of(name: str, options: Sequence[AcceptedOption]) -> str:
    """Return the option that was probably meant by a name that a command does not have, or nothing."""
    known = [each for option in options for each in option.names if each.startswith("--")]
    confused = _CONFUSED.get(name)
    return confused if confused in known else nearest(name, known)


def taken(option: Option, known: AcceptedOption) -> tuple[Word, ...]:
    """Return the values that an option takes; to one that is joined to its name it adds no other."""
    most = 1 if option.joined else len(option.values)
    return option.values[: {"0": 0, "1": 1, "?": 1}.get(known.values, most)]


def _accepted(command: Command) -> tuple[int, tuple[AcceptedOption, ...]]:
    """Return how many words name a command of the table, and its options; none where it is not in it."""
    for length in range(len(command.words), 0, -1):
        options = az_table().commands.get(" ".join(command.words[:length]))
        if options is not None:
            return length, options
    return 0, ()


def _configured(command: Command) -> Iterator[str]:
    """Yield the defaults that a command sets for those after it."""
    settings = {"configure": ("--defaults", "-d"), "config": ()}.get(command.name.partition(" ")[0])
    if settings is None:
        return
    values = [value.text for name in settings if (at := command.options.get(name)) for value in at.values]
    words = [word.removeprefix("defaults.") for word in command.words if word.startswith("defaults.")]
    yield from (each.partition("=")[0] for each in (*values, *words))


def _of_words(command: Command, groups: Mapping[str, Sequence[str]]) -> Iterator[Refusal]:
    """Yield the word at which a command leaves what az knows."""
    if not command.words:
        # az looks for the command before it looks at options, and takes the first words that it finds.
        if any(option.values for option in command.written):
            place = command.written[0].position
            yield Refusal("command", place, "az wants its command before the options")
        return
    for index, word in enumerate(command.words):
        known = groups.get(" ".join(command.words[:index]))
        if known is None:
            return
        if word not in known:
            message = f"'{word}' is misspelled or not recognized by the system"
            yield Refusal("command", command.position, message, nearest(word, known))
            return
    if command.name in groups and not {"--help", "-h"} & command.options.keys():
        yield Refusal("command", command.position, f"'{command.name}' is a group, not a command")


def _of_options(
    command: Command, extra: Sequence[str], options: Sequence[AcceptedOption], defaults: frozenset[str]
) -> Iterator[Refusal]:
    if {"--help", "-h"} & command.options.keys():
        return
    if extra:
        yield Refusal("option", command.position, f"unrecognized arguments: {' '.join(extra)}")
    given: set[AcceptedOption] = set()
    for option in command.written:
        candidates = meant(option.name, options)
        given.update(candidates)
        yield from _of_option(option, candidates, options)
    if not may_say_more(command):
        yield from _missing(command, given, options, defaults)


def _of_option(
    option: Option, candidates: Sequence[AcceptedOption], options: Sequence[AcceptedOption]
) -> Iterator[Refusal]:
    more = [value.text for value in _excess(option, candidates) if value.known]
    if not candidates:
        message = f"unrecognized arguments: {' '.join([option.name, *more])}"
        yield Refusal("option", option.position, message, instead_of(option.name, options))
    elif len(candidates) > 1:
        names = [name for each in candidates for name in each.names if name.startswith(option.name)]
        yield Refusal(
            "option", option.position, f"ambiguous option: {option.name} could match {either(names)}"
        )
    else:
        if more:
            yield Refusal("option", option.position, f"unrecognized arguments: {' '.join(more)}")
        yield from _of_values(option, candidates[0])


def _excess(option: Option, candidates: Sequence[AcceptedOption]) -> tuple[Word, ...]:
    return option.values[len(taken(option, candidates[0])) :] if candidates else option.values


def _of_values(option: Option, known: AcceptedOption) -> Iterator[Refusal]:
    if known.values in {"1", "+"} and not option.values:
        wanted = "one argument" if known.values == "1" else "at least one argument"
        yield Refusal("value", option.position, f"argument {option.name}: expected {wanted}")
    for value in taken(option, known):
        # az reads `@file` from a file, and takes a whole list as JSON.
        if value.known and not value.text.startswith(("@", "[")):
            yield from _of_value(option, value, known)


def _of_value(option: Option, value: Word, known: AcceptedOption) -> Iterator[Refusal]:
    folded = {choice.casefold() for choice in known.choices}
    if known.choices and value.text.casefold() not in folded:
        message = f"'{value.text}' is not a valid value for '{option.name}'"
        yield Refusal("value", value.position, message, suggestion(value.text, known.choices))
    if known.integer and value.text != "null" and not _is_integer(value.text):
        yield Refusal("value", value.position, f"'{value.text}' is not a whole number for '{option.name}'")


def _is_integer(text: str) -> bool:
    try:
        int(text)
    except ValueError:
        return False
    return True


def _missing(
    command: Command,
    given: set[AcceptedOption],
    options: Sequence[AcceptedOption],
    defaults: frozenset[str],
) -> Iterator[Refusal]:
    names = {name for option in given for name in option.names}
    missing = [
        option.names[0]
        for option in options
        if option.required and option not in given
        if option.required not in names and option.configured not in defaults
    ]
    if missing:
        message = f"the following arguments are required: {', '.join(missing)}"
        yield Refusal("required", command.position, message)
