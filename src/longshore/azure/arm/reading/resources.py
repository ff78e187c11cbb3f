"""The resources of a template, one by one: those inside of others beside them, expressions worked out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from longshore.azure.arm.kinds import Kind
from longshore.azure.arm.reading.evaluation import Evaluator
from longshore.azure.arm.reading.fields import Fields, Leftover
from longshore.azure.arm.reading.functions import UnknownError
from longshore.azure.arm.reading.ids import ResourceId
from longshore.azure.arm.resource import Json

_ENVELOPE: Final = frozenset(
    {
        "type",
        "name",
        "apiversion",
        "dependson",
        "comments",
        "condition",
        "copy",
        "resources",
        "scope",
        "existing",
    }
)
"""What says which resource it is, and when it is made, rather than how it is."""


@dataclass(slots=True)
class Found:
    """A resource of a template; `fields` holds what is to be read of it."""

    id: ResourceId
    scope: ResourceId
    fields: Fields
    is_read: bool = False

    @property
    def name(self) -> str:
        """The resource's own name, without its ancestors'."""
        return self.id.names[-1]

    @property
    def parent(self) -> tuple[str, ...]:
        """The names of the resources around it, as names compare."""
        return tuple(name.casefold() for name in self.id.names[:-1])

    def read(self) -> Fields:
        """Return the properties, to be taken; from now on what is not taken is left over."""
        self.is_read = True
        return self.fields.inside("properties")

    def leftovers(self) -> Iterator[Leftover]:
        """Yield what nobody read: parts of the resource, or all of it."""
        if self.is_read:
            yield from self.fields.left()
        else:
            what = f"{self.id.resource_type} {'/'.join(self.id.names)}"
            yield Leftover(self.fields.path, f"a plan has no place for {what}")


class Resources:
    """All resources of a template, to be read kind by kind."""

    def __init__(self, template: Mapping[str, Json]) -> None:
        self._evaluator = Evaluator(template)
        self._unknown: list[Leftover] = []
        self._all = list(self._inside(template.get("resources"), "resources", None))
        self._by_type: dict[str, list[Found]] = defaultdict(list)
        self._by_parent: dict[tuple[str, tuple[str, ...]], list[Found]] = defaultdict(list)
        for each in self._all:
            resource_type = each.id.resource_type.casefold()
            self._by_type[resource_type].append(each)
            self._by_parent[resource_type, each.parent].append(each)

    def of(self, kind: Kind) -> list[Found]:
        """Return the resources of a kind that nobody has read yet."""
        return [each for each in self._by_type.get(kind.type.casefold(), ()) if not each.is_read]

    def inside(self, kind: Kind, names: tuple[str, ...]) -> list[Found]:
        """Return the resources of a kind inside of the resource of these names, in any case."""
        parent = tuple(name.casefold() for name in names)
        return [each for each in self._by_parent.get((kind.type.casefold(), parent), ()) if not each.is_read]

    def note(self, path: str, reason: str) -> None:
        """Add to what is left over."""
        self._unknown.append(Leftover(path, reason))

    def leftovers(self) -> Iterator[Leftover]:
        """Yield what is not known before a deployment, and what nobody read."""
        yield from self._unknown
        for each in self._all:
            yield from each.leftovers()

    def _inside(self, written: Json, path: str, parent: ResourceId | None) -> Iterator[Found]:
        """Yield the resources of a list, or of an object that gives each a symbolic name."""
        if isinstance(written, Mapping):
            places = [(f"{path}.{key}", each) for key, each in written.items()]
        else:
            listed = written if isinstance(written, list) else []
            places = [(f"{path}[{index}]", each) for index, each in enumerate(listed)]
        for place, each in places:
            try:
                yield from self._resource(each, place, parent)
            except UnknownError as error:
                self.note(place, f"not read: {error}")

    def _resource(self, written: Json, path: str, parent: ResourceId | None) -> Iterator[Found]:
        resource = _object(written)
        for key, reason in (("copy", "copies are not counted out"), ("existing", "it is there already")):
            if resource.get(key):
                raise UnknownError(reason)
        if "condition" in resource and self._evaluator.value(resource["condition"]) is not True:
            raise UnknownError("its condition is not met")
        own_id = self._id(resource, parent)
        settings = {key: value for key, value in resource.items() if key.casefold() not in _ENVELOPE}
        known = self._known(settings, path)
        yield Found(own_id, self._scope(resource), Fields(known, path))
        yield from self._inside(resource.get("resources"), f"{path}.resources", own_id)

    def _id(self, resource: Mapping[str, Json], parent: ResourceId | None) -> ResourceId:
        resource_type, name = (str(self._evaluator.value(resource.get(key))) for key in ("type", "name"))
        names = tuple(name.split("/"))
        # Inside of its parent a resource has the last part of its type and of its name alone.
        if parent and not resource_type.casefold().startswith(f"{parent.resource_type}/".casefold()):
            resource_type, names = f"{parent.resource_type}/{resource_type}", (*parent.names, *names)
        if resource_type.count("/") != len(names):
            raise UnknownError(f"the name {name} does not fit the type {resource_type}")
        return ResourceId.of(resource_type, names)

    def _scope(self, resource: Mapping[str, Json]) -> ResourceId:
        written = self._evaluator.value(resource.get("scope"))
        scope = ResourceId.parse(written) if isinstance(written, str) else ResourceId.of("", ())
        if scope is None:
            raise UnknownError(f"the scope {written} is no resource")
        return scope

    def _known(self, written: Json, path: str) -> Json:
        """Return a value without what cannot be worked out, which is noted."""
        match written:
            case dict():
                inner = {key: self._known(value, f"{path}.{key}") for key, value in written.items()}
                return {key: value for key, value in inner.items() if value is not None}
            case list():
                items = [self._known(value, f"{path}[{index}]") for index, value in enumerate(written)]
                return [item for item in items if item is not None]
        try:
            return self._evaluator.value(written)
        except UnknownError as error:
            self.note(path, f"not read: {error}")
            return None


def _object(written: Json) -> Mapping[str, Json]:
    if isinstance(written, dict):
        return written
    raise UnknownError("this is no resource")
