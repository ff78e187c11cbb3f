"""The functions of ARM templates that can be worked out without Azure [ARM template functions].

They take values as JSON has them and compare names without case, as Azure does. What only a deployment knows
stands as a placeholder: `{subscription-id}`, `{rg-name}`.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Final

from longshore.azure.arm.expressions import GROUP_LOCATION, RESOURCE_GROUP, SUBSCRIPTION
from longshore.azure.arm.resource import Json

KEYS_OF: Final = "{keys-of}"
"""Stands before the id of what a secret was read from, in place of the secret."""

_SUBSCRIPTION_ID: Final = f"/subscriptions/{{{SUBSCRIPTION}}}"
_GROUP_ID: Final = f"{_SUBSCRIPTION_ID}/resourceGroups/{{{RESOURCE_GROUP}}}"
_TYPE: Final = re.compile(r"[\w.]+\.[\w.]+/[\w/.-]+")
_HOLE: Final = re.compile(r"\{\{|\}\}|\{(\d+)\}")


class UnknownError(Exception):
    """A value that cannot be worked out here; the message says why."""


def called(name: str, arguments: list[Json]) -> Json:
    """Return what a function makes of its arguments; raises UnknownError."""
    function = _FUNCTIONS.get(name.casefold())
    if function is None:
        raise UnknownError(f"{name}() is only known to Azure, or not to us")
    try:
        return function(*arguments)
    except (TypeError, ValueError, IndexError, AttributeError, KeyError) as error:
        raise UnknownError(f"{name}() does not take {json.dumps(arguments)}") from error


def _concat(*parts: Json) -> Json:
    if parts and all(isinstance(part, list) for part in parts):
        return [item for part in parts if isinstance(part, list) for item in part]
    return "".join(_string(part) for part in parts)


def _format(pattern: str, *values: Json) -> str:
    def filled(hole: re.Match[str]) -> str:
        return hole[0][0] if hole[1] is None else _string(values[int(hole[1])])

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
    subscription = before[0] if len(before) == 2 else f"{{{SUBSCRIPTION}}}"
    group = before[-1] if before else f"{{{RESOURCE_GROUP}}}"
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
    united: list[Json] = []
    for part in parts:
        united += [item for item in _listed(part) if item not in united]
    return united


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


_FUNCTIONS: Final[Mapping[str, Callable[..., Json]]] = {
    "concat": _concat,
    "format": _format,
    "string": _string,
    "tolower": lambda text: text.lower(),
    "toupper": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
    "replace": lambda text, old, new: text.replace(old, new),
    "split": _split,
    "join": lambda parts, by: by.join(parts),
    "substring": lambda text, start, length=None: text[start : None if length is None else start + length],
    "startswith": lambda text, start: text.casefold().startswith(start.casefold()),
    "endswith": lambda text, end: text.casefold().endswith(end.casefold()),
    "int": int,
    "bool": lambda value: value.casefold() == "true" if isinstance(value, str) else bool(value),
    "add": lambda one, other: one + other,
    "sub": lambda one, other: one - other,
    "mul": lambda one, other: one * other,
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
    "subscriptionresourceid": lambda kind, *names: f"{_SUBSCRIPTION_ID}/{_provided(kind, list(names))}",
    "extensionresourceid": lambda base, kind, *names: f"{base}/{_provided(kind, list(names))}",
    "subscription": lambda: {
        "id": _SUBSCRIPTION_ID,
        "subscriptionId": f"{{{SUBSCRIPTION}}}",
        "tenantId": "{tenant-id}",
    },
    "resourcegroup": lambda: {
        "id": _GROUP_ID,
        "name": f"{{{RESOURCE_GROUP}}}",
        "location": f"{{{GROUP_LOCATION}}}",
    },
    "guid": lambda *_: "{guid}",
    "uniquestring": lambda *_: "{unique-string}",
    "listkeys": _keys,
}
