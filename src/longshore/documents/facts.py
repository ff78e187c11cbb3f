"""What readers of a document say: facts for the plan, and remarks on what gives none.

A fact is one value at its path in the plan. The members of a list stand in a path by name where they have
one, so that two places of a document can speak of the same queue.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from longshore.plan.scalars import Scalar


@dataclass(frozen=True, slots=True)
class Item:
    """A member of a list: its name, or where it is written if it has none."""

    key: str
    is_name: bool = True

    @classmethod
    def named(cls, name: str) -> "Item":
        """Return the member of a name; case makes no difference."""
        return cls(name.casefold())


Path = tuple[str | Item, ...]
Value = Scalar | tuple[Scalar, ...]


class Standing(Enum):
    """Why a piece of the document is not in the plan."""

    IGNORED = "read, and kept for no key of the plan"
    OVERRULED = "said otherwise before"
    UNKNOWN = "not understood"


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of the plan, and the line of the document that says so."""

    path: Path
    value: Value
    line: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of the document that is not, or not wholly, in the plan, and why."""

    line: int
    standing: Standing
    reason: str


Finding = Fact | Remark
Findings = Iterator[Finding]


def unknown(line: int, reason: str) -> Remark:
    """Return a remark on what was not understood."""
    return Remark(line, Standing.UNKNOWN, reason)


def ignored(line: int, reason: str) -> Remark:
    """Return a remark on what was understood and has no place in a plan."""
    return Remark(line, Standing.IGNORED, reason)
