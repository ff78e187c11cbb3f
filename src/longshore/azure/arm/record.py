"""What of a plan has no place among the resources of a template, kept in the template's metadata.

Azure stores the metadata and makes nothing of it. The record is a piece of the plan, with the plan's own
keys: whole sections that are about the application, and single keys of what is deployed, such as a region's
name as people write it. Secrets it never holds: who may read a deployment need not know them.
"""

import re
from collections.abc import Mapping
from typing import Final

from longshore.azure.arm.resource import Json
from longshore.model.azure_rules import region_name
from longshore.plan.document import Plan
from longshore.plan.placeholders import placeholders
from longshore.plan.source import Tree

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

_NAMES: Final = ("topic_name", "name")
"""The keys that items of recorded lists are known by."""

_ADDED: Final = frozenset({*SECTIONS, "monitoring", *(path[-1] for path in _KEYS)} - {"location"})
"""What the record adds to what was read; a region only gets its spelling from there."""

_SECRETS: Final = frozenset({"primary_key", "secondary_key"})
_CREDENTIAL: Final = re.compile(r"SharedAccess(Key|Signature)=(?!\{)", re.IGNORECASE)


def record(plan: Plan) -> dict[str, Json]:
    """Return the record of a plan, as its file writes it."""
    tree = plan.source.data
    kept = {key: tree[key] for key in SECTIONS if key in tree} if isinstance(tree, Mapping) else {}
    for path in _KEYS:
        piece = _picked(tree, path)
        if isinstance(piece, Mapping):
            kept = _united(kept, piece)
    return {key: _json(value) for key, value in kept.items()}


def remembered(read: Tree, recorded: Tree) -> Tree:
    """Return what was read from resources, with what the record adds; where both speak, the resources count.

    Only a region has the record's spelling, if it is the same one. What the record says of something that is
    no longer deployed is gone with it.
    """
    if isinstance(read, Mapping) and isinstance(recorded, Mapping):
        added = {key: value for key, value in recorded.items() if key in _ADDED and key not in read}
        return {key: _value(key, value, recorded.get(key)) for key, value in read.items()} | added
    if isinstance(read, tuple) and isinstance(recorded, tuple):
        return tuple(remembered(item, _twin(item, recorded)) for item in read)
    return read


def _value(key: str, read: Tree, recorded: Tree) -> Tree:
    if key == "location" and isinstance(read, str) and isinstance(recorded, str):
        return recorded if region_name(recorded) == region_name(read) else read
    return remembered(read, recorded)


def _picked(tree: Tree, path: tuple[str, ...]) -> Tree:
    """Return what stands at a path, inside of all that is around it; None where nothing does."""
    if not path:
        return tree
    step, *rest = path
    if step == _ITEM and isinstance(tree, tuple):
        return tuple(_item(item, tuple(rest)) for item in tree)
    inner = _picked(tree.get(step), tuple(rest)) if isinstance(tree, Mapping) else None
    return None if inner is None else {step: inner}


def _item(item: Tree, path: tuple[str, ...]) -> Tree:
    named = {key: item[key] for key in _NAMES if key in item} if isinstance(item, Mapping) else {}
    picked = _picked(item, path)
    return {**named, **picked} if isinstance(picked, Mapping) else named


def _united(one: Mapping[str, Tree], other: Mapping[str, Tree]) -> dict[str, Tree]:
    return {**one, **{key: _both(one.get(key), value) for key, value in other.items()}}


def _both(one: Tree, other: Tree) -> Tree:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return _united(one, other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return tuple(_both(*pair) for pair in zip(one, other, strict=True))
    return other


def _twin(item: Tree, recorded: tuple[Tree, ...]) -> Tree:
    return next((other for other in recorded if _name(other) == _name(item)), None)


def _name(item: Tree) -> Tree:
    if not isinstance(item, Mapping):
        return None
    return next((item[key] for key in _NAMES if key in item), None)


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
