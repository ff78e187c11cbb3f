"""Network rules and private endpoints, read back into `network_access` and `private_endpoint`."""

from dataclasses import dataclass

from longshore.azure.arm.kinds import DNS_GROUP, DNS_LINK, DNS_ZONE, ENDPOINT, NETWORK_RULES
from longshore.azure.arm.reading.fields import Fields
from longshore.azure.arm.reading.ids import ResourceId
from longshore.azure.arm.reading.namespaces import Namespaces, location, plain_value, said
from longshore.azure.arm.reading.resources import Found, Resources
from longshore.azure.arm.resource import GLOBAL
from longshore.model.azure_rules import PRIVATE_DNS_ZONE
from longshore.plan.source import Tree

_PUBLIC = ("Enabled", "Disabled")


def network_access(resources: Resources, namespaces: Namespaces) -> dict[str, Tree] | None:
    """Return who may reach the namespaces from outside."""
    sets = {namespaces.role(ResourceId.of(*_parent(each))): each for each in resources.of(NETWORK_RULES)}
    access = namespaces.public_access if namespaces.public_access in _PUBLIC else None
    if "primary" not in sets:
        return {"default_action": "Allow", "public_network_access": access} if access == "Disabled" else None
    section = _rules(sets["primary"])
    if "secondary" in sets and _rules(sets["secondary"]) != section:
        sets["secondary"].fields.differs("what the rules say")
    return {"public_network_access": access, **section} if access else section


def private_endpoints(resources: Resources, namespaces: Namespaces) -> dict[str, dict[str, Tree]]:
    """Return the endpoints of the `primary` and the `secondary` namespace."""
    names = _Names(resources.of(DNS_ZONE), resources.of(DNS_LINK), resources.of(DNS_GROUP))
    endpoints: dict[str, dict[str, Tree]] = {}
    for found in resources.of(ENDPOINT):
        connections = found.fields.inside("properties").each("privateLinkServiceConnections")
        if len(connections) != 1:
            continue
        target = ResourceId.parse(connections[0].inside("properties").text("privateLinkServiceId"))
        role = namespaces.role(target) if target else ""
        if role and role not in endpoints:
            endpoints[role] = _endpoint(found, connections[0], names)
    return endpoints


def _parent(found: Found) -> tuple[str, tuple[str, ...]]:
    return found.id.resource_type.rpartition("/")[0], found.id.names[:-1]


def _rules(found: Found) -> dict[str, Tree]:
    fields = found.read()
    access = fields.text("publicNetworkAccess")
    addresses = [
        {"action": rule.text("action") or "Allow", "ip_mask": rule.text("ipMask")}
        for rule in fields.each("ipRules")
    ]
    networks = [_network_rule(rule) for rule in fields.each("virtualNetworkRules")]
    section: dict[str, Tree] = {
        "default_action": fields.text("defaultAction") or "Allow",
        "public_network_access": access or None,
        "trusted_services_allowed": plain_value(fields.take("trustedServiceAccessEnabled")),
        "ip_rules": tuple(addresses) or None,
        "virtual_network_rules": tuple(networks) or None,
    }
    return said(section)


def _network_rule(rule: Fields) -> dict[str, Tree]:
    section: dict[str, Tree] = {
        **_subnet(rule.inside("subnet").text("id")),
        "ignore_missing_endpoint": plain_value(rule.take("ignoreMissingVnetServiceEndpoint")) or None,
    }
    return said(section)


def _subnet(text: str) -> dict[str, Tree]:
    """Return a subnet's id as a plan says it: the network by its name, or by its id in another group."""
    subnet = ResourceId.parse(text)
    if subnet is None or len(subnet.names) != 2:
        return {"vnet": "", "subnet": text}
    network = ResourceId(subnet.base, subnet.resource_type.rpartition("/")[0], subnet.names[:1])
    return {"vnet": network.short, "subnet": subnet.names[-1]}


@dataclass(frozen=True, slots=True)
class _Names:
    """What makes names lead to endpoints."""

    zones: list[Found]
    links: list[Found]
    groups: list[Found]

    def group(self, endpoint: Found) -> tuple[str | None, str | None]:
        """Return the zone group of an endpoint, and the zone that it keeps the address in."""
        for group in self.groups:
            configs = group.fields.inside("properties").each("privateDnsZoneConfigs")
            if group.parent != (endpoint.name.casefold(),) or len(configs) != 1:
                continue
            group.read()
            configs[0].take("name")  # a label, which nothing refers to
            zone = ResourceId.parse(configs[0].inside("properties").text("privateDnsZoneId"))
            return group.name, zone.short if zone else None
        return None, None

    def link(self, zone: str, vnet: Tree) -> str | None:
        """Return the link between a zone and a network."""
        for link in self.links:
            network = ResourceId.parse(_linked(link))
            if network and network.short == vnet and link.parent == (zone.casefold(),):
                link.read().drop("registrationEnabled", False)
                link.fields.drop("location", GLOBAL)
                return link.name
        return None

    def zone(self, named: str | None) -> str:
        """Return the zone of a name; without a name the one that is there, or else the usual one."""
        for zone in self.zones:
            if named is None or zone.name.casefold() == named.casefold():
                zone.read()
                zone.fields.drop("location", GLOBAL)
                return zone.name
        return named or PRIVATE_DNS_ZONE


def _linked(link: Found) -> str:
    """Return the id of a link's network; several endpoints may ask for it."""
    written = link.fields.inside("properties").inside("virtualNetwork").peek("id")
    return written if isinstance(written, str) else ""


def _endpoint(found: Found, connection: Fields, names: _Names) -> dict[str, Tree]:
    fields = found.read()
    connection.inside("properties").drop("groupIds", ["namespace"])
    where = _subnet(fields.inside("subnet").text("id"))
    group, named = names.group(found)
    zone = names.zone(named)
    section: dict[str, Tree] = {
        "name": found.name,
        **where,
        "private_dns_zone": zone,
        # Left unsaid, the connection has the endpoint's name.
        "connection_name": name if (name := connection.text("name")) != found.name else None,
        "location": location(found.fields),
        "dns_zone_link": names.link(zone, where["vnet"]),
        "dns_zone_group": group,
    }
    return said(section)
