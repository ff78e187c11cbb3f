"""ARM ids: taken apart, and as a plan says them."""

from dataclasses import dataclass
from typing import Self

from longshore.plan.placeholders import GROUP_ID


@dataclass(frozen=True, slots=True)
class ResourceId:
    """An id: where the resource is, its type, its names. Ids compare without case."""

    base: str
    resource_type: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, resource_type: str, names: tuple[str, ...], base: str = GROUP_ID) -> Self:
        """Return the id of a resource in a group, or of a group where there is no type."""
        return cls(base, resource_type, names)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return what an id says, or a `scope`, which leaves the group out; None for another text."""
        base, found, rest = text.rpartition("/providers/")
        if not found:
            return cls(text, "", ()) if text.startswith("/") else cls._resource(GROUP_ID, text)
        return cls._resource(base, rest)

    @classmethod
    def _resource(cls, base: str, text: str) -> Self | None:
        provider, *pairs = text.split("/")
        if not pairs or len(pairs) % 2:
            return None
        return cls(base, "/".join([provider, *pairs[::2]]), tuple(pairs[1::2]))

    def __str__(self) -> str:
        provider, *types = self.resource_type.split("/")
        pairs = (f"{each}/{name}" for each, name in zip(types, self.names, strict=False))
        return "/".join([self.base, "providers", provider, *pairs]) if self.resource_type else self.base

    def is_same(self, other: "ResourceId") -> bool:
        """Say whether two ids name one resource."""
        return str(self).casefold() == str(other).casefold()

    def is_a(self, resource_type: str) -> bool:
        """Say whether the id is that of a resource of a type."""
        return self.resource_type.casefold() == resource_type.casefold()

    @property
    def short(self) -> str:
        """The resource as plans name it: by its own name, or by its id where it is in another group."""
        return self.names[-1] if self.base.casefold() == GROUP_ID.casefold() and self.names else str(self)
