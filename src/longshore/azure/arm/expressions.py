"""Expressions of ARM templates as values: what a deployment works out when it runs.

A text in square brackets is an expression [ARM expressions]: calls of functions, members of what they return,
texts in single quotes, whole numbers. Everywhere, also inside of calls, a text of the plan may hold a
placeholder such as `{alert-email}`; as an expression that is a parameter of the template, or what the
deployment knows itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from longshore.plan.placeholders import placeholders


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given."""

    function: str
    arguments: tuple["Term", ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A property of what an expression returns: `subscription().subscriptionId`."""

    owner: "Term"
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of what an expression returns, by index or key: `split(x, '/')[0]`."""

    owner: "Term"
    key: "Term"


Expression = Call | Member | Item
Term = Expression | str | int

SUBSCRIPTION: Final = "subscription-id"
RESOURCE_GROUP: Final = "rg-name"
GROUP_LOCATION: Final = "rg-location"

KNOWN: Final[dict[str, Expression]] = {
    SUBSCRIPTION: Member(Call("subscription"), "subscriptionId"),
    RESOURCE_GROUP: Member(Call("resourceGroup"), "name"),
    GROUP_LOCATION: Member(Call("resourceGroup"), "location"),
}
"""Placeholders for what every deployment knows."""

_WORD = re.compile(r"[A-Za-z0-9]+")


def parameter(name: str) -> Call:
    """Return the value of a parameter of the template."""
    return Call("parameters", (name,))


def parameter_name(placeholder: str) -> str:
    """Return a placeholder as ARM names parameters: `alert-email` is alertEmail."""
    first, *more = (str(word) for word in _WORD.findall(placeholder))
    return first[0].lower() + first[1:] + "".join(word[0].upper() + word[1:] for word in more)


def placeholder_name(parameter_name: str) -> str:
    """Return a parameter's name as plans write placeholders: `alertEmail` is alert-email."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", parameter_name).replace("_", "-").lower()


def joined(*terms: Term) -> Term:
    """Return texts and expressions, one after the other, as one."""
    pieces: list[Term] = []
    for term in terms:
        if isinstance(term, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += term
        elif term != "":
            pieces.append(term)
    if len(pieces) == 1:
        return pieces[0]
    return Call("concat", tuple(pieces)) if pieces else ""


def filled(text: str) -> Term:
    """Return a text of the plan with its placeholders as expressions."""
    pieces: list[Term] = []
    while names := placeholders(text):
        before, _, text = text.partition(f"{{{names[0]}}}")
        pieces += [before, KNOWN.get(names[0]) or parameter(parameter_name(names[0]))]
    return joined(*pieces, text)


def written(term: Term) -> str:
    """Return a term as ARM writes it inside of brackets."""
    match term:
        case Call(function, arguments):
            return f"{function}({', '.join(written(argument) for argument in arguments)})"
        case Member(owner, name):
            return f"{written(owner)}.{name}"
        case Item(owner, key):
            return f"{written(owner)}[{written(key)}]"
        case str():
            inner = filled(term)
            return _quoted(inner) if isinstance(inner, str) else written(inner)
        case int():
            return str(term)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def bracketed(term: Term) -> str:
    """Return a term as the text of a template; a plain text is itself.

    A plain text in brackets gets another one, or it would be an expression [ARM expressions, escape].
    """
    inner = filled(term) if isinstance(term, str) else term
    if isinstance(inner, str):
        return f"[{inner}" if inner.startswith("[") and inner.endswith("]") else inner
    return f"[{written(inner)}]"


def calls(term: Term) -> Iterator[Call]:
    """Yield the calls in a term, those that its placeholders become among them."""
    match term:
        case Call(_, arguments):
            yield term
            for argument in arguments:
                yield from calls(argument)
        case Member(owner):
            yield from calls(owner)
        case Item(owner, key):
            yield from calls(owner)
            yield from calls(key)
        case str():
            inner = filled(term)
            yield from () if isinstance(inner, str) else calls(inner)
