"""What a Config.json cannot say of a plan: each value with its place, what became of it, and why."""

from dataclasses import dataclass

from longshore.model.durations import UNLIMITED_MS
from longshore.plan.document import Plan
from longshore.plan.problems import Position
from longshore.plan.sections import Duration
from longshore.plan.source import TreePath


@dataclass(frozen=True, slots=True)
class Lost:
    """A value of a plan that a Config.json has otherwise, or not at all.

    `entity` is the queue, topic, subscription (`topic/Subscriptions/name`) or namespace that has the key.
    """

    position: Position
    entity: str
    key: str
    wanted: str
    written: str
    why: str

    def __str__(self) -> str:
        """Render on one line: place, entity, key, and both values."""
        place = f"{self.position.file}:{self.position.line}:{self.position.column}"
        return f"{place}: {self.entity}: {self.key} {self.wanted} became {self.written}: {self.why}"


class Losses:
    """Gathers what is lost, with the places of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._lost: list[Lost] = []

    def add(self, path: TreePath, entity: str, wanted: object, written: object, why: str) -> None:
        """Note that the value at a path, whose last step is its key, was not written as it was wanted."""
        position = self._plan.position(*path)
        self._lost.append(Lost(position, entity, str(path[-1]), shown(wanted), shown(written), why))

    def in_order(self) -> tuple[Lost, ...]:
        """Return everything that is lost, in the order of the file."""
        return tuple(sorted(self._lost, key=lambda lost: (lost.position.line, lost.position.column)))


def shown(value: object) -> str:
    """Return a value in words."""
    match value:
        case None:
            return "nothing"
        case "":
            return "an empty text"
        case bool():
            return "true" if value else "false"
        case Duration() if value.ms == UNLIMITED_MS:
            return "unlimited"
    return str(value)
