"""The functions of ARM templates that can be worked out without Azure [ARM template functions].

They take values as JSON has them and compare names without case, as Azure does. What only a deployment knows
stands as a placeholder: `{subscription-id}`, `{rg-name}`.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Final

from longshore.azure.arm.resource import Json
from longshore.plan.placeholders import (
    GROUP_ID,
    GROUP_LOCATION,
    RESOURCE_GROUP,
    SUBSCRIPTION,
    SUBSCRIPTION_ID,
    in_braces,
)

KEYS_OF: Final = "{keys-of}"
"""Stands before the id of what a secret was read from, in place of the secret."""

_TYPE: Final = re.compile(r"[\w.]+\.[\w.]+/[\w/.-]+")
_HOLE: Final = re.compile(r"\{\{|\}\}|\{(\d+)\}")


_EXTENT_MAX: Final = 100_000
"""Characters and values that a function may take together, and a text that it makes of them."""

_INT64: Final = range(-(2**63), 2**63)
_SHOWN_CHARACTERS: Final = 200


class UnknownError(Exception):
    """A value that cannot be worked out here; the message says why."""


def extent(value: Json) -> int:
    """Return how many values and characters a value has."""
    match value:
        case str():
            return 1 + len(value)
        case list():
            return 1 + sum(map(extent, value))
        case dict():
            return 1 + sum(len(key) + extent(inner) for key, inner in value.items())
    return 1


def called(name: str, arguments: list[Json]) -> Json:
    """Return what a function makes of its arguments; raises UnknownError."""
    function = _FUNCTIONS.get(name.casefold())
    if function is None:
        raise UnknownError(f"{name}() is only known to Azure, or not to us")
    if sum(map(extent, arguments)) > _EXTENT_MAX:
        raise UnknownError(f"{name}() is given more than anyone would write")
    try:
        return function(*arguments)
    except (TypeError, ValueError, IndexError, AttributeError, KeyError) as error:
        shown = json.dumps(arguments)[:_SHOWN_CHARACTERS]
        raise UnknownError(f"{name}() does not take {shown}") from error


def _bounded(extent_of_result: int) -> None:
    """Refuse what would make much of little, before it is made."""
    if extent_of_result > _EXTENT_MAX:
        raise ValueError("more than anyone would write")


def _concat(*parts: Json) -> Json:
    if parts and all(isinstance(part, list) for part in parts):
        return [item for part in parts if isinstance(part, list) for item in part]
    return "".join(_string(part) for part in parts)


def _format(pattern: str, *values: Json) -> str:
    texts = [_string(value) for value in values]
    _bounded(sum(len(texts[int(hole[1])]) for hole in _HOLE.finditer(pattern) if hole[1]))

    def filled(hole: re.Match[str]) -> str:
        return hole[0][0] if hole[1] is None else texts[int(hole[1])]

    if "{" in _HOLE.sub("", pattern):
        raise ValueError("a format of a kind that is not known here")
    return _HOLE.sub(filled, pattern)


def _string(value: Json) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "True" if value else "False"
    return json.dumps(value, separators=(",", ":"))


def _resource_id(*arguments: str) -> str:
    """Return an id; before the type may stand a group, and before that a subscription."""
    at = [bool(_TYPE.fullmatch(each)) for each in arguments[:3]].index(True)
    before, (kind, *names) = arguments[:at], arguments[at:]
    subscription = before[0] if len(before) == 2 else in_braces(SUBSCRIPTION)
    group = before[-1] if before else in_braces(RESOURCE_GROUP)
    return f"/subscriptions/{subscription}/resourceGroups/{group}/{_provided(kind, names)}"


def _provided(kind: str, names: list[str]) -> str:
    provider, *types = kind.split("/")
    pairs = (f"{each}/{name}" for each, name in zip(types, names, strict=True))
    return "/".join(["providers", provider, *pairs])


def _keys(resource_id: str, *_version: Json) -> Json:
    """Return the connection strings of an access policy, as what they are read from."""
    names = ("primaryConnectionString", "secondaryConnectionString")
    aliases = ("aliasPrimaryConnectionString", "aliasSecondaryConnectionString")
    return dict.fromkeys((*names, *aliases), f"{KEYS_OF}{resource_id}")


def _is_equal(one: Json, other: Json) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _union(*parts: Json) -> Json:
    if all(isinstance(part, dict) for part in parts):
        return {key: value for part in parts if isinstance(part, dict) for key, value in part.items()}
    items = (item for part in parts for item in _listed(part))
    return list({json.dumps(item, sort_keys=True): item for item in items}.values())


def _listed(value: Json) -> list[Json]:
    if isinstance(value, list):
        return value
    raise TypeError("a list")


def _contains(container: Json, item: Json) -> bool:
    if isinstance(container, str):
        return _string(item) in container
    if isinstance(container, Mapping):
        return any(_is_equal(key, item) for key in container)
    return item in _listed(container)


def _object(*pairs: Json) -> Json:
    return {_string(key): value for key, value in zip(pairs[::2], pairs[1::2], strict=True)}


def _split(text: str, by: str | list[str]) -> Json:
    separators = [by] if isinstance(by, str) else by
    return list(re.split("|".join(map(re.escape, separators)), text))


def _replace(text: str, old: str, new: str) -> str:
    _bounded(text.count(old) * len(new))
    return text.replace(old, new)


def _join(parts: list[str], by: str) -> str:
    _bounded(len(parts) * len(by))
    return by.join(parts)


def _whole(value: Json) -> int:
    """Return a number that Azure could hold; raises TypeError or ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError("a whole number")
    if int(value) not in _INT64:
        raise ValueError("64 bits are allowed")
    return int(value)


