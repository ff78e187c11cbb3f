"""What differs between two plans, by meaning.

A plan means what its models hold: `PT72H` is `P3D`, a key left out is its default written, and no list has an
order, for queues, rules, rights and alerts have none on Azure. So the models are compared, and the file is
asked only how and where it writes what differs.

The items of a list are the same ones if they have the same name, without case as Service Bus compares names;
items without names, such as role assignments, are what they say, and one that changes is another one.

What can be said in two ways means the same in both: a severity by its word or its number, the default rule
by its key or as the only one of the rules, nowhere to forward to by an empty text or by none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, NamedTuple

from longshore.model.azure_rules import SEVERITIES
from longshore.model.entities import DEFAULT_RULE
from longshore.plan.document import Plan
from longshore.plan.entities import DefaultRule, SubscriptionProperties
from longshore.plan.names import at
from longshore.plan.problems import Position
from longshore.plan.sections import Section
from longshore.plan.source import Source, Tree, TreePath

_NAME_KEYS: Final = ("queue_name", "topic_name", "name")
"""The key that an item of a list is known by: the first of these that it has."""

_TARGET_KEYS: Final = ("forward_to", "forward_dead_lettered_messages_to")

_NAMED_BY_ENTITY: Final[frozenset[TreePath]] = frozenset({("workers",), ("longshore", "retry")})
"""Mappings whose keys are names of entities, so that case does not count; other keys are the user's own."""

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two plans say differently.

    The path consists of keys and names: `("queues", "orders", "properties", "lock_duration")`. Of a list of
    texts, or of items without names, it is the path of the list, and the item is the value. Values are as the
    files write them, or defaults; a value that is not written has no position.
    """

    kind: Kind
    path: tuple[str, ...]
    old: Tree
    new: Tree
    old_position: Position | None
    new_position: Position | None


def differences(old: Plan, new: Plan) -> tuple[Difference, ...]:
    """Return what changes from one plan to another, in the order of the plan's sections."""
    found = _compare((), _Place(old, ()), _Place(new, ()))
    return tuple(_difference(each, old.source, new.source) for each in found)


class _Place(NamedTuple):
    """A value of a plan, and where its file has it."""

    value: object
    path: TreePath


class _Pair(NamedTuple):
    """Two values that differ, or one that the other plan lacks."""

    path: tuple[str, ...]
    old: _Place | None
    new: _Place | None


_Children = dict[str, tuple[str, _Place]]
"""What is inside a value: by the name that counts, the name as written and the value."""


def _compare(path: tuple[str, ...], old: _Place, new: _Place) -> Iterator[_Pair]:
    before, after = _children(path, old), _children(path, new)
    if before is not None and after is not None and type(old.value) is type(new.value):
        yield from _compare_children(path, before, after)
    elif isinstance(old.value, tuple) and isinstance(new.value, tuple):
        yield from _compare_items(path, _items(old), _items(new))
    elif not _is_same(old.value, new.value):
        yield _Pair(path, old, new)


def _compare_children(path: tuple[str, ...], before: _Children, after: _Children) -> Iterator[_Pair]:
    for key in dict.fromkeys(chain(before, after)):
        if key in before and key in after:
            yield from _compare((*path, after[key][0]), before[key][1], after[key][1])
        elif key in before:
            yield _Pair((*path, before[key][0]), before[key][1], None)
        else:
            yield _Pair((*path, after[key][0]), None, after[key][1])


def _compare_items(path: tuple[str, ...], before: list[_Place], after: list[_Place]) -> Iterator[_Pair]:
    left = list(after)
    for item in before:
        twin = next((other for other in left if not any(_compare(path, item, other))), None)
        if twin is None:
            yield _Pair(path, item, None)
        else:
            left.remove(twin)
    yield from (_Pair(path, None, item) for item in left)


def _children(path: tuple[str, ...], place: _Place) -> _Children | None:
    """Return what a value holds by name; None for what is no more than a value, or an unordered heap."""
    match place.value:
        case Section() as section:
            return {key: (key, inner) for key, inner in _fields(section, place.path).items()}
        case Mapping() as mapping:
            is_caseless = path in _NAMED_BY_ENTITY
            return {
                key.casefold() if is_caseless else key: (key, _Place(value, (*place.path, key)))
                for key, value in mapping.items()
            }
        case tuple():
            named = [(name, item) for item in _items(place) if (name := _name(item.value)) is not None]
            children = {name.casefold(): (name, item) for name, item in named}
            return children if len(children) == len(place.value) else None
    return None


def _fields(section: Section, path: TreePath) -> dict[str, _Place]:
    """Return what a section says, by key, each value as it counts."""
    keys = type(section).model_fields
    fields = {key: _Place(_counted(key, getattr(section, key)), (*path, key)) for key in keys}
    if isinstance(section, SubscriptionProperties) and section.rules and len(section.rules) == 1:
        (rule,) = section.rules
        if rule.name == DEFAULT_RULE.name:
            default = DefaultRule.model_construct(filter=rule.filter, action=rule.action)
            fields["default_rule"] = _Place(default, (*path, "rules", 0))
            fields["rules"] = _Place(None, (*path, "rules"))
    return fields


def _counted(key: str, value: object) -> object:
    """Return a value as it counts: names without case, severities as numbers, no empty targets."""
    if key in _NAME_KEYS and isinstance(value, str):
        return value.casefold()
    if key == "severity" and isinstance(value, str):
        return SEVERITIES[value]
    return value or None if key in _TARGET_KEYS else value


def _items(place: _Place) -> list[_Place]:
    items = place.value if isinstance(place.value, tuple) else ()
    return [_Place(item, (*place.path, index)) for index, item in enumerate(items)]


def _name(item: object) -> str | None:
    key = next((key for key in _NAME_KEYS if hasattr(item, key)), None)
    return str(getattr(item, key)) if key else None


def _is_same(old: object, new: object) -> bool:
    """Say whether two values are equal; to Python `True == 1`, to a filter it is not."""
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _difference(pair: _Pair, old: Source, new: Source) -> Difference:
    before, before_position = _written(pair.old, old)
    after, after_position = _written(pair.new, new)
    kind: Kind = "added" if before is None else "removed" if after is None else "changed"
    return Difference(kind, pair.path, before, after, before_position, after_position)


def _written(place: _Place | None, source: Source) -> tuple[Tree, Position | None]:
    """Return a value as its file writes it, and where; a default is written nowhere."""
    if place is None or place.value is None:
        return None, None
    written = at(source.data, place.path)
    if written is None:
        default = place.value
        return default if isinstance(default, str | int | float) else str(default), None
    return written, source.position(place.path)
