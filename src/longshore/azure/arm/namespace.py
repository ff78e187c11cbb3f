"""The primary namespace, and with Geo-DR the secondary.

What pairing does not copy the secondary gets here: its tags, how clients may log in, its network access
[ASB Geo-DR, "not replicated"]. Partitions, once made, cannot change, and both must have as many.
"""

from typing import Final

from longshore.azure.arm.expressions import GROUP_LOCATION, KNOWN, Term
from longshore.azure.arm.kinds import NAMESPACE
from longshore.azure.arm.resource import Resource, Value
from longshore.model.azure_rules import region_name
from longshore.plan.document import Plan
from longshore.plan.source import TreePath

PREMIUM: Final = "Premium"


def namespaces(plan: Plan) -> tuple[Resource, ...]:
    """Return the namespaces, the primary first."""
    primary = plan.namespace
    found = [_namespace(plan, primary.name, primary.location, primary.capacity, ("namespace",))]
    if plan.geo_dr:
        other = plan.geo_dr.secondary
        capacity = other.capacity or primary.capacity
        found.append(_namespace(plan, other.name, other.location, capacity, ("geo_dr", "secondary")))
    return tuple(found)


def region(location: str | None) -> Term:
    """Return a region as ARM names it; the resource group's where the plan does not say one."""
    return region_name(location) if location else KNOWN[GROUP_LOCATION]


def _namespace(plan: Plan, name: str, location: str | None, capacity: int, origin: TreePath) -> Resource:
    settings: dict[str, Value] = {
        "location": region(location),
        "tags": dict(plan.namespace.tags) or None,
        "sku": {
            "name": plan.namespace.sku,
            "tier": plan.namespace.sku,
            "capacity": capacity if plan.namespace.sku == PREMIUM else None,
        },
    }
    return Resource(NAMESPACE, (name,), _properties(plan), origin, settings)


def _properties(plan: Plan) -> dict[str, Value]:
    access = plan.network_access
    return {
        "premiumMessagingPartitions": plan.namespace.messaging_partitions,
        "minimumTlsVersion": plan.namespace.minimum_tls_version,
        "disableLocalAuth": plan.namespace.disable_local_auth,
        "publicNetworkAccess": access.public_network_access if access else None,
        "zoneRedundant": plan.namespace.zone_redundant,
    }
