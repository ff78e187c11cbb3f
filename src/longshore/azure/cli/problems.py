"""What az has no words for, though a template has, found before a line of the script is written."""

from collections.abc import Iterator
from itertools import chain

from longshore.azure.cli.metrics import unsayable
from longshore.azure.problems import in_order, undeployable
from longshore.model.azure_rules import UNITS
from longshore.plan.document import Plan
from longshore.plan.problems import Problem
from longshore.plan.source import TreePath


def problems(plan: Plan) -> list[Problem]:
    """Return what keeps a plan from becoming a script, in the order of the file."""
    return in_order(chain(undeployable(plan), _of_capacities(plan), _of_criteria(plan)))


def _of_capacities(plan: Plan) -> Iterator[Problem]:
    if plan.namespace.sku == "Premium":
        yield from _of_capacity(plan, ("namespace", "capacity"), plan.namespace.capacity)
        secondary = plan.geo_dr.secondary.capacity if plan.geo_dr else None
        if secondary is not None:
            yield from _of_capacity(plan, ("geo_dr", "secondary", "capacity"), secondary)


def _of_capacity(plan: Plan, path: TreePath, capacity: int) -> Iterator[Problem]:
    if capacity not in UNITS:
        message = f"az makes no namespace with {capacity} messaging units"
        yield plan.source.problem(path, message, f"one of {', '.join(map(str, UNITS))}")


def _of_criteria(plan: Plan) -> Iterator[Problem]:
    for index, alert in enumerate(plan.alerts):
        for number, criterion in enumerate(alert.criteria):
            for key, expected in unsayable(criterion):
                message = f"a condition of az cannot express this `{key}`"
                yield plan.source.problem(("alerts", index, "criteria", number, key), message, expected)
