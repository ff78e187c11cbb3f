"""Private endpoints and who may reach the namespaces, by way of the virtual network and without it.

Geo-DR pairs two namespaces if both have endpoints or neither, and a paired primary takes no new one: so the
secondary's endpoint comes first, and both before the pairing [ASB Geo-DR, private endpoints].
"""

import json
from collections.abc import Iterator, Mapping

from longshore.azure.cli.names import GROUP, namespace_id, namespaces, resource_id, subnet_id, vnet_id
from longshore.azure.cli.shell import Shell, Word
from longshore.model.azure_rules import region_name
from longshore.plan.document import Plan
from longshore.plan.surroundings import NetworkAccess, PrivateEndpoint


def network_checks(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands that look for the networks which the plan uses but does not make."""
    rules = plan.network_access.virtual_network_rules if plan.network_access else ()
    subnets = [
        *((endpoint.vnet, endpoint.subnet) for endpoint, _ in _endpoints(plan)),
        *((rule.vnet, rule.subnet) for rule in rules),
    ]
    for vnet, subnet in dict.fromkeys(subnets):
        show = shell.az("network vnet subnet show", ids=subnet_id(vnet, subnet))
        message = f"There is no subnet {subnet} in the virtual network {vnet} yet; the plan needs it."
        yield f"{show} || fail {shell.word(message)}"


def private_dns(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for zones, and their links to virtual networks."""
    endpoints = [endpoint for endpoint, _ in _endpoints(plan)]
    for zone in dict.fromkeys(endpoint.private_dns_zone for endpoint in endpoints):
        yield _once(shell, "network private-dns zone", name=zone)
    links = ((each.private_dns_zone, each.dns_zone_link, each.vnet) for each in endpoints)
    for zone, link, vnet in dict.fromkeys(links):
        if link:
            yield _once(
                shell,
                "network private-dns link vnet",
                {"virtual_network": vnet_id(vnet), "registration_enabled": False},
                zone_name=zone,
                name=link,
            )


def private_endpoints(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for endpoints and what keeps their addresses in the zone."""
    group_id = (plan.deployment and plan.deployment.private_endpoint_group_id) or "namespace"
    for endpoint, namespace in _endpoints(plan):
        what = {
            "location": _location(shell, endpoint),
            "subnet": subnet_id(endpoint.vnet, endpoint.subnet),
            "private_connection_resource_id": namespace_id(namespace),
            "group_id": group_id,
            "connection_name": endpoint.connection_name or endpoint.name,
        }
        yield _once(shell, "network private-endpoint", what, name=endpoint.name)
        if endpoint.dns_zone_group:
            yield shell.az(
                "network private-endpoint dns-zone-group create",
                resource_group=GROUP,
                endpoint_name=endpoint.name,
                name=endpoint.dns_zone_group,
                zone_name=endpoint.private_dns_zone.replace(".", "-"),
                private_dns_zone=resource_id("Microsoft.Network/privateDnsZones", endpoint.private_dns_zone),
            )


def network_rules(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for the rules of both namespaces, which Geo-DR does not copy."""
    if plan.network_access:
        for namespace in namespaces(plan):
            yield _network_rule_set(shell, namespace, plan.network_access)


def _network_rule_set(shell: Shell, namespace: str, access: NetworkAccess) -> str:
    addresses = [{"action": rule.action, "ip-address": rule.ip_mask} for rule in access.ip_rules]
    subnets = [
        {
            "subnet": subnet_id(rule.vnet, rule.subnet),
            "ignore-missing-endpoint": rule.ignore_missing_endpoint,
        }
        for rule in access.virtual_network_rules
    ]
    return shell.az(
        "servicebus namespace network-rule-set create",
        resource_group=GROUP,
        namespace_name=namespace,
        default_action=access.default_action,
        enable_trusted_service_access=access.trusted_services_allowed,
        # What is not said az would send as Enabled.
        public_network_access=access.public_network_access or "Enabled",
        ip_rules=json.dumps(addresses),
        virtual_network_rules=json.dumps(subnets),
    )


def _endpoints(plan: Plan) -> list[tuple[PrivateEndpoint, str]]:
    """Return the endpoints, each with its namespace, in the order in which they must be made."""
    secondary = plan.geo_dr.secondary if plan.geo_dr else None
    both = [
        (secondary.private_endpoint, secondary.name) if secondary else (None, ""),
        (plan.private_endpoint, plan.namespace.name),
    ]
    return [(endpoint, namespace) for endpoint, namespace in both if endpoint]


def _location(shell: Shell, endpoint: PrivateEndpoint) -> str:
    """Return the region of the network, where the endpoint has to be; the group's may be another."""
    if endpoint.location:
        return region_name(endpoint.location)
    show = shell.az("network vnet show", ids=vnet_id(endpoint.vnet), query="location", output="tsv")
    return Word(f'"$({show})"')


def _once(shell: Shell, resource: str, what: Mapping[str, str | bool] | None = None, **names: str) -> str:
    """Return commands that make a resource unless it is there."""
    show = shell.az(f"{resource} show", resource_group=GROUP, **names)
    create = shell.az(f"{resource} create", resource_group=GROUP, **names, **(what or {}))
    return f"exists {show} ||\n{create}"
