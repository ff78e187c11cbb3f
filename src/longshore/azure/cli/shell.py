"""How the script says things: words that bash leaves as they are, and commands of az made of them."""

import re
import shlex
from collections.abc import Sequence
from typing import Final

from longshore.plan.placeholders import placeholders

_WIDTH: Final = 100
_SPECIAL: Final = re.compile(r'["$`\\!]')  # what double quotes do not keep as it is, `!` at a prompt
PROVIDERS: Final = "/subscriptions/{subscription-id}/resourceGroups/{rg-name}/providers"
"""What the ids of the deployment's own resources begin with; the script has it in a variable."""

_SHORTHAND: Final = re.compile(r"['@].*|null|\?\?|", re.DOTALL)


class Word(str):
    """A word of the shell as it stands, such as the value of one of the script's own variables."""

    __slots__ = ()


Value = str | int | bool | Sequence[str] | None


def quoted(text: str) -> str:
    """Return a text as one word of bash; one with single quotes of its own, such as SQL, in double quotes."""
    return f'"{text}"' if "'" in text and not _SPECIAL.search(text) else shlex.quote(text)


def variable(placeholder: str) -> str:
    """Return the environment variable for a placeholder: `{alert-email}` is ALERT_EMAIL.

    A single word gets a prefix, for PATH, HOME and their like mean something to the shell.
    """
    name = placeholder.upper().replace("-", "_")
    return name if "_" in name else f"PLAN_{name}"


def literal(text: str) -> str:
    """Return a free text so that a command of az's newer kind takes it as it is.

    Those read a text in single quotes, `null`, `??` and `@file` as shorthand; in single quotes they do not,
    and `'/` stands for a quote there (azure-cli-core, aaz/_utils.py).
    """
    return "'" + text.replace("'", "'/") + "'" if _SHORTHAND.fullmatch(text) else text


class Shell:
    """Writes words and commands, and remembers the placeholders in them."""

    def __init__(self) -> None:
        self.placeholders: dict[str, None] = {}

    def word(self, text: str) -> str:
        """Return a text as one word; each placeholder in it becomes the value of its variable."""
        parts, rest = [], text
        if text.startswith(PROVIDERS):
            parts, rest = ['"$providers"'], text.removeprefix(PROVIDERS)
        while names := placeholders(rest):
            before, _, rest = rest.partition(f"{{{names[0]}}}")
            self.placeholders[names[0]] = None
            parts += [before and quoted(before), f'"${variable(names[0])}"']
        return "".join([*parts, rest and quoted(rest)]) or "''"

    def az(self, command: str, *more: str, **options: Value) -> str:
        """Return a command of az with its options, over several lines where it is long.

        An option without a value is left out; `more` are options that come several times.
        """
        said = (self.option(name, value) for name, value in options.items() if value is not None)
        return _wrapped([f"az {command}", *said, *more])

    def option(self, name: str, value: Value) -> str:
        """Return one option with its value or values."""
        dashed = f"--{name.replace('_', '-')}"
        if isinstance(value, str | int):
            # A value that begins with a dash would be taken for an option.
            return f"{dashed}{'=' if str(value).startswith('-') else ' '}{self._value(value)}"
        return " ".join([dashed, *(self._value(each) for each in value or ())])

    def _value(self, value: str | int) -> str:
        if isinstance(value, Word):
            return value
        return self.word(str(value).lower() if isinstance(value, bool) else str(value))


def _wrapped(pieces: Sequence[str]) -> str:
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if len(lines[-1]) + len(piece) < _WIDTH - 2:
            lines[-1] += f" {piece}"
        else:
            lines.append(f"    {piece}")
    return " \\\n".join(lines)
