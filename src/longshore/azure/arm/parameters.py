"""Parameters of a template: what only its user knows, and where that is, of what the plan does not make.

A placeholder of the plan becomes a parameter without a default. It keeps its own spelling in the parameter's
metadata, so that a plan read from the template has it again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from longshore.azure.arm.expressions import (
    GROUP_LOCATION,
    KNOWN,
    RESOURCE_GROUP,
    Call,
    Term,
    calls,
    parameter_name,
    placeholder_name,
)
from longshore.azure.arm.kinds import APPLICATION_INSIGHTS, WORKSPACE
from longshore.azure.arm.resource import Json, Resource, rendered, resource_id
from longshore.plan.document import Plan
from longshore.plan.placeholders import placeholders
from longshore.plan.source import Tree

NETWORK_GROUP: Final = "virtualNetworkResourceGroup"
NETWORK_LOCATION: Final = "virtualNetworkLocation"
WORKSPACE_ID: Final = "logAnalyticsWorkspaceId"
INSIGHTS_ID: Final = "applicationInsightsId"

PLACEHOLDER: Final = "placeholder"
"""The key of a parameter's metadata under which the plan's spelling stands."""


def declared(plan: Plan, resources: Iterable[Resource]) -> dict[str, Json]:
    """Return the parameters that resources ask for, by name, in the order of their first use."""
    own = _own(plan)
    wanted = dict.fromkeys(_names(call for resource in resources for call in resource.calls()))
    # A default may ask for others: the workspace's name may hold a placeholder.
    inner = [name for each in wanted if each in own for name in _names(calls(own[each].default or ""))]
    placeholders_of = {parameter_name(name): name for name in reversed(_placeholders(plan.source.data))}
    return {
        name: own[name].json() if name in own else _placeholder(placeholders_of[name])
        for name in dict.fromkeys([*wanted, *inner])
    }


@dataclass(frozen=True, slots=True)
class _Definition:
    """A parameter of our own: what it is for, and where that usually is."""

    description: str
    default: Term | None

    def json(self) -> Json:
        """Return the parameter as a template declares it."""
        default: dict[str, Json] = {} if self.default is None else {"defaultValue": rendered(self.default)}
        return {"type": "string", **default, "metadata": {"description": self.description}}


def _own(plan: Plan) -> dict[str, _Definition]:
    monitoring = plan.monitoring
    workspace = monitoring.log_analytics_workspace if monitoring else None
    insights = monitoring.application_insights if monitoring else None
    return {
        NETWORK_GROUP: _Definition("The resource group of the virtual network.", KNOWN[RESOURCE_GROUP]),
        NETWORK_LOCATION: _Definition("The region of the virtual network.", KNOWN[GROUP_LOCATION]),
        WORKSPACE_ID: _Definition(
            "The resource id of the Log Analytics workspace that takes the logs.",
            _id(WORKSPACE_ID, WORKSPACE, workspace),
        ),
        INSIGHTS_ID: _Definition(
            "The resource id of the Application Insights that the application sends its metrics to.",
            _id(INSIGHTS_ID, APPLICATION_INSIGHTS, insights),
        ),
    }


def _id(parameter: str, resource_type: str, name: str | None) -> Term | None:
    """Return the id of a resource; its name may be an id already, or the parameter's own placeholder."""
    if name is None or name == f"{{{placeholder_name(parameter)}}}":
        return None
    return name if name.startswith("/") else resource_id(resource_type, name)


def _placeholder(name: str) -> Json:
    described = f"What {{{name}}} stands for in the plan."
    return {"type": "string", "metadata": {"description": described, PLACEHOLDER: f"{{{name}}}"}}


def _names(found: Iterable[Call]) -> list[str]:
    return [str(call.arguments[0]) for call in found if call.function == "parameters"]


def _placeholders(tree: Tree) -> tuple[str, ...]:
    """Return the placeholders of a plan; of several spellings of one parameter the first will do."""
    match tree:
        case str():
            return placeholders(tree)
        case Mapping():
            return tuple(name for each in tree.values() for name in _placeholders(each))
        case tuple():
            return tuple(name for each in tree for name in _placeholders(each))
    return ()
