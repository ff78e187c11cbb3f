"""How many messaging units a namespace may have, and where the plan says how many it has."""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.model.azure_rules import PARTITIONS, UNITS, next_allowed
from longshore.plan.source import TreePath

PRIMARY: TreePath = ("namespace", "capacity")
SECONDARY: TreePath = ("geo_dr", "secondary", "capacity")


def offered_units(draft: Draft) -> tuple[int, ...]:
    """Return the numbers of messaging units that a namespace with the plan's partitions may have."""
    partitions = next_allowed(draft.partitions, PARTITIONS)
    return tuple(units * partitions for units in UNITS)


def capacities(draft: Draft) -> Iterator[tuple[TreePath, str, int]]:
    """Yield where the messaging units of a namespace are written, which one it is, and how many they are."""
    geo_dr = draft.plan.geo_dr
    yield PRIMARY, "the namespace", draft.plan.namespace.capacity
    if geo_dr is not None and geo_dr.secondary.capacity is not None:
        yield SECONDARY, "the secondary namespace", geo_dr.secondary.capacity


def some_units(count: int) -> str:
    """Return a number of messaging units in words."""
    return "1 messaging unit" if count == 1 else f"{count} messaging units"
