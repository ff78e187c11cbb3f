"""Who may reach the namespaces: rules for the public door, private endpoints, and names that lead to them.

Geo-DR copies none of it, so each namespace gets its own. It pairs two namespaces if both have endpoints or
neither, and a paired primary takes no new one: hence the secondary's endpoint comes first, and both before
the pairing [ASB Geo-DR, private endpoints].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from longshore.azure.arm.expressions import Call, Term, parameter
from longshore.azure.arm.kinds import (
    DNS_GROUP,
    DNS_LINK,
    DNS_ZONE,
    ENDPOINT,
    NETWORK_RULES,
    SUBNET,
    VIRTUAL_NETWORK,
)
from longshore.azure.arm.namespace import region
from longshore.azure.arm.parameters import NETWORK_GROUP, NETWORK_LOCATION
from longshore.azure.arm.resource import GLOBAL, Resource, Value
from longshore.plan.document import Plan
from longshore.plan.source import TreePath
from longshore.plan.surroundings import NetworkAccess, PrivateEndpoint

_SUB_RESOURCE: Final = "namespace"
"""What of a namespace an endpoint leads to; Service Bus offers nothing else [private link resource]."""


def rule_sets(plan: Plan, namespaces: Sequence[Resource]) -> list[Resource]:
    """Return the network rules of every namespace."""
    access = plan.network_access
    return [_rule_set(access, namespace) for namespace in namespaces] if access else []


def _rule_set(access: NetworkAccess, namespace: Resource) -> Resource:
    properties: dict[str, Value] = {
        "publicNetworkAccess": access.public_network_access,
        "defaultAction": access.default_action,
        "trustedServiceAccessEnabled": access.trusted_services_allowed,
        "ipRules": tuple({"ipMask": rule.ip_mask, "action": rule.action} for rule in access.ip_rules),
        "virtualNetworkRules": tuple(
            {
                "subnet": {"id": subnet_id(rule.vnet, rule.subnet)},
                "ignoreMissingVnetServiceEndpoint": rule.ignore_missing_endpoint,
            }
            for rule in access.virtual_network_rules
        ),
    }
    names = (*namespace.names, "default")
    return Resource(NETWORK_RULES, names, properties, ("network_access",), after=(namespace,))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An endpoint as the plan has it, and the namespace that it leads to."""

    endpoint: PrivateEndpoint
    namespace: Resource
    origin: TreePath

    @property
    def zone(self) -> str:
        """The name of the private DNS zone."""
        return self.endpoint.private_dns_zone


def private_network(plan: Plan, namespaces: Sequence[Resource]) -> list[Resource]:
    """Return zones, their links, and the endpoints with what keeps their addresses in the zones."""
    wanted = list(_wanted(plan, namespaces))
    zones = {each.zone: _zone(each) for each in reversed(wanted)}
    links = [_link(each, zones[each.zone]) for each in wanted if each.endpoint.dns_zone_link]
    endpoints: list[Resource] = []
    groups: list[Resource] = []
    for each in wanted:
        endpoint = _endpoint(each, before=endpoints)
        endpoints.append(endpoint)
        if each.endpoint.dns_zone_group:
            groups.append(_group(each, zones[each.zone], endpoint))
    return [*zones.values(), *links, *endpoints, *groups]


def _wanted(plan: Plan, namespaces: Sequence[Resource]) -> list[_Wanted]:
    """Return the endpoints in the order in which they must be made."""
    primary, *secondaries = namespaces
    found = []
    if plan.geo_dr and plan.geo_dr.secondary.private_endpoint:
        origin = ("geo_dr", "secondary", "private_endpoint")
        found.append(_Wanted(plan.geo_dr.secondary.private_endpoint, secondaries[0], origin))
    if plan.private_endpoint:
        found.append(_Wanted(plan.private_endpoint, primary, ("private_endpoint",)))
    return found


def _zone(wanted: _Wanted) -> Resource:
    origin = (*wanted.origin, "private_dns_zone")
    return Resource(DNS_ZONE, (wanted.zone,), {}, origin, {"location": GLOBAL})


def _link(wanted: _Wanted, zone: Resource) -> Resource:
    return Resource(
        DNS_LINK,
        (*zone.names, wanted.endpoint.dns_zone_link or ""),
        {"registrationEnabled": False, "virtualNetwork": {"id": network_id(wanted.endpoint.vnet)}},
        (*wanted.origin, "dns_zone_link"),
        {"location": GLOBAL},
        after=(zone,),
    )


def _endpoint(wanted: _Wanted, before: Sequence[Resource]) -> Resource:
    endpoint = wanted.endpoint
    connection: dict[str, Value] = {
        "name": endpoint.connection_name or endpoint.name,
        "properties": {"privateLinkServiceId": wanted.namespace.id, "groupIds": (_SUB_RESOURCE,)},
    }
    # An endpoint must be in its network's region, which need not be that of the group.
    location = region(endpoint.location) if endpoint.location else parameter(NETWORK_LOCATION)
    return Resource(
        ENDPOINT,
        (endpoint.name,),
        {
            "subnet": {"id": subnet_id(endpoint.vnet, endpoint.subnet)},
            "privateLinkServiceConnections": (connection,),
        },
        wanted.origin,
        {"location": location},
        after=(wanted.namespace, *before),
    )


def _group(wanted: _Wanted, zone: Resource, endpoint: Resource) -> Resource:
    config: dict[str, Value] = {
        "name": wanted.zone.replace(".", "-"),
        "properties": {"privateDnsZoneId": zone.id},
    }
    return Resource(
        DNS_GROUP,
        (*endpoint.names, wanted.endpoint.dns_zone_group or ""),
        {"privateDnsZoneConfigs": (config,)},
        (*wanted.origin, "dns_zone_group"),
        after=(zone, endpoint),
    )


def network_id(vnet: str) -> Term:
    """Return the id of a virtual network, which may be in a group of its own; a name may be an id already."""
    if vnet.startswith("/"):
        return vnet
    return Call("resourceId", (parameter(NETWORK_GROUP), VIRTUAL_NETWORK, vnet))


def subnet_id(vnet: str, subnet: str) -> Term:
    """Return the id of a network's subnet; either name may be an id already."""
    if subnet.startswith("/"):
        return subnet
    if vnet.startswith("/"):
        return f"{vnet}/subnets/{subnet}"
    return Call("resourceId", (parameter(NETWORK_GROUP), SUBNET, vnet, subnet))
