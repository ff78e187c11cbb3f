"""The keys of a template's objects, each to be taken once: what nobody took is left over, and told.

ARM's keys have no case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from longshore.azure.arm.resource import Json


@dataclass(frozen=True, slots=True)
class Leftover:
    """A part of a template that no plan has a place for, by its path, and why."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class Fields:
    """An object of a template at a path, and what of it is not taken yet."""

    def __init__(self, values: Json, path: str) -> None:
        self.path = path
        self._values = values if isinstance(values, Mapping) else {}
        self._left = {key.casefold(): key for key, value in self._values.items() if value is not None}
        self._inner: list[Fields] = []
        self._objects: dict[str, Fields] = {}
        self._lists: dict[str, list[Fields]] = {}
        self._differing: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key.casefold() in self._left

    def take(self, key: str) -> Json:
        """Return what stands under a key; None where nothing does, or someone took it."""
        written = self._left.pop(key.casefold(), None)
        return None if written is None else self._values[written]

    def peek(self, key: str) -> Json:
        """Return what stands under a key, taken or not; from now on it counts as taken."""
        written = next((each for each in self._values if each.casefold() == key.casefold()), None)
        self.take(key)
        return None if written is None else self._values[written]

    def text(self, key: str) -> str:
        """Return the text under a key, empty where there is none; what is no text stays."""
        written = self._left.get(key.casefold())
        value = None if written is None else self._values[written]
        if not isinstance(value, str):
            return ""
        self.take(key)
        return value

    def drop(self, key: str, *values: Json) -> None:
        """Take what goes without saying: one of the values, texts in any case; another value stays."""
        written = self._left.get(key.casefold())
        if written is not None and _folded(self._values[written]) in [_folded(value) for value in values]:
            self.take(key)

    def inside(self, key: str) -> "Fields":
        """Return the object under a key, the same one each time; an empty one where there is none."""
        if key.casefold() not in self._objects:
            written = self._left.get(key.casefold(), key)
            is_object = isinstance(self._values.get(written), Mapping)
            values = self.take(key) if is_object else None
            self._objects[key.casefold()] = self._entered(values, f"{self.path}.{written}")
        return self._objects[key.casefold()]

    def each(self, key: str) -> "list[Fields]":
        """Return the objects of the list under a key, the same ones each time."""
        if key.casefold() not in self._lists:
            written = self._left.get(key.casefold(), key)
            items = self._values.get(written)
            is_list = isinstance(items, list) and all(isinstance(item, Mapping) for item in items)
            values = self.take(key) if is_list else None
            self._lists[key.casefold()] = [
                self._entered(item, f"{self.path}.{written}[{index}]")
                for index, item in enumerate(values if isinstance(values, list) else ())
            ]
        return self._lists[key.casefold()]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of the list under a key; a list that holds something else stays."""
        items = self._values.get(self._left.get(key.casefold(), key))
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            return ()
        self.take(key)
        return tuple(str(item) for item in items)

    def differs(self, what: str) -> None:
        """Note that the secondary namespace has something else than the primary."""
        self._differing.append(what)

    def left(self) -> Iterator[Leftover]:
        """Yield what nobody took, here and further inside."""
        for key in self._left.values():
            yield Leftover(f"{self.path}.{key}", "a plan has no key for it")
        for what in self._differing:
            yield Leftover(
                self.path, f"{what} is not that of the primary namespace; a plan has it once for both"
            )
        for inner in self._inner:
            yield from inner.left()

    def _entered(self, values: Json, path: str) -> "Fields":
        inner = Fields(values, path)
        self._inner.append(inner)
        return inner


def _folded(value: Json) -> object:
    return value.casefold() if isinstance(value, str) else (type(value), value)
