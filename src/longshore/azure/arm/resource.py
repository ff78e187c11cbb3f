"""One resource of a template, and how the template writes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from longshore.azure.arm.expressions import Call, Item, Member, Term, bracketed, calls, joined
from longshore.azure.arm.kinds import Kind
from longshore.plan.source import TreePath

Value = Term | float | bool | None | Mapping[str, "Value"] | tuple["Value", ...]
"""What a resource says; what is None is left out."""

Json = str | int | float | bool | None | dict[str, "Json"] | list["Json"]

GLOBAL: Final = "global"
"""The location of what belongs to no region."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource: its names are one for each segment of its type, its ancestors' first.

    `settings` stand beside `properties`, such as location and sku. `scope` names the resource that an
    extension resource is about. It is made `after` others; `origin` is where the plan asks for it.
    """

    kind: Kind
    names: tuple[Term, ...]
    properties: Mapping[str, Value]
    origin: TreePath
    settings: Mapping[str, Value] = field(default_factory=dict)
    scope: Term | None = None
    after: tuple["Resource", ...] = ()

    @property
    def id(self) -> Call:
        """The resource's ARM id."""
        return resource_id(self.kind.type, *self.names)

    @property
    def path(self) -> Term:
        """The resource as the scope of another."""
        return relative_path(self.kind.type, *self.names)

    def json(self) -> dict[str, Json]:
        """Return the resource as the template holds it."""
        return _object(self._whole())

    def calls(self) -> Iterator[Call]:
        """Yield every call of a function in the resource."""
        return _calls(self._whole())

    def _whole(self) -> dict[str, Value]:
        first, *more = self.names
        return {
            "type": self.kind.type,
            "apiVersion": self.kind.version,
            "scope": self.scope,
            "name": joined(first, *(term for name in more for term in ("/", name))),
            **self.settings,
            "properties": self.properties,
            "dependsOn": tuple(dict.fromkeys(other.id for other in self.after)) or None,
        }


def resource_id(resource_type: str, *names: Term) -> Call:
    """Return the id of a resource in the deployment's own group."""
    return Call("resourceId", (resource_type, *names))


def relative_path(resource_type: str, *names: Term) -> Term:
    """Return a resource as `scope` names it: `Microsoft.ServiceBus/namespaces/a/queues/b`."""
    provider, *types = resource_type.split("/")
    steps = zip(types, names, strict=True)
    return joined(provider, *(term for each, name in steps for term in (f"/{each}/", name)))


def rendered(value: Value) -> Json:
    """Return a value as JSON, expressions as their text."""
    match value:
        case Mapping():
            return _object(value)
        case tuple():
            return [rendered(each) for each in value]
        case str() | Call() | Member() | Item():
            return bracketed(value)
    return value


def _object(mapping: Mapping[str, Value]) -> dict[str, Json]:
    return {key: rendered(value) for key, value in mapping.items() if value is not None}


def _calls(value: Value) -> Iterator[Call]:
    match value:
        case Mapping():
            for each in value.values():
                yield from _calls(each)
        case tuple():
            for each in value:
                yield from _calls(each)
        case str() | Call() | Member() | Item():
            yield from calls(value)
