"""What of a plan has no place among the resources of a template, kept in the template's metadata.

Azure stores the metadata and makes nothing of it. The record is a piece of the plan, with the plan's own
keys: whole sections that are about the application, and single keys of what is deployed, such as a region's
name as people write it. Secrets it never holds: who may read a deployment need not know them.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from longshore.azure.arm.namespace import PREMIUM
from longshore.azure.arm.resource import Json
from longshore.azure.arm.scopes import GROUP
from longshore.model.azure_rules import region_name
from longshore.plan.document import Plan
from longshore.plan.placeholders import placeholders
from longshore.plan.source import Tree
from longshore.plan.surroundings import RoleAssignment

KEY: Final = "longshore"
"""The key of the metadata that holds the record."""

SECTIONS: Final = (
    "service", "environment", "managed_identity", "connection", "application", "metrics", "scaling",
    "deployment", "targets", "resolve", "workers", "longshore",
)  # fmt: skip

_ITEM: Final = "*"

_KEYS: Final = (
    ("namespace", "location"),
    ("geo_dr", "secondary", "location"),
    ("geo_dr", "secondary", "private_endpoint", "location"),
    ("geo_dr", "auto_failover"),
    ("private_endpoint", "location"),
    ("topics", _ITEM, "events"),
    ("access_policies", _ITEM, "primary_key"),
    ("access_policies", _ITEM, "secondary_key"),
    ("monitoring", "log_analytics_workspace"),
    ("monitoring", "application_insights"),
)

_UNITS: Final = ("namespace", "capacity")
"""What only a Premium namespace has in Azure."""

_NAMES: Final = ("topic_name", "name", "principal_id", "role_definition")
"""The keys that items of recorded lists are known by; a role also by what it is for."""


def _scope(scope: str) -> str:
    return scope.rpartition("/providers/")[2].casefold()


_SPELLED: Final[Mapping[str, Callable[[str], str]]] = {"location": region_name, "scope": _scope}
"""What of the record is only another spelling of what was read, and when it is: if it comes to the same."""

_ADDED: Final = frozenset({*SECTIONS, "monitoring", _UNITS[-1], *(path[-1] for path in _KEYS)} - {"location"})
"""What the record adds to what was read, where that lacks it."""

_SECRETS: Final = frozenset({"primary_key", "secondary_key"})
_CREDENTIAL: Final = re.compile(r"SharedAccess(Key|Signature)=(?!\{)", re.IGNORECASE)


def record(plan: Plan) -> dict[str, Json]:
    """Return the record of a plan, as its file writes it."""
    tree = plan.source.data
    kept = {key: tree[key] for key in SECTIONS if key in tree} if isinstance(tree, Mapping) else {}
    for path in _KEYS if plan.namespace.sku == PREMIUM else (*_KEYS, _UNITS):
        piece = _picked(tree, path)
        if isinstance(piece, Mapping):
            kept = _united(kept, piece)
    scopes = tuple(_kept(each) for each in plan.role_assignments if not each.scope.startswith(f"{GROUP}/"))
    if scopes:
        kept["role_assignments"] = scopes
    return {key: _json(value) for key, value in kept.items()}


def _kept(assignment: RoleAssignment) -> Tree:
    """Return a role whose scope says the deployment's group in other words, such as by its name."""
    return dict(assignment.model_dump())


def remembered(read: Tree, recorded: Tree) -> Tree:
    """Return what was read from resources, with what the record adds; where both speak, the resources count.

    Only a region and a scope have the record's spelling, if they are the same. What the record says of
    something that is no longer deployed is gone with it.
    """
    if isinstance(read, Mapping) and isinstance(recorded, Mapping):
        added = {key: value for key, value in recorded.items() if key in _ADDED and key not in read}
        return {key: _value(key, value, recorded.get(key)) for key, value in read.items()} | added
    if isinstance(read, tuple) and isinstance(recorded, tuple):
        return tuple(remembered(item, _twin(item, recorded)) for item in read)
    return read


def _value(key: str, read: Tree, recorded: Tree) -> Tree:
    if key in _SPELLED and isinstance(read, str) and isinstance(recorded, str):
        return recorded if _SPELLED[key](recorded) == _SPELLED[key](read) else read
    return remembered(read, recorded)


def _picked(tree: Tree, path: tuple[str, ...]) -> Tree:
    """Return what stands at a path, inside of all that is around it; None where nothing does."""
    if not path:
        return tree
    step, *rest = path
    if step == _ITEM and isinstance(tree, tuple):
        return tuple(found for item in tree if (found := _item(item, tuple(rest)))) or None
    inner = _picked(tree.get(step), tuple(rest)) if isinstance(tree, Mapping) else None
    return None if inner is None else {step: inner}


def _item(item: Tree, path: tuple[str, ...]) -> Mapping[str, Tree] | None:
    named = {key: item[key] for key in _NAMES if key in item} if isinstance(item, Mapping) else {}
    picked = _picked(item, path)
    return {**named, **picked} if isinstance(picked, Mapping) else None


def _united(one: Mapping[str, Tree], other: Mapping[str, Tree]) -> dict[str, Tree]:
    return {**one, **{key: _both(one.get(key), value) for key, value in other.items()}}


def _both(one: Tree, other: Tree) -> Tree:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return _united(one, other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        more = tuple(item for item in other if _twin(item, one) is None)
        return (*(_both(item, _twin(item, other) or item) for item in one), *more)
    return other


def _twin(item: Tree, recorded: tuple[Tree, ...]) -> Tree:
    return next((other for other in recorded if _identity(other) == _identity(item)), None)


def _identity(item: Tree) -> Tree:
    if not isinstance(item, Mapping):
        return item
    scope = item.get("scope")
    return tuple(item.get(key) for key in _NAMES) + ((_scope(scope),) if isinstance(scope, str) else ())


def _json(tree: Tree) -> Json:
    match tree:
        case Mapping():
            return {key: _json(value) for key, value in tree.items() if not _is_secret(key, value)}
        case tuple():
            return [_json(item) for item in tree]
    return tree


def _is_secret(key: str, value: Tree) -> bool:
    if not isinstance(value, str):
        return False
    return bool(_CREDENTIAL.search(value)) or (key in _SECRETS and not placeholders(value))
