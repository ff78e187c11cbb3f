"""Where things are: their ARM ids, regions, and the namespaces that the plan makes.

`{subscription-id}` and `{rg-name}` stand in the ids, as they may in the plan's own: the script knows both. It
asks for the region of the resource group where a plan says `{rg-location}`, or no region at all.
"""

from typing import Final

from longshore.azure.cli.shell import PROVIDERS
from longshore.model.azure_rules import region_name
from longshore.plan.document import Plan

SUBSCRIPTION: Final = "{subscription-id}"
GROUP: Final = "{rg-name}"
GROUP_LOCATION: Final = "{rg-location}"
APPLICATION_INSIGHTS: Final = "{application-insights-id}"


def resource_id(kind: str, name: str) -> str:
    """Return the id of a resource in the deployment's group; a name may be such an id already."""
    if name.startswith("/"):
        return name
    return f"{PROVIDERS}/{kind}/{name}"


def namespace_id(name: str) -> str:
    """Return the id of a Service Bus namespace."""
    return resource_id("Microsoft.ServiceBus/namespaces", name)


def vnet_id(vnet: str) -> str:
    """Return the id of a virtual network."""
    return resource_id("Microsoft.Network/virtualNetworks", vnet)


def subnet_id(vnet: str, subnet: str) -> str:
    """Return the id of a network's subnet, whose name may be such an id already."""
    return subnet if subnet.startswith("/") else f"{vnet_id(vnet)}/subnets/{subnet}"


def namespaces(plan: Plan) -> list[str]:
    """Return the names of the plan's namespaces, the primary first."""
    return [plan.namespace.name, *([plan.geo_dr.secondary.name] if plan.geo_dr else [])]


def location(plan: Plan) -> str:
    """Return the region of the primary namespace: its group's where the plan does not say it."""
    return region_name(plan.namespace.location) if plan.namespace.location else group_location(plan)


def group_location(plan: Plan) -> str:
    """Return the region to make the resource group in: the deployment's, else that of the namespace."""
    said = plan.deployment.location if plan.deployment else None
    return region_name(said or plan.namespace.location or GROUP_LOCATION)
