"""What the plan's models expect at a path: which keys, a list of what, a value of which types."""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from longshore.documents.facts import Item, Path
from longshore.plan import Plan

_NAME_KEYS = ("queue_name", "topic_name", "name")


class Shape:
    """What may stand at one place of a plan."""

    def __init__(self, annotation: object) -> None:
        self._kinds = tuple(_kinds(annotation))

    @property
    def fields(self) -> Mapping[str, "Shape"]:
        """The keys of a mapping whose keys the plan fixes; empty for everything else."""
        models = (kind for kind in self._kinds if isinstance(kind, type) and issubclass(kind, BaseModel))
        return {key: Shape(field.annotation) for model in models for key, field in model.model_fields.items()}

    @property
    def named_values(self) -> "Shape | None":
        """The values of a mapping whose keys are the user's."""
        return self._inner(Mapping, 1)

    @property
    def members(self) -> "Shape | None":
        """The members of a list."""
        return self._inner(tuple, 0)

    @property
    def name_key(self) -> str | None:
        """The key that names such a member of a list."""
        return next((key for key in _NAME_KEYS if key in self.fields), None)

    @property
    def choices(self) -> tuple[str, ...]:
        """The words to choose from; empty where there is no such choice."""
        words = (word for kind in self._kinds if get_origin(kind) is Literal for word in get_args(kind))
        return tuple(word for word in words if isinstance(word, str))

    def takes(self, kind: type) -> bool:
        """Say whether a value of this very type may stand here."""
        return kind in self._kinds

    def at(self, step: str | Item) -> "Shape":
        """Return what may stand one step further; raises LookupError where nothing does."""
        inner = self.members if isinstance(step, Item) else self.fields.get(step) or self.named_values
        if inner is None:
            raise LookupError(step)
        return inner

    def _inner(self, container: type, argument: int) -> "Shape | None":
        found = (kind for kind in self._kinds if (get_origin(kind) or kind) in _ORIGINS[container])
        kind = next(found, None)
        return Shape(get_args(kind)[argument]) if kind is not None else None


_ORIGINS: Mapping[type, tuple[type, ...]] = {Mapping: (Mapping, dict), tuple: (tuple,)}


def _kinds(annotation: object) -> Iterator[object]:
    """Yield what an annotation allows, one by one."""
    match get_origin(annotation):
        case origin if origin is Annotated:
            yield from _kinds(get_args(annotation)[0])
        case origin if origin is Union or origin is UnionType:
            for option in get_args(annotation):
                yield from _kinds(option)
        case _:
            yield annotation


ROOT = Shape(Plan)
"""The whole plan."""


def shape_at(path: Path) -> Shape:
    """Return what may stand at a path of the plan; raises LookupError where nothing does."""
    shape = ROOT
    for step in path:
        shape = shape.at(step)
    return shape
