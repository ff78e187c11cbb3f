"""What of a plan no template can deploy, though a script could, found before a line of it is written."""

from collections.abc import Iterator
from itertools import chain

from longshore.azure.arm.access import role_id
from longshore.azure.arm.order import circle
from longshore.azure.arm.scopes import GROUP, scope_of
from longshore.azure.problems import in_order, undeployable
from longshore.model.azure_rules import ROLE_DEFINITIONS
from longshore.plan.document import Plan
from longshore.plan.monitoring import Alert
from longshore.plan.problems import Problem
from longshore.plan.suggest import suggestion


def problems(plan: Plan) -> list[Problem]:
    """Return what keeps a plan from becoming a template, in the order of the file."""
    alerts = (_of_alert(plan, index, alert) for index, alert in enumerate(plan.alerts))
    own = chain(_of_forwarding(plan), _of_roles(plan), *alerts)
    return in_order(chain(undeployable(plan), own))


def _of_forwarding(plan: Plan) -> Iterator[Problem]:
    if found := circle(plan):
        first, names = found
        message = f"dead letters go round, so that no queue can be made first: {' -> '.join(names)}"
        yield plan.source.problem(first.path, message, "a chain that ends")


def _of_roles(plan: Plan) -> Iterator[Problem]:
    for index, assignment in enumerate(plan.role_assignments):
        path = ("role_assignments", index)
        if role_id(assignment.role_definition) is None:
            message = f"no built-in role '{assignment.role_definition}' is known"
            expected = suggestion(assignment.role_definition, list(ROLE_DEFINITIONS))
            yield plan.source.problem(
                (*path, "role_definition"), message, f"{expected}; or a role's GUID or id"
            )
        if scope_of(plan, assignment.scope) is None:
            message = "a template reaches only what is in its own resource group"
            yield plan.source.problem((*path, "scope"), message, f"{GROUP}/providers/...")


def _of_alert(plan: Plan, index: int, alert: Alert) -> Iterator[Problem]:
    """Yield the times that an alert with criteria does not say, for which az has defaults."""
    for key in ("window_size", "evaluation_frequency") if alert.criteria else ():
        if not getattr(alert, key):
            message = f"the alert '{alert.name}' has no `{key}`, without which Azure evaluates nothing"
            expected = f"a key `{key}`, as `longshore resolve` writes it"
            yield plan.source.problem(("alerts", index, "condition"), message, expected)