_FUNCTIONS: Final[Mapping[str, Callable[..., Json]]] = {
    "concat": _concat,
    "format": _format,
    "string": _string,
    "tolower": lambda text: text.lower(),
    "toupper": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
    "replace": _replace,
    "split": _split,
    "join": _join,
    "substring": lambda text, start, length=None: text[start : None if length is None else start + length],
    "startswith": lambda text, start: text.casefold().startswith(start.casefold()),
    "endswith": lambda text, end: text.casefold().endswith(end.casefold()),
    "int": _whole,
    "bool": lambda value: value.casefold() == "true" if isinstance(value, str) else bool(value),
    "add": lambda one, other: _whole(_whole(one) + _whole(other)),
    "sub": lambda one, other: _whole(_whole(one) - _whole(other)),
    "mul": lambda one, other: _whole(_whole(one) * _whole(other)),
    "true": lambda: True,
    "false": lambda: False,
    "null": lambda: None,
    "not": lambda value: not value,
    "and": lambda *values: all(values),
    "or": lambda *values: any(values),
    "equals": _is_equal,
    "coalesce": lambda *values: next((value for value in values if value is not None), None),
    "empty": lambda value: not value,
    "length": len,
    "contains": _contains,
    "first": lambda value: value[0],
    "last": lambda value: value[-1],
    "createarray": lambda *items: list(items),
    "createobject": _object,
    "union": _union,
    "resourceid": _resource_id,
    "subscriptionresourceid": lambda kind, *names: f"{SUBSCRIPTION_ID}/{_provided(kind, list(names))}",
    "extensionresourceid": lambda base, kind, *names: f"{base}/{_provided(kind, list(names))}",
    "subscription": lambda: {
        "id": SUBSCRIPTION_ID,
        "subscriptionId": in_braces(SUBSCRIPTION),
        "tenantId": "{tenant-id}",
    },
    "resourcegroup": lambda: {
        "id": GROUP_ID,
        "name": in_braces(RESOURCE_GROUP),
        "location": in_braces(GROUP_LOCATION),
    },
    "guid": lambda *_: "{guid}",
    "uniquestring": lambda *_: "{unique-string}",
    "listkeys": _keys,
}
